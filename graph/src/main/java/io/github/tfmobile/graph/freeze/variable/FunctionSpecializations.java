package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.freeze.state.Variable;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionLibrary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NameAttrList;

/**
 * The functions that a frozen graph calls, once for each set of arguments that were variables. The first of them keeps
 * the function's name; what nothing calls is not there.
 */
final class FunctionSpecializations {

    private final FunctionLibrary library;
    private final FunctionVariables inside;
    private final VariableRewrite rewrite;
    private final Map<String, Specialized> done = new HashMap<>();
    private final Map<String, FunctionDef> defined = new TreeMap<>();
    private final Set<String> changed = new TreeSet<>();
    /** The number in the newest name that was made of each function's; names are never given back. */
    private final Map<String, Integer> numbers = new HashMap<>();

    FunctionSpecializations(FunctionLibrary library, FunctionVariables inside, VariableRewrite rewrite) {
        this.library = library;
        this.inside = inside;
        this.rewrite = rewrite;
    }

    private record Specialized(String name, Map<Integer, Variable> results, Map<Integer, Integer> states) {}

    /**
     * A call rewritten.
     *
     * @param node the call
     * @param results the results that were variables and are values now, where all of the functions agree
     * @param states the results that are what the functions have made of an input's value, by input
     */
    record Called(Node node, Map<Integer, Variable> results, Map<Integer, Integer> states) {}

    /**
     * Points a call's attrs at functions that take these inputs as values.
     *
     * @param inputs what they are the values of, by data input of the call
     * @param carried the inputs whose values are to come out of the functions as they have become
     * @param depth in how many functions the call is
     */
    Called call(Node.Builder node, FunctionCall call, Map<Integer, Variable> inputs, Set<Integer> carried, int depth)
            throws ProblemException {
        Map<Integer, Variable> results = null;
        Map<Integer, Integer> states = null;
        for (FunctionCall.Callee callee : call.callees()) {
            Map<Integer, Variable> arguments = new TreeMap<>();
            Map<Integer, Integer> wanted = new TreeMap<>();
            callee.arguments().forEach((input, argument) -> {
                Variable variable = inputs.get(input);
                if (variable != null) {
                    arguments.put(argument, variable);
                    if (carried.contains(input)) {
                        wanted.put(argument, input);
                    }
                }
            });
            Specialized used = specialize(callee.function(), arguments, wanted.keySet(), call, depth + 1);
            AttrValue.Builder changed = Attrs.orEmpty(node.attr(callee.attr())).toBuilder();
            if (callee.position() < 0) {
                changed.getFuncBuilder().setName(used.name());
            } else {
                changed.getListBuilder().getFuncBuilder(callee.position()).setName(used.name());
            }
            node.attr(callee.attr(), changed.build());
            results = results == null ? used.results() : results;
            if (call.isLoop() && callee.attr().equals("cond")) {
                continue;
            }
            Map<Integer, Integer> given = new TreeMap<>();
            used.states().forEach((argument, result) -> {
                Integer input = wanted.get(argument);
                if (input != null) {
                    given.put(input, result);
                }
            });
            if (states == null) {
                states = given;
            } else {
                states.keySet().retainAll(given.keySet());
            }
        }
        call.takes(node, inputs);
        if (call.isLoop()) {
            return new Called(node.build(), Map.of(), states == null ? Map.of() : states);
        }
        call.returns(node, results == null ? Map.of() : results);
        for (int input : carried) {
            Variable variable = inputs.get(input);
            if (variable != null) {
                call.returnsMore(node, variable);
            }
        }
        return new Called(node.build(), results == null ? Map.of() : results, states == null ? Map.of() : states);
    }

    /**
     * A node with what its attrs name kept in the library.
     *
     * @param depth in how many functions the node is
     */
    Node references(Node node, int depth) throws ProblemException {
        if (library.isEmpty()) {
            return node;
        }
        Node.Builder copy = node.toBuilder();
        if (library.find(node.op()) != null) {
            copy.op(specialize(
                            NameAttrList.newBuilder().setName(node.op()).build(), Map.of(), Set.of(), null, depth + 1)
                    .name());
        }
        for (Map.Entry<String, AttrValue> attr : new TreeMap<>(node.attrs()).entrySet()) {
            AttrValue.Builder value = attr.getValue().toBuilder();
            if (value.hasFunc()) {
                value.getFuncBuilder().setName(kept(value.getFunc(), depth));
            }
            for (int i = 0; i < value.getList().getFuncCount(); i++) {
                String name = kept(value.getList().getFunc(i), depth);
                value.getListBuilder().getFuncBuilder(i).setName(name);
            }
            if (attr.getValue().hasFunc() || attr.getValue().getList().getFuncCount() > 0) {
                copy.attr(attr.getKey(), value.build());
            }
        }
        return copy.build();
    }

    /** The variables that functions changed. */
    Set<String> changed() {
        return changed;
    }

    /** The functions by name. */
    FunctionDefLibrary library() {
        FunctionDefLibrary.Builder result = FunctionDefLibrary.newBuilder().addAllFunction(defined.values());
        for (String name : defined.keySet()) {
            String gradient = library.gradient(name);
            if (gradient != null && defined.containsKey(gradient)) {
                result.addGradientBuilder().setFunctionName(name).setGradientFunc(gradient);
            }
        }
        return result.build();
    }

    private String kept(NameAttrList function, int depth) throws ProblemException {
        if (inside.isIn(function.getName())) {
            return specialize(function, Map.of(), Set.of(), null, depth + 1).name();
        }
        keep(function.getName(), depth + 1);
        return function.getName();
    }

    /** Keeps a function and all that it calls as they are: nothing is known of how its arguments come. */
    private void keep(String name, int depth) throws ProblemException {
        FunctionDef function = library.find(name);
        if (function == null || defined.containsKey(name)) {
            return;
        }
        defined.put(name, function);
        library.checkDepth(name, depth);
        for (Node node : FunctionLibrary.nodes(function)) {
            references(node, depth);
        }
        keepGradient(name, depth);
    }

    private void keepGradient(String function, int depth) throws ProblemException {
        String gradient = library.gradient(function);
        if (gradient != null) {
            keep(gradient, depth + 1);
        }
    }

    private Specialized specialize(
            NameAttrList call,
            Map<Integer, Variable> arguments,
            Set<Integer> carried,
            @Nullable FunctionCall from,
            int depth)
            throws ProblemException {
        boolean loop = from != null && from.isLoop();
        boolean mayRepeat = from != null && !from.isOnce();
        StringBuilder key = new StringBuilder(call.getName());
        new TreeMap<>(call.getAttrMap())
                .forEach((name, value) ->
                        key.append('|').append(name).append('=').append(value));
        arguments.forEach((index, variable) -> key.append('|')
                .append(index)
                .append(':')
                .append(variable.dtype())
                .append(variable.shape()));
        key.append(mayRepeat && !arguments.isEmpty() ? "|again" : "").append(carried);
        Specialized known = done.get(key.toString());
        if (known != null) {
            return known;
        }
        String name = freshName(call.getName());
        if (arguments.isEmpty() && call.getAttrCount() == 0) {
            FunctionDef function = library.find(name);
            if (function != null && !inside.isIn(name)) {
                Specialized same = new Specialized(name, Map.of(), Map.of());
                done.put(key.toString(), same);
                keep(name, depth);
                return same;
            }
        }
        FunctionBody body = library.body(call);
        defined.put(name, body.origin());
        library.checkDepth(name, depth);
        // A function that calls itself finds itself here; what it returns is taken for no variable.
        done.put(key.toString(), new Specialized(name, Map.of(), Map.of()));
        VariableRewrite.Rewritten rewritten = rewrite.rewrite(
                body, inside.of(call.getName(), rewrite.constants()), arguments, mayRepeat, loop, depth);
        changed.addAll(rewritten.changed());
        if (arguments.isEmpty() && name.equals(call.getName())) {
            keepGradient(name, depth);
        }
        List<FunctionBody.Result> results = new ArrayList<>();
        Map<Integer, Variable> variables = new LinkedHashMap<>();
        for (int i = 0; i < body.results().size(); i++) {
            FunctionBody.Result result = body.results().get(i);
            @Nullable Variable variable = rewritten.carriers().apply(result.tensor());
            if (variable == null && loop) {
                // What a body returns takes the place of its last arguments.
                variable = arguments.get(
                        i + body.arguments().size() - body.results().size());
            }
            if (variable != null && result.dtype().is(DataType.DT_RESOURCE)) {
                variables.put(i, variable);
                result = new FunctionBody.Result(result.name(), variable.dtype(), result.tensor());
            }
            results.add(result);
        }
        Map<Integer, Integer> states = states(body, rewritten, carried, loop, arguments, results);
        TreeMap<String, String> controls = new TreeMap<>(body.controlResults());
        controls.values().removeAll(rewritten.dropped());
        FunctionBody frozen = body.with(name, needed(rewritten.nodes(), results, controls), results)
                .withControlResults(controls);
        FunctionDef function = library.define(frozen);
        if (!arguments.isEmpty()) {
            function = function.toBuilder().removeAttr("_input_shapes").build();
        }
        defined.put(name, function);
        Specialized result = new Specialized(name, variables, states);
        done.put(key.toString(), result);
        return result;
    }

    /** A function's own name, or that with the next number where it is taken. */
    private String freshName(String function) {
        int number = numbers.getOrDefault(function, 0);
        String name = number == 0 ? function : function + "_frozen_" + number;
        while (defined.containsKey(name) || (number > 0 && library.find(name) != null)) {
            number++;
            name = function + "_frozen_" + number;
        }
        numbers.put(function, number);
        return name;
    }

    /** Lets arguments come out as what has become of them: in a loop where they come out anyway, else as more results. */
    private static Map<Integer, Integer> states(
            FunctionBody body,
            VariableRewrite.Rewritten rewritten,
            Set<Integer> carried,
            boolean loop,
            Map<Integer, Variable> arguments,
            List<FunctionBody.Result> results) {
        Map<Integer, Integer> states = new TreeMap<>();
        FreshNames names = new FreshNames(body.nodes());
        body.results().forEach(result -> names.take(result.name()));
        for (int argument : carried) {
            String name = body.arguments().get(argument).name();
            NodeInput last = rewritten.last().get(name);
            Variable variable = arguments.get(argument);
            if (variable == null) {
                continue;
            }
            if (!loop) {
                // Where it cannot be said, nobody reads it.
                NodeInput tensor = last == null ? new NodeInput(name, 0) : last;
                results.add(new FunctionBody.Result(names.take("state"), variable.dtype(), tensor));
                if (last != null) {
                    states.put(argument, results.size() - 1);
                }
                continue;
            }
            int at = argument + results.size() - body.arguments().size();
            if (last != null && at >= 0 && body.results().get(at).dtype().is(DataType.DT_RESOURCE)) {
                FunctionBody.Result result = results.get(at);
                results.set(at, new FunctionBody.Result(result.name(), variable.dtype(), last));
                states.put(argument, at);
            }
        }
        return states;
    }

    private static List<Node> needed(
            List<Node> nodes, List<FunctionBody.Result> results, Map<String, String> controls) {
        List<String> outputs = new ArrayList<>(controls.values());
        results.stream().map(FunctionBody.Result::tensor).map(NodeInput::node).forEach(outputs::add);
        Liveness liveness = Liveness.of(Graph.of(nodes), outputs);
        List<Node> needed = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).op().equals(FunctionBody.ARG) || liveness.isLive(i)) {
                needed.add(nodes.get(i));
            }
        }
        return needed;
    }
}
