package io.github.tfmobile.engine.request;

import io.github.tfmobile.codegen.target.Include;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.problem.RequestProblem;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingValues;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads what a user says of targets; collects everything that is wrong with it before it complains. */
public final class TargetReader {

    private static final Pattern DEFINE =
            Pattern.compile("-U[A-Za-z_]\\w*|[A-Za-z_]\\w*(?:\\([\\w, .]*\\))?(?:=[^\\p{Cntrl}\\p{Zl}\\p{Zp}]*)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    private final List<Problem> problems = new ArrayList<>();
    private final Path base;

    private TargetReader(Path base) {
        this.base = base;
    }

    /**
     * The targets as requests; without any the default one.
     *
     * @param base where relative paths start
     * @throws ProblemException with everything that is wrong
     */
    public static List<TargetRequest> read(List<TargetSettings> targets, Path base) throws ProblemException {
        TargetReader reader = new TargetReader(base);
        List<TargetSettings> given = targets.isEmpty() ? List.of(TargetSettings.of(SettingValues.NONE)) : targets;
        List<TargetRequest> requests = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (TargetSettings target : given) {
            boolean alone = given.size() == 1 && target.name().isEmpty();
            if (!alone && !NAME.matcher(target.name()).matches()) {
                reader.problems.add(Choices.noName("target", target.name()));
            } else if (!names.add(target.name())) {
                reader.problems.add(Choices.nameTwice("target", target.name()));
            }
            requests.add(reader.target(target));
        }
        if (!reader.problems.isEmpty()) {
            throw new ProblemException(reader.problems);
        }
        return requests;
    }

    private TargetRequest target(TargetSettings target) {
        SettingValues values = SettingTable.withDefaults(target.values(), SettingScope.TARGET);
        RegistrySource registry = registry(values, target.values().has(Setting.TENSORFLOW_VERSION));
        KernelSource kernels = kernels(String.valueOf(values.text(Setting.KERNELS)));
        Platform platform = choice(values, Setting.PLATFORM, Platform.values(), Platform::id, Platform.LINUX);
        Types types = choice(values, Setting.TYPES, Types.values(), Types::id, kernels.types());
        List<Include> includes = new ArrayList<>();
        for (SettingValues include : target.includes()) {
            include(include, includes);
        }
        return new TargetRequest(
                target.name(),
                registry,
                new Target(platform, types, defines(values)),
                kernels,
                includes,
                LiteReader.read(values, base, problems::add));
    }

    private RegistrySource registry(SettingValues values, boolean named) {
        List<RegistrySource> sources = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Setting setting : List.of(Setting.TENSORFLOW_VERSION, Setting.TENSORFLOW_ROOT, Setting.REGISTRY_FILE)) {
            String text = values.text(setting);
            if (text != null) {
                texts.add(setting + " \"" + text + "\"");
                sources.add(
                        setting.equals(Setting.TENSORFLOW_VERSION)
                                ? new RegistrySource.Bundled(text.strip(), named)
                                : setting.equals(Setting.TENSORFLOW_ROOT)
                                        ? new RegistrySource.Tree(Paths.of(base, text))
                                        : new RegistrySource.ScannedFile(Paths.of(base, text)));
            }
        }
        if (sources.size() > 1) {
            problems.add(Problem.of(
                    RequestProblem.SEVERAL_REGISTRIES,
                    Setting.TARGET + " has more than one registry: " + String.join(" and ", texts),
                    "keep one of them"));
        }
        sources.get(0).problem().ifPresent(problems::add);
        return sources.get(0);
    }

    /** What compilers take behind {@code -D}, on one line, which is what build files can pass on. */
    private SortedSet<String> defines(SettingValues values) {
        SortedSet<String> defines = new TreeSet<>(values.names(Setting.DEFINES));
        for (String define : defines) {
            if (!DEFINE.matcher(define).matches()) {
                problems.add(Problem.of(
                        RequestProblem.NO_DEFINE,
                        Setting.DEFINES + " is no macro: \"" + define + "\"",
                        "write NAME, NAME=VALUE or -UNAME, without -D and without control characters"));
            }
        }
        return defines;
    }

    private KernelSource kernels(String text) {
        return switch (text.strip()) {
            case "available" -> new KernelSource.Available();
            case "stock" -> new KernelSource.Stock();
            default -> new KernelSource.OpList(Paths.of(base, text));
        };
    }

    private <T> T choice(SettingValues values, Setting setting, T[] choices, Function<T, String> id, T otherwise) {
        String value = values.text(setting);
        if (value == null) {
            return otherwise;
        }
        List<String> ids = Arrays.stream(choices).map(id).toList();
        int index = ids.indexOf(value.strip());
        if (index < 0) {
            problems.add(Choices.unknown(setting, value, ids));
            return otherwise;
        }
        return choices[index];
    }

    private void include(SettingValues include, List<Include> includes) {
        String op = include.text(Setting.OP);
        String file = include.text(Setting.FILE);
        Include read = new Include(
                op, include.names(Setting.DTYPES), file, Objects.requireNonNullElse(include.text(Setting.REASON), ""));
        List<Problem> wrong = read.problems();
        problems.addAll(wrong);
        if (wrong.isEmpty()) {
            includes.add(read);
        }
    }
}
