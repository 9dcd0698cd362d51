package io.github.tfmobile.registry.scan;

import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.problem.Problem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.OpDef;

/** What one translation unit gives, over all worlds. */
final class UnitScan {

    /** An op definition at a line. */
    record OpAt(OpDef definition, int line) {}

    final SourceFile file;
    final Map<Registration, BitSet> registrations = new LinkedHashMap<>();
    final Map<OpAt, BitSet> ops = new LinkedHashMap<>();
    final Map<BitSet, BitSet> includes = new LinkedHashMap<>();
    final List<Problem> problems = new ArrayList<>();

    UnitScan(SourceFile file) {
        this.file = file;
    }
}
