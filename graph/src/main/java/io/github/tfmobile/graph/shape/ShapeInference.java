package io.github.tfmobile.graph.shape;

import io.github.tfmobile.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Shapes of outputs from those of inputs, as the shape functions of TensorFlow's ops give them, for the ops of
 * inference graphs; of other ops nothing is known. Immutable and thread-safe.
 */
public final class ShapeInference {

    /** The facts of an op's outputs. */
    @FunctionalInterface
    interface Rule {
        List<TensorFact> infer(ShapeCall call);
    }

    private final Map<String, Rule> rules;

    /** With rules for all ops that it knows. */
    public ShapeInference() {
        Map<String, Rule> table = new TreeMap<>();
        ElementwiseShapes.addTo(table);
        WindowShapes.addTo(table);
        ArrayShapes.addTo(table);
        ShapeValueShapes.addTo(table);
        MatrixShapes.addTo(table);
        BlockShapes.addTo(table);
        SourceShapes.addTo(table);
        this.rules = Collections.unmodifiableMap(table);
    }

    /** The ops whose shapes can be inferred. */
    public SortedSet<String> ops() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(rules.keySet()));
    }

    /**
     * What is known of a node's outputs.
     *
     * @param node the node, attrs that the file left out filled in from its op definition
     * @param inputs what is known of its data inputs, in order
     * @param outputs how many outputs it has
     */
    public List<TensorFact> infer(Node node, List<TensorFact> inputs, int outputs) {
        Rule rule = rules.get(node.op());
        List<TensorFact> facts = new ArrayList<>();
        if (rule != null) {
            try {
                facts.addAll(rule.infer(new ShapeCall(node, inputs, outputs)));
            } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
                facts.clear(); // inputs and attrs that contradict each other
            }
        }
        while (facts.size() < outputs) {
            facts.add(TensorFact.UNKNOWN);
        }
        return facts.subList(0, outputs);
    }

    /**
     * Why a node cannot compute with its inputs, whatever their values: a text such as {@code [1,4] and [3,2] cannot be
     * multiplied}.
     *
     * @param node as above
     * @return null when nothing is known to be wrong
     */
    public @Nullable String refusal(Node node, List<TensorFact> inputs, int outputs) {
        return ShapeRefusals.of(new ShapeCall(node, inputs, outputs));
    }

    static List<TensorFact> one(PartialShape shape) {
        return List.of(TensorFact.of(shape));
    }
}
