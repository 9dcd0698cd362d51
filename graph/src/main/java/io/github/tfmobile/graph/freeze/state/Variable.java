package io.github.tfmobile.graph.freeze.state;

import io.github.tfmobile.registry.Dtype;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A variable that becomes a constant.
 *
 * @param name the node's name
 * @param dtype the type of its value
 * @param shape the shape of its value
 */
public record Variable(String name, Dtype dtype, TensorShapeProto shape) {}
