package io.github.tfmobile.graph.op.table;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.TensorFact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shapes of outputs from those of inputs, as the shape functions of TensorFlow's ops give them, for the ops of
 * inference graphs; of other ops nothing is known.
 */
public final class ShapeInference {

    private ShapeInference() {}

    /**
     * What is known of a node's outputs.
     *
     * @param node the node, attrs that the file left out filled in from its op definition
     * @param inputs what is known of its data inputs, in order
     * @param outputs how many outputs it has
     */
    public static List<TensorFact> infer(Node node, List<TensorFact> inputs, int outputs) {
        List<TensorFact> facts = new ArrayList<>();
        try {
            facts.addAll(OpTable.of(node.op()).shape().infer(new InferenceContext(node, inputs, outputs)));
        } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            facts.clear(); // inputs and attrs that contradict each other
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
    public static @Nullable String refusal(Node node, List<TensorFact> inputs, int outputs) {
        return OpTable.of(node.op()).refusal().of(new InferenceContext(node, inputs, outputs));
    }
}
