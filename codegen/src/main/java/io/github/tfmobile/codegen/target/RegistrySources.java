package io.github.tfmobile.codegen.target;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.SourceFacts;
import io.github.tfmobile.registry.link.SourceClosure;
import io.github.tfmobile.registry.link.StockList;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a registry knows of the source files of its tree. Thread-safe. */
public final class RegistrySources implements TargetSources {

    /** What the files that mobile builds leave out wrap, by a part of their path. */
    private static final SortedMap<String, String> LIBRARIES = new TreeMap<>(Map.of(
            "/lib/db/", "SQLite",
            "/lib/gif/", "giflib",
            "/lib/io/record_", "the TFRecord reader and writer",
            "/lib/io/zlib_", "zlib",
            "/lib/jpeg/", "libjpeg",
            "/lib/png/", "libpng",
            "/platform/cloud/", "libcurl",
            "/platform/s3/", "the AWS SDK",
            "/util/events_writer", "the TFRecord reader and writer"));

    private final Registry registry;
    private final Target target;
    private final SourceClosure closure;

    private RegistrySources(Registry registry, Target target, SourceClosure closure) {
        this.registry = registry;
        this.target = target;
        this.closure = closure;
    }

    /**
     * The source files of a target.
     *
     * @throws ProblemException when the registry does not know the target
     */
    public static RegistrySources of(Registry registry, Target target) throws ProblemException {
        return new RegistrySources(registry, target, SourceClosure.of(registry, target));
    }

    @Override
    public SortedSet<String> kernelFiles(Registration registration) {
        return closure.ofFile(registration.file());
    }

    @Override
    public SortedSet<String> opFiles(String op) {
        return closure.ofOp(op);
    }

    @Override
    public SortedSet<String> closureOf(String file) {
        SourceFacts facts = registry.sources();
        boolean known = facts.files().containsKey(file) || facts.otherFiles().contains(file);
        return known ? closure.ofFile(file) : Collections.emptySortedSet();
    }

    @Override
    public SortedSet<String> libraryFiles() {
        return closure.libraryFiles();
    }

    @Override
    public boolean isCompiled(String file) {
        return target.platform() == Platform.DESKTOP || closure.isCompiled(file);
    }

    @Override
    public SortedMap<String, SortedSet<String>> bazelTargets(Collection<String> files) {
        return closure.targets(files);
    }

    @Override
    public String mobileLibrary() {
        return StockList.mobileLibrary(registry);
    }

    @Override
    public Optional<String> missingLibrary(Registration registration) {
        if (target.platform() == Platform.DESKTOP) {
            return Optional.empty();
        }
        String names = closure.ofFile(registration.file()).stream()
                .filter(file -> registry.sources().leftOut().contains(file))
                .map(file -> LIBRARIES.entrySet().stream()
                        .filter(library -> file.contains(library.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("the library behind " + file))
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }
}
