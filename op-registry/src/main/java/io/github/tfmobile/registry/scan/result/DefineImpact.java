package io.github.tfmobile.registry.scan.result;

import java.util.BitSet;
import java.util.List;

/**
 * What the changes of one world do. The sets of worlds of its members hold 0 for the world itself and {@code i + 1} for
 * the world with change {@code i}. A change that is not among these has no effect on the world.
 *
 * @param worlds indices into {@link TreeScan#worlds()} of the worlds that are the same to the tree
 * @param changes {@code NAME} or {@code -UNAME} each
 * @param registrations registrations that exist with some changes, or without any, and not with others
 * @param ops all definitions of the ops of which that is true of one
 * @param units translation units that include other headers with some change
 */
public record DefineImpact(
        BitSet worlds,
        List<String> changes,
        List<ScannedRegistration> registrations,
        List<ScannedOp> ops,
        List<TranslationUnit> units) {

    /** Copies set and lists. */
    public DefineImpact {
        worlds = (BitSet) worlds.clone();
        changes = List.copyOf(changes);
        registrations = List.copyOf(registrations);
        ops = List.copyOf(ops);
        units = List.copyOf(units);
    }

    /** A copy of the worlds. */
    @Override
    public BitSet worlds() {
        return (BitSet) worlds.clone();
    }
}
