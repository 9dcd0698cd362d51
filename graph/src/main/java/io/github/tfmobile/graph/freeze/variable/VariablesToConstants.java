package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.tensorflow.proto.TensorProto;

/** Turns variables into constants, through any depth of functions; then only what the outputs need is kept. */
public final class VariablesToConstants implements Transform {

    private final FrozenVariables variables;
    private final Set<String> undecided;
    private final Consumer<String> changed;

    /**
     * The pass for some variables.
     *
     * @param undecided the placeholders that decide whether a variable is changed
     * @param changed takes the variables that a run of the outputs changed until now
     */
    public VariablesToConstants(FrozenVariables variables, Set<String> undecided, Consumer<String> changed) {
        this.variables = variables;
        this.undecided = undecided;
        this.changed = changed;
    }

    @Override
    public String name() {
        return "variables";
    }

    /** What disagrees with a checkpoint is not the fault of who puts its values in. */
    @Override
    public boolean mayBreakOpDefinitions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        FunctionLibrary library = new FunctionLibrary(graph.library(), context.ops(), null);
        Set<String> carried = CarriedVariables.of(graph, library, variables.constants(), variables.inFunctions())
                .variables();
        List<Problem> problems = new ArrayList<>();
        Graph frozen;
        long[] done = {0};
        try (Progress.Task task = context.progress()
                .start("freezing", "variables", variables.constants().size())) {
            VariableRewrite.Values reading = variable -> {
                TensorProto value = variables.values().read(variable);
                task.done(++done[0]);
                return value;
            };
            VariableRewrite rewrite = new VariableRewrite(
                    library, variables.inFunctions(), variables.constants(), reading, carried, problems);
            VariableRewrite.Rewritten rewritten = rewrite.rewrite(graph);
            if (!problems.isEmpty()) {
                throw new ProblemException(withFeeds(problems));
            }
            rewritten.changed().forEach(changed);
            rewrite.functions().changed().forEach(changed);
            frozen = graph.with(rewritten.nodes())
                    .withLibrary(rewrite.functions().library());
        }
        UnfrozenVariableCheck.check(frozen, variables.kept(), problems);
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return Liveness.extract(frozen, context.outputNodes());
    }

    /** Problems with a word on the feeds that would decide whether a variable is changed. */
    private List<Problem> withFeeds(List<Problem> problems) {
        if (undecided.isEmpty()) {
            return problems;
        }
        String names = "\"" + String.join("\", \"", undecided) + "\"";
        return problems.stream()
                .map(problem -> problem.withRemedy("Whether variables are changed depends on " + names
                        + ". A constant decides it: " + Setting.FEEDS.inFull() + ".\n" + problem.remedy()))
                .toList();
    }
}
