package io.github.tfmobile.maven;

import io.github.tfmobile.codegen.requirement.Include;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.maven.TargetParameters.IncludeParameters;
import io.github.tfmobile.maven.build.TargetRequest;
import io.github.tfmobile.maven.build.TargetRequest.Kernels;
import io.github.tfmobile.maven.build.TargetRequest.RegistrySource;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the configuration of the target; collects everything that is wrong with it before it complains. */
final class TargetConfiguration {

    /** The last release with the makefile build. */
    private static final String DEFAULT_VERSION = "1.15.0";

    private final List<Problem> problems = new ArrayList<>();

    private TargetConfiguration() {}

    /**
     * The target as a request.
     *
     * @param base what a relative path in {@code kernels} is relative to
     * @throws ProblemException with everything that is wrong
     */
    static TargetRequest read(TargetParameters target, Path base) throws ProblemException {
        TargetConfiguration configuration = new TargetConfiguration();
        RegistrySource registry = configuration.registry(target);
        Kernels kernels = kernels(target.kernels, base);
        Platform platform =
                configuration.choice("platform", target.platform, Platform.values(), Platform::id, Platform.LINUX);
        Types types = configuration.choice(
                "types",
                target.types,
                Types.values(),
                Types::id,
                kernels instanceof Kernels.Stock ? Types.DEFAULT : Types.SELECTIVE);
        SortedSet<String> defines = new TreeSet<>();
        for (String define : target.defines) {
            if (!define.isBlank()) {
                defines.add(define.strip());
            }
        }
        List<Include> includes = new ArrayList<>();
        for (IncludeParameters include : target.includes) {
            configuration.include(include, includes);
        }
        if (!configuration.problems.isEmpty()) {
            throw new ProblemException(configuration.problems);
        }
        return new TargetRequest(registry, new Target(platform, types, defines), kernels, includes);
    }

    private RegistrySource registry(TargetParameters target) {
        Map<String, RegistrySource> given = new LinkedHashMap<>();
        if (target.tensorflowVersion != null) {
            given.put(
                    "<tensorflowVersion> \"" + target.tensorflowVersion + "\"",
                    new RegistrySource.Bundled(target.tensorflowVersion));
        }
        if (target.tensorflowRoot != null) {
            given.put(
                    "<tensorflowRoot> \"" + target.tensorflowRoot + "\"",
                    new RegistrySource.Tree(target.tensorflowRoot.toPath()));
        }
        if (target.registryFile != null) {
            given.put(
                    "<registryFile> \"" + target.registryFile + "\"",
                    new RegistrySource.RegistryFileSource(target.registryFile.toPath()));
        }
        if (given.size() > 1) {
            problems.add(Problem.of(
                    "<target> has more than one registry: " + String.join(" and ", given.keySet()),
                    "keep one of them"));
        }
        return given.isEmpty()
                ? new RegistrySource.Bundled(DEFAULT_VERSION)
                : given.values().iterator().next();
    }

    private static Kernels kernels(@Nullable String kernels, Path base) {
        if (kernels == null || kernels.equals("available")) {
            return new Kernels.Available();
        }
        return kernels.equals("stock") ? new Kernels.Stock() : new Kernels.OpList(base.resolve(kernels));
    }

    private <T> T choice(
            String element,
            @Nullable String value,
            T[] choices,
            java.util.function.Function<T, String> id,
            T otherwise) {
        if (value == null) {
            return otherwise;
        }
        List<String> ids = Arrays.stream(choices).map(id).toList();
        int index = ids.indexOf(value);
        if (index < 0) {
            problems.add(Choices.unknown(element, value, ids));
            return otherwise;
        }
        return choices[index];
    }

    private void include(IncludeParameters include, List<Include> includes) {
        String subject = include.op != null ? include.op : include.file;
        if (subject == null || (include.op != null && include.file != null)) {
            problems.add(Problem.of(
                    "<include> needs an <op> or a <file>, and not both"
                            + (subject == null ? "" : ": \"" + include.op + "\" and \"" + include.file + "\""),
                    "name the op that no model shows, or a source file of TensorFlow"));
            return;
        }
        if (include.reason == null || include.reason.isBlank()) {
            problems.add(Problem.of(
                    "<include> has no <reason>: \"" + subject + "\"",
                    "say why the build needs it, for whoever wonders next year"));
            return;
        }
        List<String> dtypes = include.dtypes == null
                ? List.of()
                : Arrays.stream(include.dtypes.split(",", -1))
                        .map(String::strip)
                        .filter(dtype -> !dtype.isEmpty())
                        .toList();
        includes.add(new Include(include.op, dtypes, include.file, include.reason));
    }
}
