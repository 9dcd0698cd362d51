package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.state.Variable;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.proto.DataType;

/** A node that calls functions, rewritten to pass values where it passed variables. */
final class CallRewrite {

    private final BodyRewrite body;
    private final VariableRewrite rewrite;
    private final VariableVersions versions;
    private final Node node;
    private final FunctionCall call;
    private final Map<Integer, Variable> values = new TreeMap<>();
    private final Set<Integer> changed = new TreeSet<>();

    CallRewrite(BodyRewrite body, Node node, FunctionCall call) {
        this.body = body;
        this.rewrite = body.rewrite();
        this.versions = body.versions();
        this.node = node;
        this.call = call;
    }

    Node run() throws ProblemException {
        FunctionEffects.Effects effect = rewrite.effects().of(call);
        collect(effect);
        Set<Integer> carried = carried();
        FunctionSpecializations.Called called =
                rewrite.functions().call(body.current(node).toBuilder(), call, values, carried, body.depth());
        for (int input : values.keySet()) {
            VariableVersions.Version version = body.version(node, input);
            if (effect.read().contains(input)) {
                versions.read(node.name(), version);
            }
            if (call.isDeferred()) {
                versions.readLater(node.name(), version);
            }
        }
        Map<Integer, VariableVersions.Version> before = new TreeMap<>();
        values.keySet().forEach(input -> before.put(input, body.version(node, input)));
        for (int input : values.keySet()) {
            VariableVersions.Version version = before.get(input);
            Integer state = called.states().get(input);
            if (version == null) {
                continue;
            }
            if (state != null) {
                NodeInput output = new NodeInput(node.name(), state);
                VariableVersions.Version after = versions.update(node.name(), version, output, true, true);
                if (after != null) {
                    versions.putSame(output, after);
                }
                continue;
            }
            if (changed.contains(input)) {
                checkCondition(input, version.variable());
                versions.update(node.name(), version, null, false, true);
            }
            if (call.isLoop()) {
                versions.put(new NodeInput(node.name(), call.result(input)), version.variable(), version.included());
            }
        }
        called.results()
                .forEach((index, variable) -> versions.put(new NodeInput(node.name(), index), variable, Set.of()));
        return called.node();
    }

    /** Finds what is passed, and what of it the functions change. */
    private void collect(FunctionEffects.Effects effect) {
        int data = node.dataInputs().size();
        for (int i = 0; i < data; i++) {
            Variable variable = body.variable(node, i);
            FunctionCall.Input input = call.inputs().get(i);
            if (variable == null) {
                continue;
            }
            if (input != null && !input.dtype().is(DataType.DT_RESOURCE)) {
                versions.read(node.name(), body.version(node, i));
                continue;
            }
            if (input != null) {
                values.put(i, variable);
            } else if (!body.isReference(variable, node, i)) {
                body.takesVariable(node, variable);
            }
        }
        changed.addAll(effect.changed());
        changed.retainAll(values.keySet());
    }

    /** The inputs whose values are to come out of the functions as they have become. */
    private Set<Integer> carried() throws ProblemException {
        Set<Integer> carried = new TreeSet<>();
        Set<Integer> byCondition =
                call.isLoop() ? rewrite.effects().of(call, "cond").changed() : new HashSet<>();
        for (int input : changed) {
            Variable variable = values.get(input);
            if (variable != null
                    && (call.isOnce() || call.isLoop())
                    && rewrite.carried().contains(variable.name())
                    && !byCondition.contains(input)
                    && values.values().stream()
                                    .filter(other -> other.name().equals(variable.name()))
                                    .count()
                            == 1) {
                carried.add(input);
            }
        }
        return carried;
    }

    /** The condition of a loop comes after all but the last round. */
    private void checkCondition(int input, Variable variable) throws ProblemException {
        if (call.isLoop() && rewrite.effects().of(call, "cond").read().contains(input)) {
            body.conflict(node.name(), node.name(), variable);
        }
    }
}
