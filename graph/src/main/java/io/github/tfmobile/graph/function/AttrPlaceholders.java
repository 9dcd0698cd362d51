package io.github.tfmobile.graph.function;

import io.github.tfmobile.graph.Node;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NameAttrList;

/**
 * Values in place of the names that the nodes of a generic function have for its attrs (tensorflow/core/framework/attr_value_util.cc,
 * SubstitutePlaceholders).
 */
final class AttrPlaceholders {

    private AttrPlaceholders() {}

    /**
     * What stands for a placeholder.
     *
     * @param <E> thrown where nothing does
     */
    @FunctionalInterface
    interface Values<E extends Exception> {
        AttrValue of(AttrValue placeholder) throws E;
    }

    /** A node with values. */
    static <E extends Exception> Node filled(Node node, Values<E> values) throws E {
        Node.@Nullable Builder copy = null;
        for (Map.Entry<String, AttrValue> attr : node.attrs().entrySet()) {
            AttrValue value = filled(attr.getValue(), values);
            if (!value.equals(attr.getValue())) {
                copy = copy == null ? node.toBuilder() : copy;
                copy.attr(attr.getKey(), value);
            }
        }
        return copy == null ? node : copy.build();
    }

    /** A value, itself where it has no placeholder. */
    private static <E extends Exception> AttrValue filled(AttrValue value, Values<E> values) throws E {
        return switch (value.getValueCase()) {
            case PLACEHOLDER -> values.of(value);
            case FUNC -> {
                NameAttrList filled = filled(value.getFunc(), values);
                yield filled.equals(value.getFunc())
                        ? value
                        : value.toBuilder().setFunc(filled).build();
            }
            case LIST -> {
                AttrValue.Builder copy = null;
                for (int i = 0; i < value.getList().getFuncCount(); i++) {
                    NameAttrList filled = filled(value.getList().getFunc(i), values);
                    if (!filled.equals(value.getList().getFunc(i))) {
                        copy = copy == null ? value.toBuilder() : copy;
                        copy.getListBuilder().setFunc(i, filled);
                    }
                }
                yield copy == null ? value : copy.build();
            }
            default -> value;
        };
    }

    private static <E extends Exception> NameAttrList filled(NameAttrList function, Values<E> values) throws E {
        NameAttrList.Builder copy = null;
        for (Map.Entry<String, AttrValue> attr : function.getAttrMap().entrySet()) {
            AttrValue value = filled(attr.getValue(), values);
            if (!value.equals(attr.getValue())) {
                copy = copy == null ? function.toBuilder() : copy;
                copy.putAttr(attr.getKey(), value);
            }
        }
        return copy == null ? function : copy.build();
    }
}
