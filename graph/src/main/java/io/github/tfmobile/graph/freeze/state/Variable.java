package io.github.tfmobile.graph.freeze.state;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.registry.Dtype;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A variable that becomes a constant.
 *
 * @param name the node's name
 * @param dtype the type of its value
 * @param shape the shape of its value
 */
public record Variable(String name, Dtype dtype, TensorShapeProto shape) {

    /** A variable as its node declares it. */
    public static Variable of(Node node) {
        AttrValue shape = node.attr("shape");
        return new Variable(
                node.name(),
                Dtype.of(node.attr("dtype", AttrValue.getDefaultInstance())),
                shape == null
                        ? TensorShapeProto.newBuilder().setUnknownRank(true).build()
                        : shape.getShape());
    }
}
