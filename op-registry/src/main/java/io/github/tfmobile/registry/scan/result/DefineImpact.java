package io.github.tfmobile.registry.scan.result;

import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.List;

/**
 * What the changes of one configuration do. The sets of configurations of its members hold 0 for the configuration itself and {@code i + 1} for
 * the configuration with change {@code i}. A change that is not among these has no effect on the configuration.
 *
 * @param presence the configurations of the scan that are the same to the tree
 * @param changes {@code NAME} or {@code -UNAME} each
 * @param registrations registrations that exist with some changes, or without any, and not with others
 * @param ops all definitions of the ops of which that is true of one
 * @param units translation units that include other headers with some change
 */
public record DefineImpact(
        PresenceCondition presence,
        List<String> changes,
        List<ScannedRegistration> registrations,
        List<ScannedOp> ops,
        List<TranslationUnit> units) {

    /** Copies the lists. */
    public DefineImpact {
        changes = List.copyOf(changes);
        registrations = List.copyOf(registrations);
        ops = List.copyOf(ops);
        units = List.copyOf(units);
    }
}
