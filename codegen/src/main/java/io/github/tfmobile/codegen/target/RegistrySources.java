package io.github.tfmobile.codegen.target;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.MissingDependency;
import io.github.tfmobile.registry.MobileBuild;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.SourceFacts;
import io.github.tfmobile.registry.link.SourceClosure;
import io.github.tfmobile.registry.link.StockList;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What a registry knows of the source files of its tree. Thread-safe. */
public final class RegistrySources implements TargetSources {

    private final Registry registry;
    private final Target target;
    private final SourceClosure closure;
    private final Map<String, List<BuildGap>> gaps = new ConcurrentHashMap<>();

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
    public BazelSources bazel(Collection<String> files) {
        MobileBuild mobile = registry.sources().mobile();
        SortedMap<String, SortedSet<String>> groups = new TreeMap<>();
        SortedMap<String, SortedSet<String>> additions = new TreeMap<>();
        SortedSet<String> headers = new TreeSet<>();
        for (String file : files) {
            String group = mobile.groupOf(file);
            if (!group.isEmpty()) {
                (mobile.groups().containsKey(file) ? groups : additions)
                        .computeIfAbsent(group, label -> new TreeSet<>())
                        .add(file);
            }
            for (String header : mobile.headers().getOrDefault(file, Collections.emptySortedSet())) {
                if (isOfKernels(header)) {
                    headers.add(header);
                }
            }
        }
        return new BazelSources(StockList.mobileLibrary(registry), closure.targets(files), groups, additions, headers);
    }

    @Override
    public boolean hasMakefile() {
        return StockList.hasMakefile(registry);
    }

    /** Others are visible in few packages; what TensorFlow's own library depends on brings them. */
    private static boolean isOfKernels(String header) {
        return header.startsWith("//tensorflow/")
                && StockList.needsListing(header.substring(2).replace(':', '/'));
    }

    @Override
    public List<BuildGap> gaps(Registration registration) {
        if (target.platform() == Platform.DESKTOP) {
            return List.of();
        }
        List<BuildGap> ofKernel = gapsOfAll(registration.file());
        RegisteredOp op = registry.registeredOps().get(registration.op());
        List<BuildGap> ofOp = op == null ? List.of() : gapsOfAll(op.file());
        return Stream.concat(ofKernel.stream(), ofOp.stream())
                .distinct()
                .sorted(Comparator.comparing(BuildGap::kind))
                .toList();
    }

    /** Of a file and all that it needs. */
    private List<BuildGap> gapsOfAll(String file) {
        List<BuildGap> known = gaps.get(file);
        if (known == null) {
            known = closure.ofFile(file).stream()
                    .flatMap(each -> gapsOf(each).stream())
                    .toList();
            gaps.put(file, known);
        }
        return known;
    }

    /** A file that is left out because of a library has that for its reason. */
    private List<BuildGap> gapsOf(String file) {
        SourceFacts facts = registry.sources();
        List<BuildGap> gaps = facts.missing().getOrDefault(file, List.of()).stream()
                .filter(dependency -> dependency.platforms().contains(target.platform()))
                .map(dependency -> new BuildGap(kind(dependency), file, dependency.name()))
                .toList();
        return gaps.isEmpty() && facts.leftOut().contains(file)
                ? List.of(new BuildGap(BuildGap.Kind.LEFT_OUT, file, file))
                : gaps;
    }

    private BuildGap.Kind kind(MissingDependency dependency) {
        return switch (dependency.kind()) {
            case LIBRARY -> BuildGap.Kind.LIBRARY;
            case PROTO -> hasMakefile() ? BuildGap.Kind.PROTO : BuildGap.Kind.BAZEL_PROTO;
        };
    }
}
