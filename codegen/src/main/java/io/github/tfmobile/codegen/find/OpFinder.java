package io.github.tfmobile.codegen.find;

import io.github.tfmobile.codegen.requirement.BuildContents;
import io.github.tfmobile.codegen.requirement.MissingKernelReason;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.RegistrySources;
import io.github.tfmobile.codegen.target.TargetSources;
import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.link.StockList;
import io.github.tfmobile.registry.scan.RegisteringLine;
import io.github.tfmobile.registry.scan.RegisteringLines;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds where ops are implemented, in the release of a registry and for a target. What is in a build and which files it
 * takes is asked of the same classes as the check of a model asks, so that both cannot differ.
 */
public final class OpFinder {

    /** How many near names are proposed. */
    private static final int NEAREST = 10;

    private final Registry registry;
    private final Target target;
    private final OpDefs targetOps;
    private final Set<Registration> inTarget;
    private final TargetSources sources;
    private final BuildContents build;
    private final @Nullable BuildContents stock;

    private OpFinder(Registry registry, Target target, KernelList list) throws ProblemException {
        this.registry = registry;
        this.target = target;
        this.targetOps = registry.ops(target);
        this.inTarget = new HashSet<>(registry.target(target));
        this.sources = RegistrySources.of(registry, target);
        this.build = new BuildContents(registry, target, list, sources, List.of());
        this.stock = stockBuild();
    }

    /**
     * A finder.
     *
     * @param list which files the native build compiles
     * @throws ProblemException when the registry does not know the target
     */
    public static OpFinder of(Registry registry, Target target, KernelList list) throws ProblemException {
        return new OpFinder(registry, target, list);
    }

    private @Nullable BuildContents stockBuild() {
        try {
            KernelList list = KernelList.stock(StockList.stock(registry, target.platform()), registry);
            return new BuildContents(registry, target, list, sources, List.of());
        } catch (ProblemException e) {
            return null; // the release has no stock list for the platform
        }
    }

    /**
     * Finds ops. An op is found with all its kernels; a kernel class or a file with the ops of which it registers kernels
     * or which it defines, and only the kernels that match.
     *
     * @param history when an op and what its kernels take came; {@link OpHistories#NONE} when nobody wants to know
     */
    public FindResult find(FindQuery query, OpHistories history) {
        SortedMap<String, List<ConditionalRegistration>> found = new TreeMap<>();
        for (ConditionalRegistration kernel : registry.registrations()) {
            Registration registration = kernel.registration();
            boolean matches = switch (query.by()) {
                case OP -> query.matches(registration.op());
                case KERNEL_CLASS -> query.matches(registration.kernelClass());
                case FILE -> query.matches(registration.file());
            };
            if (matches && registry.registeredOps().containsKey(registration.op())) {
                found.computeIfAbsent(registration.op(), op -> new ArrayList<>())
                        .add(kernel);
            }
        }
        registry.registeredOps().forEach((name, op) -> {
            boolean matches = switch (query.by()) {
                case OP -> query.matches(name);
                case KERNEL_CLASS -> false;
                case FILE -> query.matches(op.file());
            };
            if (matches) {
                found.putIfAbsent(name, List.of());
            }
        });
        List<FoundOp> ops = new ArrayList<>();
        found.forEach((name, kernels) -> {
            RegisteredOp op = registry.registeredOps().get(name);
            if (op != null) {
                ops.add(found(op, kernels, history));
            }
        });
        return new FindResult(
                query,
                registry.release(),
                registry.revision(),
                target,
                List.copyOf(registry.profiles().keySet()),
                ops,
                ops.isEmpty() ? Nearest.of(query.text(), names(query.by()), NEAREST) : List.of());
    }

    /**
     * What was found of ops, with the lines of the kernels' sources that name them.
     *
     * @param root the root of the source tree that the registry was made of
     * @throws IOException when the tree cannot be read
     */
    public FindResult withLines(FindResult result, Path root) throws IOException {
        if (result.query().by() != FindQuery.By.OP) {
            return result;
        }
        Set<String> names = new HashSet<>();
        result.ops().forEach(op -> names.add(op.def().getName()));
        List<Configuration> builds = new ArrayList<>();
        registry.profiles().forEach((profile, configuration) -> {
            if (profile.platform() == target.platform()) {
                builds.add(configuration);
            }
        });
        Map<String, List<RegisteringLine>> lines = new HashMap<>();
        for (RegisteringLine line : RegisteringLines.find(root, names::contains, builds)) {
            lines.computeIfAbsent(line.op(), op -> new ArrayList<>()).add(line);
        }
        return result.withOps(result.ops().stream()
                .map(op -> op.withLines(lines.getOrDefault(op.def().getName(), List.of()).stream()
                        .map(line -> line.compiled(op.registers(line, target.platform())))
                        .toList()))
                .toList());
    }

    private FoundOp found(RegisteredOp op, List<ConditionalRegistration> kernels, OpHistories history) {
        String name = op.def().getName();
        List<FoundKernel> found = new ArrayList<>();
        kernels.forEach(kernel -> found.add(kernel(kernel)));
        found.sort(Comparator.comparing((FoundKernel kernel) -> !kernel.inTarget()));
        return new FoundOp(
                op.def(),
                op.file(),
                op.line(),
                registry.profilesOf(op.presence()),
                targetOps.find(name) != null,
                found,
                history.of(name),
                List.of());
    }

    private FoundKernel kernel(ConditionalRegistration kernel) {
        Registration registration = kernel.registration();
        boolean here = inTarget.contains(registration);
        MissingKernelReason why = here ? build.whyNot(registration) : null;
        SortedSet<String> files = new TreeSet<>(sources.kernelFiles(registration));
        files.addAll(sources.opFiles(registration.op()));
        return new FoundKernel(
                registration,
                registry.profilesOf(kernel),
                here,
                stock == null ? null : here && stock.whyNot(registration) == null,
                why == null ? null : why.text(),
                files,
                sources.bazel(files));
    }

    private SortedSet<String> names(FindQuery.By by) {
        SortedSet<String> names = new TreeSet<>();
        switch (by) {
            case OP -> names.addAll(registry.registeredOps().keySet());
            case KERNEL_CLASS ->
                registry.registrations()
                        .forEach(kernel -> names.add(kernel.registration().kernelClass()));
            case FILE -> {
                registry.registrations()
                        .forEach(kernel -> names.add(kernel.registration().file()));
                registry.registeredOps().values().forEach((RegisteredOp op) -> names.add(op.file()));
            }
        }
        return names;
    }
}
