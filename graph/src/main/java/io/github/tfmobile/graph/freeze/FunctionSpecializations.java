package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.registry.problem.ProblemException;
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
import org.tensorflow.proto.NodeDef;

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
    private int depth;

    FunctionSpecializations(FunctionLibrary library, FunctionVariables inside, VariableRewrite rewrite) {
        this.library = library;
        this.inside = inside;
        this.rewrite = rewrite;
    }

    private record Specialized(String name, Map<Integer, Variable> results) {}

    /**
     * Points a call's attrs at functions that take these arguments as values.
     *
     * @return the results that were variables and are values now, where all of the functions agree
     */
    Map<Integer, Variable> call(NodeDef.Builder node, FunctionCall call, Map<Integer, Variable> arguments)
            throws ProblemException {
        Map<Integer, Variable> results = null;
        for (String attr : call.functions()) {
            AttrValue value = node.getAttrMap().get(attr);
            if (value == null) {
                continue;
            }
            AttrValue.Builder changed = value.toBuilder();
            List<Specialized> used = new ArrayList<>();
            if (value.hasFunc()) {
                used.add(specialize(value.getFunc(), arguments, attr.equals("body")));
                changed.getFuncBuilder().setName(used.get(0).name());
            } else {
                for (int i = 0; i < value.getList().getFuncCount(); i++) {
                    Specialized one = specialize(value.getList().getFunc(i), arguments, false);
                    used.add(one);
                    changed.getListBuilder().getFuncBuilder(i).setName(one.name());
                }
            }
            node.putAttr(attr, changed.build());
            for (Specialized one : used) {
                if (results == null) {
                    results = one.results();
                }
            }
        }
        return results == null ? Map.of() : results;
    }

    /** A node with what its attrs name kept in the library. */
    NodeDef references(NodeDef node) throws ProblemException {
        if (library.isEmpty()) {
            return node;
        }
        NodeDef.Builder copy = node.toBuilder();
        if (library.find(node.getOp()) != null) {
            copy.setOp(
                    specialize(NameAttrList.newBuilder().setName(node.getOp()).build(), Map.of(), false)
                            .name());
        }
        for (Map.Entry<String, AttrValue> attr : new TreeMap<>(node.getAttrMap()).entrySet()) {
            AttrValue.Builder value = attr.getValue().toBuilder();
            if (value.hasFunc()) {
                value.getFuncBuilder().setName(kept(value.getFunc()));
            }
            for (int i = 0; i < value.getList().getFuncCount(); i++) {
                String name = kept(value.getList().getFunc(i));
                value.getListBuilder().getFuncBuilder(i).setName(name);
            }
            if (attr.getValue().hasFunc() || attr.getValue().getList().getFuncCount() > 0) {
                copy.putAttr(attr.getKey(), value.build());
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
        return FunctionDefLibrary.newBuilder().addAllFunction(defined.values()).build();
    }

    private String kept(NameAttrList function) throws ProblemException {
        if (inside.isIn(function.getName())) {
            return specialize(function, Map.of(), false).name();
        }
        keep(function.getName());
        return function.getName();
    }

    /** Keeps a function and all that it calls as they are: nothing is known of how its arguments come. */
    private void keep(String name) throws ProblemException {
        FunctionDef function = library.find(name);
        if (function == null || defined.containsKey(name)) {
            return;
        }
        defined.put(name, function);
        library.checkDepth(name, ++depth);
        for (NodeDef node : function.getNodeDefList()) {
            references(node);
        }
        depth--;
    }

    private Specialized specialize(NameAttrList call, Map<Integer, Variable> arguments, boolean isLoopBody)
            throws ProblemException {
        StringBuilder key = new StringBuilder(call.getName());
        new TreeMap<>(call.getAttrMap())
                .forEach((name, value) ->
                        key.append('|').append(name).append('=').append(value));
        arguments.forEach(
                (index, variable) -> key.append('|').append(index).append(':').append(variable.dtype()));
        Specialized known = done.get(key.toString());
        if (known != null) {
            return known;
        }
        String name = call.getName();
        for (int i = 1; defined.containsKey(name) || (i > 1 && library.find(name) != null); i++) {
            name = call.getName() + "_frozen_" + i;
        }
        if (arguments.isEmpty() && call.getAttrCount() == 0) {
            FunctionDef function = library.find(name);
            if (function != null && !inside.isIn(name)) {
                Specialized same = new Specialized(name, Map.of());
                done.put(key.toString(), same);
                keep(name);
                return same;
            }
        }
        FunctionBody body = library.body(call);
        defined.put(name, body.origin());
        library.checkDepth(name, ++depth);
        // A function that calls itself finds itself here; what it returns is taken for no variable.
        done.put(key.toString(), new Specialized(name, Map.of()));
        VariableRewrite.Rewritten rewritten = rewrite.rewrite(body, inside.of(call.getName()), arguments, isLoopBody);
        changed.addAll(rewritten.changed());
        depth--;
        List<FunctionBody.Result> results = new ArrayList<>();
        Map<Integer, Variable> variables = new LinkedHashMap<>();
        for (int i = 0; i < body.results().size(); i++) {
            FunctionBody.Result result = body.results().get(i);
            @Nullable Variable variable = rewritten.carriers().get(result.tensor());
            if (variable == null && isLoopBody) {
                variable = arguments.get(i);
            }
            if (variable != null && result.dtype().is(DataType.DT_RESOURCE)) {
                variables.put(i, variable);
                result = new FunctionBody.Result(result.name(), variable.dtype(), result.tensor());
            }
            results.add(result);
        }
        TreeMap<String, String> controls = new TreeMap<>(body.controlResults());
        controls.values().removeAll(rewritten.dropped());
        FunctionBody frozen = body.with(name, needed(rewritten.nodes(), results, controls), results)
                .withControlResults(controls);
        FunctionDef function = library.define(frozen);
        if (!arguments.isEmpty()) {
            function = function.toBuilder().removeAttr("_input_shapes").build();
        }
        defined.put(name, function);
        Specialized result = new Specialized(name, variables);
        done.put(key.toString(), result);
        return result;
    }

    private static List<NodeDef> needed(
            List<NodeDef> nodes, List<FunctionBody.Result> results, Map<String, String> controls) {
        List<String> outputs = new ArrayList<>(controls.values());
        results.stream().map(FunctionBody.Result::tensor).map(NodeInput::node).forEach(outputs::add);
        Set<String> reached = Subgraph.reach(Subgraph.index(nodes), outputs, name -> false);
        return nodes.stream()
                .filter(node -> node.getOp().equals(FunctionBody.ARG) || reached.contains(node.getName()))
                .toList();
    }
}
