package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.codegen.target.TargetSources;
import io.github.tfmobile.registry.Registration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Gathers requirements: one for each registration and the attrs that nodes ask for it with. */
final class RequiredKernels {

    private record Row(List<NodeUse> uses, SortedSet<String> reasons) {}

    private final TargetSources sources;
    private final Map<Registration, Map<SortedMap<String, String>, Row>> rows = new LinkedHashMap<>();
    private final Set<Registration> elsewhere = new HashSet<>();

    RequiredKernels(TargetSources sources) {
        this.sources = sources;
    }

    /** A node asks for a kernel. */
    void add(Registration registration, SortedMap<String, String> attrs, NodeUse use) {
        rows.computeIfAbsent(registration, key -> new LinkedHashMap<>())
                .computeIfAbsent(attrs, key -> new Row(new ArrayList<>(), new TreeSet<>()))
                .uses()
                .add(use);
    }

    /** The runtime or an include asks for a kernel. */
    void addForRuntime(Registration registration, String reason) {
        Map<SortedMap<String, String>, Row> ofKernel = rows.computeIfAbsent(registration, key -> new LinkedHashMap<>());
        if (ofKernel.isEmpty()) {
            ofKernel.put(new TreeMap<>(), new Row(new ArrayList<>(), new TreeSet<>()));
        }
        ofKernel.values().forEach(row -> row.reasons().add(reason));
    }

    /** The runtime asks for a kernel that another library of its own brings, whose files this build does not compile. */
    void addFromElsewhere(Registration registration, String reason) {
        elsewhere.add(registration);
        addForRuntime(registration, reason);
    }

    /** Whether no kernel is required so far. */
    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Whether a kernel is required already. */
    boolean contains(Registration registration) {
        return rows.containsKey(registration);
    }

    /** The files of all that is required so far. */
    Set<String> files() {
        Set<String> files = new HashSet<>();
        rows.keySet().forEach(registration -> {
            files.addAll(sources.kernelFiles(registration));
            files.addAll(sources.opFiles(registration.op()));
        });
        return files;
    }

    /** The requirements, in the order in which they were asked for. */
    List<Requirement> build() {
        List<Requirement> built = new ArrayList<>();
        rows.forEach((registration, ofKernel) -> {
            boolean here = !elsewhere.contains(registration);
            SortedSet<String> kernelFiles = here ? sources.kernelFiles(registration) : new TreeSet<>();
            SortedSet<String> opFiles = here ? sources.opFiles(registration.op()) : new TreeSet<>();
            ofKernel.forEach((attrs, row) -> built.add(new Requirement(
                    registration.op(), attrs, registration, kernelFiles, opFiles, row.uses(), row.reasons())));
        });
        return built;
    }
}
