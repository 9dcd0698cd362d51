package io.github.tfmobile.registry;

import org.tensorflow.proto.OpDef;

/**
 * An op definition and the place that registers it.
 *
 * @param def the definition, without descriptions
 * @param file the source file with its {@code REGISTER_OP}, relative to the root of the tree, with {@code /}
 * @param line the line in that file, from 1; 0 when not known
 */
public record RegisteredOp(OpDef def, String file, int line) {}
