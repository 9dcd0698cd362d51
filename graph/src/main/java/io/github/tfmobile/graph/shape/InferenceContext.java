package io.github.tfmobile.graph.shape;

import io.github.tfmobile.graph.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What a shape function is called with.
 *
 * @param node the node, attrs with their defaults filled in
 * @param inputs what is known of its data inputs
 * @param outputs how many outputs it has
 */
public record InferenceContext(Node node, List<TensorFact> inputs, int outputs) {

    /** The shape of an input; unknown when there is no such input. */
    public PartialShape shape(int input) {
        return input < 0 || input >= inputs.size()
                ? PartialShape.unknown()
                : inputs.get(input).shape();
    }

    /** The elements of an integer input, unknown ones -1; null when not even their number is known. */
    public long @Nullable [] values(int input) {
        return input < 0 || input >= inputs.size() ? null : inputs.get(input).values();
    }

    /** The one element of an integer input; null when it is not known. */
    public @Nullable Long value(int input) {
        TensorFact fact = input < 0 || input >= inputs.size() ? null : inputs.get(input);
        long[] values = fact == null ? null : fact.values();
        return fact == null || values == null || values.length != 1 || !fact.exact() ? null : values[0];
    }

    /** Whether every element of an integer input is known for sure, -1 being -1. */
    public boolean exact(int input) {
        return input >= 0 && input < inputs.size() && inputs.get(input).exact();
    }

    /** The shape that an input stands for: a vector of integers, -1 for a dim that is not known. */
    public PartialShape asShape(int input) {
        long[] values = values(input);
        if (values != null) {
            return PartialShape.of(values);
        }
        long rank = shape(input).rank() == 1 ? shape(input).dim(0) : -1;
        return rank >= 0 && rank < 255 ? PartialShape.ofRank((int) rank) : PartialShape.unknown();
    }

    private @Nullable AttrValue attr(String name) {
        return node.attr(name);
    }

    /** An int attr. */
    public long integer(String name, long defaultValue) {
        return node.integer(name, defaultValue);
    }

    /** A bool attr. */
    public boolean flag(String name, boolean defaultValue) {
        return node.flag(name, defaultValue);
    }

    /** A string attr. */
    public String text(String name, String defaultValue) {
        return node.text(name, defaultValue);
    }

    /** Whether channels come before height and width. */
    public boolean isChannelsFirst() {
        return text("data_format", "NHWC").startsWith("NC");
    }

    /** A list of ints; empty when it is not there. */
    public List<Long> integers(String name) {
        AttrValue value = attr(name);
        return value == null ? List.of() : value.getList().getIList();
    }

    /** A shape attr; unknown when it is not there. */
    public PartialShape shapeAttr(String name) {
        AttrValue value = attr(name);
        TensorShapeProto shape = value == null ? null : value.getShape();
        return shape == null ? PartialShape.unknown() : PartialShape.of(shape);
    }

    /** The shapes in a list attr. */
    public List<PartialShape> shapes(String name) {
        AttrValue value = attr(name);
        return value == null
                ? List.of()
                : value.getList().getShapeList().stream().map(PartialShape::of).toList();
    }

    /** How many types a list attr has. */
    public int listSize(String name) {
        AttrValue value = attr(name);
        return value == null ? 0 : value.getList().getTypeCount();
    }
}
