package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.closure.Need;
import io.github.tfmobile.registry.closure.SourceFacts;
import io.github.tfmobile.registry.closure.SourceFile;
import io.github.tfmobile.registry.problem.ProblemException;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What a registry knows of the source files of its tree. Thread-safe. */
public final class RegistrySources implements TargetSources {

    /** What the files that mobile builds leave out wrap, by a part of their path. */
    private static final SortedMap<String, String> LIBRARIES = new TreeMap<>(Map.of(
            "/db/sqlite", "SQLite",
            "/lib/gif/", "giflib",
            "/lib/jpeg/", "libjpeg",
            "/lib/png/", "libpng",
            "/platform/gif", "giflib",
            "/platform/jpeg", "libjpeg",
            "/platform/png", "libpng"));

    private final Registry registry;
    private final Target target;
    private final int world;
    private final Map<String, SortedSet<String>> closures = new ConcurrentHashMap<>();

    private RegistrySources(Registry registry, Target target, int world) {
        this.registry = registry;
        this.target = target;
        this.world = world;
    }

    /**
     * The source files of a target.
     *
     * @throws ProblemException when the registry does not know the target
     */
    public static RegistrySources of(Registry registry, Target target) throws ProblemException {
        return new RegistrySources(registry, target, registry.worldOf(target));
    }

    @Override
    public SortedSet<String> kernelFiles(Registration registration) {
        return withNeeds(registration.file());
    }

    @Override
    public SortedSet<String> opFiles(String op) {
        RegisteredOp registered = registry.registeredOps().get(op);
        return registered == null ? Collections.emptySortedSet() : withNeeds(registered.file());
    }

    @Override
    public SortedSet<String> closureOf(String file) {
        SourceFacts facts = registry.sources();
        boolean known = facts.files().containsKey(file) || facts.otherFiles().contains(file);
        return known ? withNeeds(file) : Collections.emptySortedSet();
    }

    @Override
    public SortedSet<String> libraryFiles() {
        SortedSet<String> files = new TreeSet<>();
        for (Need need : registry.sources().libraryNeeds()) {
            if (need.worlds().get(world)) {
                files.addAll(withNeeds(need.file()));
            }
        }
        return files;
    }

    @Override
    public SortedMap<String, SortedSet<String>> bazelTargets(Collection<String> files) {
        SortedMap<String, SortedSet<String>> targets = new TreeMap<>();
        for (String file : files) {
            SourceFile known = registry.sources().files().get(file);
            if (known != null && !known.target().isEmpty()) {
                targets.computeIfAbsent(known.target(), target -> new TreeSet<>())
                        .add(file);
            }
        }
        return targets;
    }

    @Override
    public Optional<String> missingLibrary(Registration registration) {
        if (target.platform() == Platform.DESKTOP) {
            return Optional.empty();
        }
        return withNeeds(registration.file()).stream()
                .filter(registry.sources().leftOut()::contains)
                .map(file -> LIBRARIES.entrySet().stream()
                        .filter(library -> file.contains(library.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("the library behind " + file))
                .findFirst();
    }

    private SortedSet<String> withNeeds(String file) {
        SortedSet<String> known = closures.get(file);
        if (known != null) {
            return known;
        }
        SortedSet<String> found = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(file);
        for (String next = open.poll(); next != null; next = open.poll()) {
            SourceFile facts = registry.sources().files().get(next);
            if (found.add(next) && facts != null) {
                for (Need need : facts.needs()) {
                    if (need.worlds().get(world)) {
                        open.add(need.file());
                    }
                }
            }
        }
        SortedSet<String> result = Collections.unmodifiableSortedSet(found);
        closures.put(file, result);
        return result;
    }
}
