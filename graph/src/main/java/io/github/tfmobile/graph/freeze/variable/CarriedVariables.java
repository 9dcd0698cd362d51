package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.freeze.state.Variable;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * The variables that are read behind functions that change them, as {@code v} in
 *
 * <pre>while i &lt; n: v.assign_add(x); return v.read()</pre>
 *
 * <p>Such a variable is no constant there; its value is one more tensor that the loop carries from round to round and hands
 * out. To hand one out may let a reader be found that the rewrite did not get to before, as in a loop within a loop; so the
 * variables to carry are the least fixpoint of: nothing is carried, and whatever is read behind a change is. A round that finds no
 * other variable is the last, and there are no more rounds than variables. Nothing is read of the checkpoint.
 *
 * @param variables their names, without those that cannot be carried, as one that the condition of a loop changes
 * @param callers the nodes of the graph that give one of them to functions
 */
record CarriedVariables(Set<String> variables, Set<String> callers) {

    /**
     * Those of a graph.
     *
     * @param constants the variables that become constants, by name
     * @param inFunctions those that are made within functions
     */
    static CarriedVariables of(
            Graph graph, FunctionLibrary library, Map<String, Variable> constants, FunctionVariables inFunctions)
            throws ProblemException {
        Set<String> carried = new TreeSet<>();
        if (!changesInFunctions(graph, library)) {
            return new CarriedVariables(carried, Set.of());
        }
        while (true) {
            VariableRewrite rewrite = new VariableRewrite(
                    library,
                    inFunctions,
                    constants,
                    variable -> TensorProto.getDefaultInstance(),
                    carried,
                    new ArrayList<>());
            VariableRewrite.Rewritten rewritten = rewrite.rewrite(graph);
            if (!carried.addAll(rewrite.conflicting())) {
                // What is read where it cannot be said even now is left to be told.
                carried.removeAll(rewrite.conflicting());
                Function<Node, Stream<@Nullable Variable>> given = node -> Stream.concat(
                        node.dataInputs().stream().map(rewritten.carriers()),
                        made(node, library, constants, inFunctions));
                return new CarriedVariables(carried, callers(graph, library, carried, given));
            }
        }
    }

    /** The variables that are made within the functions that a node calls. */
    private static Stream<Variable> made(
            Node node, FunctionLibrary library, Map<String, Variable> constants, FunctionVariables inFunctions) {
        return inFunctions.declared().isEmpty()
                ? Stream.of()
                : library.calls().reached(List.of(node)).stream()
                        .flatMap(function -> inFunctions.of(function, constants).values().stream());
    }

    private static boolean changesInFunctions(Graph graph, FunctionLibrary library) {
        return library.calls().reached(graph.all()).stream()
                .flatMap(function -> Objects.requireNonNull(library.find(function)).getNodeDefList().stream())
                .anyMatch(node -> OpTrait.VARIABLE_UPDATE.includes(node.getOp()));
    }

    private static Set<String> callers(
            Graph graph,
            FunctionLibrary library,
            Set<String> carried,
            Function<Node, Stream<@Nullable Variable>> given) {
        Set<String> callers = new TreeSet<>();
        for (Node node : carried.isEmpty() ? List.<Node>of() : graph.all()) {
            if (FunctionCall.of(node, library) != null
                    && given.apply(node).anyMatch(variable -> variable != null && carried.contains(variable.name()))) {
                callers.add(node.name());
            }
        }
        return callers;
    }
}
