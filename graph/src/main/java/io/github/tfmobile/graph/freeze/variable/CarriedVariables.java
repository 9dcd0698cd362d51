package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * Finds the variables that are read behind a branch or loop that changes them, as {@code v} in
 *
 * <pre>while i &lt; n: v.assign_add(x); return v.read()</pre>
 *
 * <p>Such a variable is no constant there; its value is one more tensor that the loop carries from round to round and hands
 * out. To hand one out may let a reader be found that the rewrite did not get to before, as in a loop within a loop; so the
 * variables to carry are the least fixpoint of: nothing is carried, and whatever is read behind a change is. A round that finds no
 * other variable is the last, and there are no more rounds than variables. Nothing is read of the checkpoint.
 */
public final class CarriedVariables {

    private CarriedVariables() {}

    /**
     * What freezing a graph would meet.
     *
     * @param conflicting the variables that are read where it cannot be said what they have become
     * @param problems all that cannot be rewritten, these reads included
     */
    public record Attempt(Set<String> conflicting, List<Problem> problems) {}

    /**
     * Rewrites a graph without values, with some variables carried. A graph in which nothing changes a variable needs none, so
     * that freezing it meets what it meets.
     */
    public static Attempt attempt(Graph graph, FrozenVariables variables, Set<String> carried, OpDefs ops)
            throws ProblemException {
        if (graph.library().getFunctionCount() == 0
                && graph.index().ops().stream().noneMatch(OpTrait.VARIABLE_UPDATE::includes)) {
            return new Attempt(Set.of(), List.of());
        }
        FunctionLibrary library = new FunctionLibrary(graph.library(), ops, null);
        List<Problem> problems = new ArrayList<>();
        VariableRewrite rewrite = new VariableRewrite(
                library, variables.inFunctions(), variable -> TensorProto.getDefaultInstance(), carried, problems);
        rewrite.rewrite(graph, variables.constants());
        return new Attempt(rewrite.conflicting(), problems);
    }

    /** The variables to carry so that a graph can be frozen; null when it cannot be. */
    public static @Nullable Set<String> find(Graph graph, FrozenVariables variables, Set<String> start, OpDefs ops)
            throws ProblemException {
        Set<String> carried = new TreeSet<>(start);
        while (true) {
            Attempt attempt = attempt(graph, variables, carried, ops);
            if (attempt.problems().isEmpty()) {
                return carried;
            }
            if (!carried.addAll(attempt.conflicting())) {
                return null;
            }
        }
    }
}
