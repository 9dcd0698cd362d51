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

    /**
     * Puts the indices of worlds in the place of the numbers that the unit was walked with.
     *
     * @param members for each number the worlds that it stands for
     */
    void renumber(List<BitSet> members) {
        registrations.values().forEach(in -> renumber(in, members));
        ops.values().forEach(in -> renumber(in, members));
        includes.values().forEach(in -> renumber(in, members));
    }

    private static void renumber(BitSet in, List<BitSet> members) {
        BitSet worlds = new BitSet();
        in.stream().forEach(number -> worlds.or(members.get(number)));
        in.clear();
        in.or(worlds);
    }

    UnitScan(SourceFile file) {
        this.file = file;
    }
}
