package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.state.Variable;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionLibrary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * Rewrites what reads variables to read constants (tensorflow/python/framework/convert_to_constants.py): a variable
 * becomes a Const, a read an Identity, a gather from a resource a gather from a tensor, and whatever hands a variable on,
 * through any depth of functions, hands its value on.
 */
public final class VariableRewrite {

    private final FunctionLibrary library;
    private final Map<String, Variable> constants;
    private final Values values;
    private final FunctionSpecializations functions;
    private final FunctionEffects effects;
    private final List<Problem> problems;
    private final Set<String> carried;
    private final Set<String> conflicting = new TreeSet<>();

    /**
     * A rewrite of a graph and its functions.
     *
     * @param inFunctions the variables that are made within functions
     * @param constants the variables that become constants, by name
     * @param values where their values come from
     * @param carried the variables whose values branches and loops hand out as they have changed them
     * @param problems takes what cannot be rewritten
     */
    VariableRewrite(
            FunctionLibrary library,
            FunctionVariables inFunctions,
            Map<String, Variable> constants,
            Values values,
            Set<String> carried,
            List<Problem> problems) {
        this.library = library;
        this.constants = constants;
        this.values = values;
        this.carried = carried;
        this.problems = problems;
        this.effects = new FunctionEffects(library);
        this.functions = new FunctionSpecializations(library, inFunctions, this);
    }

    /** Where constants come from. */
    @FunctionalInterface
    public interface Values {
        TensorProto read(String variable) throws ProblemException;
    }

    /**
     * A body rewritten.
     *
     * @param nodes the nodes, in their order
     * @param carriers the tensors that were variables and are values now
     * @param last what has become of arguments whose values are to come out, by their nodes
     * @param dropped the nodes that are gone: what changed variables
     * @param changed the variables that they changed
     */
    record Rewritten(
            List<Node> nodes,
            Function<NodeInput, @Nullable Variable> carriers,
            Map<String, NodeInput> last,
            Set<String> dropped,
            Set<String> changed) {}

    FunctionLibrary library() {
        return library;
    }

    Map<String, Variable> constants() {
        return constants;
    }

    Values values() {
        return values;
    }

    /** The functions that the rewritten nodes call. */
    FunctionSpecializations functions() {
        return functions;
    }

    FunctionEffects effects() {
        return effects;
    }

    /** The variables whose values branches and loops hand out as they have changed them. */
    Set<String> carried() {
        return carried;
    }

    /** The variables that are read where it cannot be said what they have become. */
    Set<String> conflicting() {
        return conflicting;
    }

    List<Problem> problems() {
        return problems;
    }

    /**
     * Rewrites the nodes of the graph itself.
     *
     * @throws ProblemException if a value cannot be read, or a function is damaged
     */
    Rewritten rewrite(Graph graph) throws ProblemException {
        return new BodyRewrite(this, graph, constants, Map.of(), false, false, 0).run();
    }

    /**
     * Rewrites the nodes of a function.
     *
     * @param variables the variables within it that become constants
     * @param arguments the arguments that were variables and are values now
     * @param mayRepeat whether it runs more than once
     * @param loop whether what it returns becomes its arguments then
     * @param depth in how many functions it is, itself included
     * @throws ProblemException if a value cannot be read, or a function is damaged
     */
    Rewritten rewrite(
            FunctionBody body,
            Map<String, Variable> variables,
            Map<Integer, Variable> arguments,
            boolean mayRepeat,
            boolean loop,
            int depth)
            throws ProblemException {
        Map<String, Variable> named = new HashMap<>();
        List<Node> nodes = body.arguments();
        arguments.forEach((index, variable) -> {
            if (index < nodes.size()) {
                named.put(nodes.get(index).name(), variable);
            }
        });
        return new BodyRewrite(this, Graph.of(body.nodes()), variables, named, mayRepeat, loop, depth).run();
    }
}
