package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NameAttrList;

/** Which of the variables that functions are passed they read, and which they change. */
final class FunctionEffects {

    private final FunctionLibrary library;
    private final Map<String, Effects> known = new HashMap<>();
    private final boolean anyUpdate;

    /**
     * What a function does to its arguments, or a call to its data inputs, by their index.
     *
     * @param read those whose value it reads
     * @param changed those that it changes
     */
    record Effects(Set<Integer> read, Set<Integer> changed) {}

    FunctionEffects(FunctionLibrary library) {
        this.library = library;
        this.anyUpdate = library.functions().stream()
                .flatMap(function -> function.getNodeDefList().stream())
                .anyMatch(node -> OpTrait.VARIABLE_UPDATE.includes(node.getOp()));
    }

    /** What the functions that a node calls do to its data inputs; nothing where no function changes any variable. */
    Effects of(FunctionCall call) throws ProblemException {
        return of(call, "");
    }

    /** What the functions that an attr of a node names do to its data inputs; those of all attrs if it is empty. */
    Effects of(FunctionCall call, String attr) throws ProblemException {
        return of(call, attr, 0);
    }

    private Effects of(FunctionCall call, String attr, int depth) throws ProblemException {
        Effects all = new Effects(new HashSet<>(), new HashSet<>());
        if (!anyUpdate) {
            return all;
        }
        for (FunctionCall.Callee callee : call.callees()) {
            if (attr.isEmpty() || callee.attr().equals(attr)) {
                Effects effects = of(callee.function(), depth + 1);
                callee.arguments().forEach((input, argument) -> {
                    if (effects.read().contains(argument)) {
                        all.read().add(input);
                    }
                    if (effects.changed().contains(argument)) {
                        all.changed().add(input);
                    }
                });
            }
        }
        return all;
    }

    private Effects of(NameAttrList function, int depth) throws ProblemException {
        Effects done = known.get(function.getName());
        if (done != null) {
            return done;
        }
        Effects effects = new Effects(new HashSet<>(), new HashSet<>());
        // A function that calls itself finds itself here, with what is known by then.
        known.put(function.getName(), effects);
        FunctionBody body = library.body(function);
        Map<NodeInput, Integer> carriers = new HashMap<>();
        List<Node> arguments = body.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            carriers.put(new NodeInput(arguments.get(i).name(), 0), i);
        }
        library.checkDepth(function.getName(), depth);
        for (int node : Graph.of(body.nodes()).index().topologicalOrder().nodes()) {
            visit(body.nodes().get(node), carriers, effects, depth);
        }
        return effects;
    }

    private void visit(Node node, Map<NodeInput, Integer> carriers, Effects effects, int depth)
            throws ProblemException {
        FunctionCall call = FunctionCall.of(node, library);
        Effects called = call == null ? null : of(call, "", depth);
        int at = -1;
        for (NodeInput input : node.inputs()) {
            if (input.isControl()) {
                continue;
            }
            at++;
            Integer argument = carriers.get(input);
            if (argument == null) {
                continue;
            }
            if (call != null && called != null) {
                if (called.read().contains(at)) {
                    effects.read().add(argument);
                }
                if (called.changed().contains(at)) {
                    effects.changed().add(argument);
                }
            } else if (OpTrait.VARIABLE_UPDATE.includes(node.op())) {
                effects.changed().add(argument);
            } else if (OpTrait.FORWARD.includes(node.op())) {
                carriers.put(new NodeInput(node.name(), 0), argument);
                carriers.put(new NodeInput(node.name(), 1), argument);
            } else if (node.op().equals("IdentityN")) {
                carriers.put(new NodeInput(node.name(), at), argument);
            } else {
                effects.read().add(argument);
            }
            if (call != null && call.isLoop() && call.result(at) >= 0) {
                carriers.put(new NodeInput(node.name(), call.result(at)), argument);
            }
        }
    }
}
