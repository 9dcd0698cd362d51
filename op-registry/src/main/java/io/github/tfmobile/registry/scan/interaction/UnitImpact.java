package io.github.tfmobile.registry.scan.interaction;

import io.github.tfmobile.registry.scan.registration.UnitScan;
import java.util.List;

/**
 * What a unit gives in a configuration and with some of its changes. The sets of configurations hold 0 for the
 * configuration itself and {@code i + 1} for the one with change {@code i}.
 *
 * @param changes the changes
 * @param scan what the unit gives; registrations that are the same with every change are left out
 * @param registersKernels whether it has any registrations
 */
record UnitImpact(List<String> changes, UnitScan scan, boolean registersKernels) {

    /** Copies the list and forgets what no change has to do with. */
    static UnitImpact of(List<String> changes, UnitScan scan) {
        boolean registersKernels = !scan.registrations.isEmpty();
        scan.registrations.values().removeIf(presence -> presence.count() == changes.size() + 1);
        scan.externals.clear();
        scan.problems.clear();
        return new UnitImpact(List.copyOf(changes), scan, registersKernels);
    }
}
