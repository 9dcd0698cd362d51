package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.controlflow.ControlFlowLowering;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.state.Variable;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Writes If, Case and While out but for those that are given a variable which is read behind a change in a function. What a
 * function makes of such a variable comes out of it as one more result ({@link CarriedVariables}), and only a node that still
 * calls functions can have one more; so it is written out when variables are constants.
 *
 * <p>All others are written out before: what then turns out to be decided takes its variables with it, and the checkpoint
 * need not have them.
 */
public final class LowerBeforeVariables implements Transform {

    private final FreezeOptions options;
    private final Graph whole;

    /**
     * The pass for a choice of variables.
     *
     * @param whole the graph with all of its variables
     */
    public LowerBeforeVariables(FreezeOptions options, Graph whole) {
        this.options = options;
        this.whole = whole;
    }

    @Override
    public String name() {
        return "lower_before_variables";
    }

    /** What a function of the user's model holds is not the fault of who writes it out. */
    @Override
    public boolean mayBreakOpDefinitions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        if (graph.index().ops().stream().noneMatch(OpTraits::isFunctionalControlFlow)) {
            return graph;
        }
        FunctionLibrary library = new FunctionLibrary(graph.library(), context.ops(), null);
        return new ControlFlowLowering(library, null).lower(graph, context.protectedNodes(), callers(graph, library));
    }

    private Set<String> callers(Graph graph, FunctionLibrary library) throws ProblemException {
        FunctionVariables inFunctions = new FunctionVariables(library, graph.all(), whole.all());
        Map<String, Variable> constants = new HashMap<>();
        for (Node node : graph.all()) {
            add(node, constants);
        }
        inFunctions.declared().values().forEach(node -> add(node, constants));
        return CarriedVariables.of(graph, library, constants, inFunctions).callers();
    }

    private void add(Node node, Map<String, Variable> constants) {
        if (options.freezes(node)) {
            constants.putIfAbsent(node.name(), Variable.of(node));
        }
    }
}
