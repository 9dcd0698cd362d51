package io.github.tfmobile.registry.scan;

import io.github.tfmobile.registry.Registration;
import java.util.BitSet;
import java.util.List;
import org.tensorflow.proto.OpDef;

/** What one piece of expanded text registers. */
record Findings(List<Registration> registrations, List<UnitScan.OpAt> ops, List<Unresolved> unresolved) {

    /** Something that could not be made out, and the line of its outermost macro. */
    record Unresolved(String what, int line) {}

    static Findings problem(String what, int line) {
        return new Findings(List.of(), List.of(), List.of(new Unresolved(what, line)));
    }

    /**
     * Adds the findings to those of a unit.
     *
     * @param line the line of the unit at which a header with this text is included; 0 for text of the unit itself
     * @param worlds indices of the worlds in which it is so
     */
    void addTo(UnitScan unit, int line, BitSet worlds) {
        for (Registration found : registrations) {
            Registration placed = line == 0
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
            unit.registrations.computeIfAbsent(placed, r -> new BitSet()).or(worlds);
        }
        for (UnitScan.OpAt found : ops) {
            OpDef definition = found.definition();
            unit.ops
                    .computeIfAbsent(new UnitScan.OpAt(definition, line == 0 ? found.line() : line), o -> new BitSet())
                    .or(worlds);
        }
    }
}
