package io.github.tfmobile.graph.checkpoint;

import io.github.tfmobile.registry.Dtype;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What a checkpoint's index says of one tensor.
 *
 * @param name its name
 * @param dtype its type
 * @param shape its full shape
 * @param byteSize how many bytes its value takes in the checkpoint
 */
public record CheckpointTensor(String name, Dtype dtype, TensorShapeProto shape, long byteSize) {}
