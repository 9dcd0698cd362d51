package io.github.tfmobile.registry.scan;

import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.problem.Problem;
import java.util.ArrayList;
import java.util.BitSet;
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

    final SourceFile file;
    final Map<Registration, BitSet> registrations = new LinkedHashMap<>();
    final Map<OpAt, BitSet> ops = new LinkedHashMap<>();
    final List<Includes> includes = new ArrayList<>();
    final Set<Problem> problems = new LinkedHashSet<>();

    UnitScan(SourceFile file) {
        this.file = file;
    }
}
