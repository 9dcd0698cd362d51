package io.github.tfmobile.graph.evaluate;

import io.github.tfmobile.graph.Node;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.TensorProto;

/** Computes what a node gives for constant inputs. Thread-safe. */
public interface Evaluator {

    /**
     * The node's outputs, or empty when this evaluator has no kernel for it (the node is then left alone).
     *
     * @param node the node, attrs that the file left out filled in from its op definition
     * @param inputs the values of its data inputs, in order
     */
    Optional<List<TensorProto>> evaluate(Node node, List<TensorProto> inputs);
}
