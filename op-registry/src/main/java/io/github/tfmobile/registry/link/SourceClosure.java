package io.github.tfmobile.registry.link;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.LinkDependency;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.ResolvedConfiguration;
import io.github.tfmobile.registry.SourceFacts;
import io.github.tfmobile.registry.SourceFile;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The source files that must be compiled and linked for registrations and ops in a target, beyond the runtime library
 * that every build compiles. Thread-safe.
 */
public final class SourceClosure {

    private final Registry registry;
    private final Platform platform;
    private final ResolvedConfiguration configuration;
    private final Map<String, SortedSet<String>> closures = new ConcurrentHashMap<>();

    private SourceClosure(Registry registry, Platform platform, ResolvedConfiguration configuration) {
        this.registry = registry;
        this.platform = platform;
        this.configuration = configuration;
    }

    /**
     * The source files of a target.
     *
     * @throws ProblemException when the registry does not know the target
     */
    public static SourceClosure of(Registry registry, Target target) throws ProblemException {
        return new SourceClosure(registry, target.platform(), registry.resolve(target));
    }

    /**
     * The files that a build must name.
     *
     * @param kernelFiles the files of the registrations and what they need
     * @param opFiles the files of the op definitions and what they need
     * @param libraryFiles what the runtime library itself needs of the directories of kernels and ops
     * @param targets the Bazel targets that compile these files, with those that each compiles
     * @param leftOut files among them that wrap a third-party library, which is why the makefile leaves them out
     */
    public record Sources(
            SortedSet<String> kernelFiles,
            SortedSet<String> opFiles,
            SortedSet<String> libraryFiles,
            SortedMap<String, SortedSet<String>> targets,
            SortedSet<String> leftOut) {

        /** All files, each once: the lines of an op list. */
        public SortedSet<String> all() {
            SortedSet<String> all = new TreeSet<>(kernelFiles);
            all.addAll(opFiles);
            all.addAll(libraryFiles);
            return all;
        }
    }

    /** What must be compiled for registrations and ops. */
    public Sources sources(Collection<Registration> registrations, Collection<String> ops) {
        SortedSet<String> kernelFiles = new TreeSet<>();
        registrations.forEach(registration -> kernelFiles.addAll(ofFile(registration.file())));
        SortedSet<String> opFiles = new TreeSet<>();
        ops.forEach(op -> opFiles.addAll(ofOp(op)));
        SortedSet<String> libraryFiles = libraryFiles();
        SortedSet<String> all = new TreeSet<>(kernelFiles);
        all.addAll(opFiles);
        all.addAll(libraryFiles);
        SortedSet<String> leftOut = new TreeSet<>(registry.sources().leftOut());
        leftOut.retainAll(all);
        return new Sources(kernelFiles, opFiles, libraryFiles, targets(all), leftOut);
    }

    /** The file that defines an op and what that needs; empty when the registry has no such op. */
    public SortedSet<String> ofOp(String op) {
        RegisteredOp registered = registry.registeredOps().get(op);
        return registered == null ? Collections.emptySortedSet() : ofFile(registered.file());
    }

    /** A file and, directly or not, the files that it needs. */
    public SortedSet<String> ofFile(String file) {
        SortedSet<String> known = closures.get(file);
        if (known == null) {
            SortedSet<String> found = new TreeSet<>();
            Deque<String> open = new ArrayDeque<>(List.of(file));
            for (String next = open.poll(); next != null; next = open.poll()) {
                if (found.add(next)) {
                    needs(next).forEach(need -> open.add(need.file()));
                }
            }
            known = Collections.unmodifiableSortedSet(found);
            closures.put(file, known);
        }
        return known;
    }

    /**
     * Whether a build of the tree compiles a file. Where there is no makefile, that are the files that a rule of Bazel or one
     * of its mobile libraries has: others are there for what no released build turns on (kernels that MLIR generates).
     */
    public boolean isCompiled(String file) {
        Map<String, List<String>> lists = registry.sources().stockLists();
        return lists.containsKey(StockLists.MAKEFILE_LIST)
                || !StockList.needsListing(file)
                || !targets(List.of(file)).isEmpty()
                || lists.values().stream().anyMatch(list -> list.contains(file));
    }

    /** What a file needs directly in this target, each with the reason. */
    public List<LinkDependency> needs(String file) {
        SourceFile facts = registry.sources().files().get(file);
        return facts == null
                ? List.of()
                : facts.needs().stream()
                        .filter(need -> configuration.isIn(need.presence()))
                        .toList();
    }

    /** What the runtime library itself needs of the directories of kernels and ops, whatever the ops. */
    public SortedSet<String> libraryFiles() {
        SortedSet<String> files = new TreeSet<>();
        for (LinkDependency need : registry.sources().libraryNeeds()) {
            if (configuration.isIn(need.presence())) {
                files.addAll(ofFile(need.file()));
            }
        }
        return files;
    }

    /**
     * The Bazel targets that compile files for the platform, with those that each compiles. Files that no target compiles are
     * left out.
     */
    public SortedMap<String, SortedSet<String>> targets(Collection<String> files) {
        SourceFacts facts = registry.sources();
        SortedMap<String, SortedSet<String>> targets = new TreeMap<>();
        for (String file : files) {
            SourceFile known = facts.files().get(file);
            String target = known == null ? "" : facts.mobile().targetOf(known, platform);
            if (!target.isEmpty()) {
                targets.computeIfAbsent(target, unused -> new TreeSet<>()).add(file);
            }
        }
        return targets;
    }
}
