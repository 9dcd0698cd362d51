package io.github.tfmobile.registry.scan;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Registration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.OpDef;

/** What one translation unit gives, each with the indices of the worlds in which it does. */
final class UnitScan {

    /** An op definition at a line. */
    record OpAt(OpDef definition, int line) {}

    /** The files that are included in some worlds, by index. */
    record Includes(BitSet files, BitSet worlds) {}

    /** The order of the registrations of one file. */
    static final Comparator<Registration> REGISTRATIONS = Comparator.comparingInt(Registration::line)
            .thenComparing(Registration::op)
            .thenComparing(Registration::device)
            .thenComparing(Registration::label)
            .thenComparingInt(Registration::priority)
            .thenComparing(registration -> constraints(registration.constraints()))
            .thenComparing(registration -> String.join(",", registration.hostMemory()))
            .thenComparing(Registration::kernelClass);

    final SourceFile file;
    final Map<Registration, BitSet> registrations = new LinkedHashMap<>();
    final Map<OpAt, BitSet> ops = new LinkedHashMap<>();
    final List<Includes> includes = new ArrayList<>();
    final Set<Problem> problems = new LinkedHashSet<>();

    /** The registrations, sorted. */
    List<ScannedRegistration> sorted() {
        List<ScannedRegistration> sorted = new ArrayList<>();
        registrations.forEach((registration, in) -> sorted.add(new ScannedRegistration(registration, in)));
        sorted.sort(Comparator.comparing(ScannedRegistration::registration, REGISTRATIONS));
        return sorted;
    }

    private static String constraints(List<Constraint> constraints) {
        StringBuilder text = new StringBuilder();
        for (Constraint constraint : constraints) {
            text.append(constraint.attr()).append(constraint.allowed());
        }
        return text.toString();
    }

    UnitScan(SourceFile file) {
        this.file = file;
    }
}
