package io.github.tfmobile.graph;

import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/**
 * An input of a model as the user declares it: {@code node[:port][=dtype[dims]]}.
 *
 * @param tensor the tensor that is fed
 * @param dtype its type; null when not declared
 * @param shape its shape, -1 an unknown dim; null when not declared
 */
public record InputSpec(
        NodeInput tensor,
        @Nullable DataType dtype,
        @Nullable TensorShapeProto shape) {}
