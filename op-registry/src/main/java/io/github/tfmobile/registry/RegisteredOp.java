package io.github.tfmobile.registry;

import java.util.BitSet;
import org.tensorflow.proto.OpDef;

/**
 * An op definition, the place that registers it, and the worlds in which the preprocessor lets it through.
 *
 * @param def the definition, without descriptions
 * @param file the source file with its {@code REGISTER_OP}, relative to the root of the tree, with {@code /}
 * @param line the line in that file, from 1; 0 when not known
 * @param worlds indices into {@link Registry#worlds()}; treat as immutable
 */
public record RegisteredOp(OpDef def, String file, int line, BitSet worlds) {}
