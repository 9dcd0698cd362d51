package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.freeze.model.LoadedModel;
import io.github.tfmobile.graph.freeze.state.TrainedState;
import io.github.tfmobile.graph.freeze.state.Variable;
import io.github.tfmobile.graph.freeze.state.VariableValues;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.io.GraphSize;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which variables of a graph become constants, and where their values are.
 *
 * @param constants those that become constants, by name
 * @param kept the names of those that stay variables
 * @param inFunctions those that are made within functions
 * @param values finds the values
 * @param notes what a user should know
 */
public record FrozenVariables(
        Map<String, Variable> constants,
        Set<String> kept,
        FunctionVariables inFunctions,
        VariableValues values,
        List<String> notes) {

    /**
     * Looks at a graph of what the outputs need.
     *
     * @throws ProblemException if the checkpoint does not have what the graph wants, or the result would be too large
     */
    public static FrozenVariables of(Graph graph, TrainedState state, OpDefs ops) throws ProblemException {
        FunctionLibrary library =
                new FunctionLibrary(graph.library(), ops, state.model().place());
        FunctionVariables inFunctions =
                new FunctionVariables(library, graph.all(), state.whole().all());
        Set<String> kept = new TreeSet<>();
        List<String> notes = new ArrayList<>();
        List<Node> wanted = wanted(graph, inFunctions, state, kept, notes);
        VariableValues values = state.values();
        List<Problem> problems = new ArrayList<>();
        Map<String, Variable> constants = values.locate(wanted, state.keys(), problems);
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        if (!values.withoutAverage().isEmpty()) {
            notes.add("the checkpoint has no moving average of "
                    + values.withoutAverage().size()
                    + " of the variables, their own values are taken: "
                    + String.join(", ", new TreeSet<>(values.withoutAverage())));
        }
        GraphSize.requireRoom(
                values.weights(), "the frozen graph", state.model().place());
        return new FrozenVariables(constants, kept, inFunctions, values, notes);
    }

    private static List<Node> wanted(
            Graph graph, FunctionVariables inFunctions, TrainedState state, Set<String> kept, List<String> notes) {
        List<Node> wanted = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Liveness behindInputs = behindInputs(graph, state.model());
        GraphIndex index = graph.index();
        BitSet variableOps = index.opsWith(OpTrait.VARIABLE);
        for (int number = 0; number < graph.size(); number++) {
            if (!variableOps.get(index.op(number))) {
                continue;
            }
            Node node = graph.node(number);
            if (!state.options().freezes(node)) {
                kept.add(node.name());
            } else if (!behindInputs.isLive(number)
                    && !VariableValues.holds(state.model().checkpoint(), node.name())) {
                kept.add(node.name());
                notes.add("variable \"" + node.name()
                        + "\" is not in the checkpoint and stays a variable: only what computes the inputs needs it");
            } else {
                wanted.add(node);
            }
            seen.add(node.name());
        }
        for (Node node : inFunctions.declared().values()) {
            if (!state.options().freezes(node)) {
                kept.add(node.name());
            } else if (seen.add(node.name())) {
                wanted.add(node);
            }
        }
        return wanted;
    }

    /** What a run needs that feeds the inputs. */
    private static Liveness behindInputs(Graph graph, LoadedModel model) {
        return Liveness.of(
                graph,
                model.outputNodes(),
                model.inputs().stream().map(input -> input.tensor().node()).toList());
    }
}
