package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.List;

/**
 * What one piece of expanded text registers.
 *
 * @param typed whether that depends on what {@code numbertype} and the like stand for
 */
record UnitRegistrations(
        List<Registration> registrations, List<UnitScan.OpAt> ops, List<Unresolved> unresolved, boolean typed) {

    /** Something that could not be made out, and the line of its outermost macro. */
    record Unresolved(String what, int line) {}

    static UnitRegistrations problem(String what, int line) {
        return new UnitRegistrations(List.of(), List.of(), List.of(new Unresolved(what, line)), false);
    }

    /**
     * Adds the findings to those of a unit.
     *
     * @param line the line of the unit at which a header with this text is included; 0 for text of the unit itself
     * @param presence the configurations in which it is so
     */
    void addTo(UnitScan unit, int line, PresenceCondition presence) {
        for (Registration found : registrations) {
            unit.registrations.merge(placed(found, line), presence, PresenceCondition::or);
        }
        for (UnitScan.OpAt found : ops) {
            unit.ops.merge(placed(found, line), presence, PresenceCondition::or);
        }
    }

    /** A registration where a unit has it: at the line of the include, if that is where it comes from. */
    static Registration placed(Registration found, int line) {
        return line == 0
                ? found
                : new Registration(
                        found.op(),
                        found.device(),
                        found.label(),
                        found.priority(),
                        found.constraints(),
                        found.hostMemory(),
                        found.kernelClass(),
                        found.file(),
                        line);
    }

    /** An op where a unit has it. */
    static UnitScan.OpAt placed(UnitScan.OpAt found, int line) {
        return line == 0 ? found : new UnitScan.OpAt(found.definition(), line);
    }
}
