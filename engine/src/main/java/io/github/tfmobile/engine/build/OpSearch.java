package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.find.FindJson;
import io.github.tfmobile.codegen.find.FindQuery;
import io.github.tfmobile.codegen.find.FindResult;
import io.github.tfmobile.codegen.find.FindText;
import io.github.tfmobile.codegen.find.OpFinder;
import io.github.tfmobile.codegen.find.OpHistories;
import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.text.Json;
import io.github.tfmobile.engine.problem.RequestProblem;
import io.github.tfmobile.engine.request.TargetRequest;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingValues;
import io.github.tfmobile.engine.state.Digest;
import io.github.tfmobile.engine.state.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds where ops are implemented: text to the listener, JSON to {@code find/<what was looked for>.json}. */
public final class OpSearch {

    /** What can be looked for, one of them at a time. */
    private static final Map<Setting, Function<String, FindQuery>> QUERIES = new TreeMap<>(Map.of(
            Setting.OP, FindQuery::op,
            Setting.KERNEL_CLASS, FindQuery::kernelClass,
            Setting.FILE, FindQuery::file));

    private final BuildContext context;
    private final Steps steps;

    /** Does its step by {@code steps}. */
    public OpSearch(BuildContext context, Steps steps) {
        this.context = context;
        this.steps = steps;
    }

    /**
     * Searches what a target offers.
     *
     * @param wanted an op, a kernel class or a file, and whether to tell since when each is there
     * @throws ProblemException if it is not said what to look for, there is none of that name, or the target is wrong
     * @throws IOException if the JSON file cannot be written
     */
    public Step find(TargetRequest target, SettingValues wanted) throws ProblemException, IOException {
        List<Problem> problems = new ArrayList<>();
        List<Setting> given = QUERIES.keySet().stream().filter(wanted::has).toList();
        String choices = QUERIES.keySet().stream().map(Setting::inFull).collect(Collectors.joining(" or "));
        if (given.isEmpty()) {
            problems.add(Problem.of(
                    RequestProblem.NOTHING_TO_FIND,
                    "nothing is said to look for",
                    "name an op, a kernel class or a file: " + choices));
        } else if (given.size() > 1) {
            problems.add(Problem.of(
                    RequestProblem.SEVERAL_THINGS_TO_FIND,
                    given.stream().map(Setting::toString).collect(Collectors.joining(" and "))
                            + " cannot be looked for at once",
                    "leave one of them: " + choices));
        }
        SettingValues values = SettingTable.withDefaults(wanted, SettingScope.FIND);
        boolean since = SettingTable.isTrue(
                values, Setting.SINCE, text -> problems.add(SettingTable.noBoolean(Setting.SINCE, text)));
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        Setting setting = given.get(0);
        String text = String.valueOf(wanted.text(setting)).strip();
        FindQuery query = QUERIES.getOrDefault(setting, FindQuery::op).apply(text);
        return steps.run(
                "find " + setting.name() + " " + text,
                Digest.of(context.identity(), context.base(), target, setting, text, since),
                step -> find(step, new TargetKernels(context, target), setting, query, since));
    }

    private void find(CurrentStep step, TargetKernels kernels, Setting setting, FindQuery query, boolean since)
            throws ProblemException, IOException {
        OpFinder finder = kernels.finder();
        FindResult result =
                finder.find(query, since ? OpHistories.bundled(kernels.request().target()) : OpHistories.NONE);
        Path tree = kernels.request().registry().tree();
        if (tree != null) {
            result = finder.withLines(result, tree);
        }
        if (result.ops().isEmpty()) {
            throw new ProblemException(Problem.of(
                    RequestProblem.NOTHING_FOUND,
                    setting + " is not in TensorFlow " + result.release() + ": \"" + query.text() + "\"",
                    result.nearest().isEmpty()
                            ? "write * for any text, as in Conv*: " + setting.inFull()
                            : "near it are " + String.join(", ", result.nearest()) + ": " + setting.inFull()));
        }
        FindText.of(result).forEach(step::note);
        Path file =
                context.output().resolve("find").resolve(query.text().replaceAll("[^A-Za-z0-9_.-]+", "_") + ".json");
        step.plan(List.of(file));
        step.wrote(OutputFile.writeText(file, Json.pretty(FindJson.of(result))));
        step.note("Written to " + context.display(file));
    }
}
