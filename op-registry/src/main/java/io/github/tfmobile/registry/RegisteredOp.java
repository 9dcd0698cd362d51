package io.github.tfmobile.registry;

import io.github.tfmobile.registry.target.PresenceCondition;
import org.tensorflow.proto.OpDef;

/**
 * An op definition, the place that registers it, and the configurations in which the preprocessor lets it through.
 *
 * @param def the definition, without descriptions
 * @param file the source file with its {@code REGISTER_OP}, relative to the root of the tree, with {@code /}
 * @param line the line in that file, from 1; 0 when not known
 * @param presence the configurations in which it exists, of {@link Registry#configurations()}
 */
public record RegisteredOp(OpDef def, String file, int line, PresenceCondition presence) {}
