package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.scan.result.ScannedRegistration;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.OpDef;

/** What one translation unit gives, each with the indices of the configurations in which it does. */
public final class UnitScan {

    /** An op definition at a line. */
    public record OpAt(OpDef definition, int line) {

        /** The name tells definitions apart; hashing all of one costs more than reading it. */
        @Override
        public int hashCode() {
            return 31 * definition.getName().hashCode() + line;
        }
    }

    /** The files that are included in some configurations, by index. */
    public record Includes(BitSet files, PresenceCondition presence) {}

    public final CppFile file;
    public final Map<Registration, PresenceCondition> registrations = new LinkedHashMap<>();
    public final Map<OpAt, PresenceCondition> ops = new LinkedHashMap<>();
    public final List<Includes> includes = new ArrayList<>();

    /** The headers outside of the tree that are included, between quotes or angles. */
    public final Map<String, PresenceCondition> externals = new HashMap<>();

    public final Set<Problem> problems = new LinkedHashSet<>();

    /** The registrations, sorted. */
    public List<ScannedRegistration> sorted() {
        List<ScannedRegistration> sorted = new ArrayList<>();
        registrations.forEach((registration, in) -> sorted.add(new ScannedRegistration(registration, in)));
        sorted.sort(Comparator.comparing(ScannedRegistration::registration, ScannedRegistration.inFile()));
        return sorted;
    }

    public UnitScan(CppFile file) {
        this.file = file;
    }
}
