package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.registry.problem.Place;
import io.github.tfmobile.registry.problem.Problem;
import io.github.tfmobile.registry.problem.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Rewrites what reads variables to read constants (tensorflow/python/framework/convert_to_constants.py): a variable
 * becomes a Const, a read an Identity, a gather from a resource a gather from a tensor, and whatever hands a variable on,
 * through any depth of functions, hands its value on.
 */
final class VariableRewrite {

    private final FunctionLibrary library;
    private final Values values;
    private final FunctionSpecializations functions;
    private final FunctionEffects effects;
    private final List<Problem> problems;
    private final @Nullable Place place;

    /**
     * A rewrite of a graph and its functions.
     *
     * @param inFunctions the variables within functions that become constants
     * @param values where their values come from
     * @param problems takes what cannot be rewritten
     */
    VariableRewrite(
            FunctionLibrary library,
            FunctionVariables inFunctions,
            Values values,
            List<Problem> problems,
            @Nullable Place place) {
        this.library = library;
        this.values = values;
        this.problems = problems;
        this.place = place;
        this.effects = new FunctionEffects(library);
        this.functions = new FunctionSpecializations(library, inFunctions, this);
    }

    /** Where constants come from. */
    @FunctionalInterface
    interface Values {
        TensorProto read(String variable) throws ProblemException;
    }

    /**
     * A body rewritten.
     *
     * @param nodes the nodes, in their order
     * @param carriers the tensors that were variables and are values now
     * @param dropped the nodes that are gone: what changed variables
     * @param changed the variables that they changed
     */
    record Rewritten(
            List<NodeDef> nodes, Map<NodeInput, Variable> carriers, Set<String> dropped, Set<String> changed) {}

    FunctionLibrary library() {
        return library;
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

    List<Problem> problems() {
        return problems;
    }

    @Nullable
    Place place() {
        return place;
    }

    /**
     * Rewrites the nodes of the graph itself.
     *
     * @param variables the variables among the nodes that become constants
     * @throws ProblemException if a value cannot be read, or a function is damaged
     */
    Rewritten rewrite(List<NodeDef> nodes, Map<String, Variable> variables) throws ProblemException {
        return new BodyRewrite(this, nodes, variables, Map.of(), false).run();
    }

    /**
     * Rewrites the nodes of a function.
     *
     * @param variables the variables within it that become constants
     * @param arguments the arguments that were variables and are values now
     * @param comesRound whether it is the body of a loop
     * @throws ProblemException if a value cannot be read, or a function is damaged
     */
    Rewritten rewrite(
            FunctionBody body, Map<String, Variable> variables, Map<Integer, Variable> arguments, boolean comesRound)
            throws ProblemException {
        Map<String, Variable> named = new HashMap<>();
        List<NodeDef> nodes = body.arguments();
        arguments.forEach((index, variable) -> {
            if (index < nodes.size()) {
                named.put(nodes.get(index).getName(), variable);
            }
        });
        return new BodyRewrite(this, body.nodes(), variables, named, comesRound).run();
    }
}
