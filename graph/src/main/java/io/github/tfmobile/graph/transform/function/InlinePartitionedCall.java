package io.github.tfmobile.graph.transform.function;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.FreshNames;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.Rewiring;
import io.github.tfmobile.graph.function.Expansion;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.function.Inliner;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * {@code inline_partitionedcall}: writes the function of every PartitionedCall out in its place, under the name of the
 * call. Calls inside of the function stay calls, and so do StatefulPartitionedCalls; the library stays as it is.
 *
 * <p>A call that is an output of the model leaves an Identity or IdentityN of its name.
 */
public final class InlinePartitionedCall implements Transform {

    @Override
    public String name() {
        return "inline_partitionedcall";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        if (graph.nodes().stream().noneMatch(InlinePartitionedCall::isCall)) {
            return graph;
        }
        FunctionLibrary library = new FunctionLibrary(graph.library(), context.ops(), null);
        Inliner inliner = new Inliner(library, null);
        FreshNames names = new FreshNames(graph.nodes());
        Rewiring rewiring = new Rewiring();
        Set<String> kept = context.protectedNodes();
        boolean frames = graph.nodes().stream().anyMatch(node -> OpTraits.isControlFlow(node.getOp()));
        List<NodeDef> nodes = new ArrayList<>(graph.nodes().size());
        for (NodeDef node : graph.nodes()) {
            if (!isCall(node)) {
                nodes.add(node);
                continue;
            }
            FunctionBody body = body(node, graph, library, context);
            Expansion expansion = expand(node, body, inliner, frames, names);
            nodes.addAll(expansion.nodes());
            List<String> waits = waits(node, expansion);
            if (kept.contains(node.getName())) {
                nodes.add(Inliner.results(node.getName(), body, expansion.results(), expansion.controls()));
                continue;
            }
            for (int i = 0; i < expansion.results().size(); i++) {
                rewiring.tensor(
                        new NodeInput(node.getName(), i), expansion.results().get(i));
            }
            rewiring.control(node.getName(), waits);
        }
        return graph.withNodes(rewiring.apply(nodes));
    }

    private static Expansion expand(NodeDef call, FunctionBody body, Inliner inliner, boolean frames, FreshNames names)
            throws ProblemException {
        List<NodeInput> arguments = new ArrayList<>();
        Set<String> start = new LinkedHashSet<>();
        for (String text : call.getInputList()) {
            NodeInput input = NodeInput.parse(text);
            if (input.isControl()) {
                start.add(input.node());
            } else {
                arguments.add(input);
            }
        }
        if (start.isEmpty() || arguments.size() != body.arguments().size()) {
            return inliner.expand(call, body, frames, names);
        }
        // What the call waits for all of the body waits for, also what reads arguments alone.
        Set<Integer> outside = new TreeSet<>();
        for (int i = 0; i < arguments.size(); i++) {
            outside.add(i);
        }
        String prefix = names.takePrefix(call.getName(), body.names());
        return Expansion.of(body, prefix, arguments, start, outside, call.getDevice());
    }

    /** Who waits for the call waits for its results and for what the function does besides. */
    private static List<String> waits(NodeDef call, Expansion expansion) {
        List<String> waits = new ArrayList<>(expansion.controls());
        for (NodeInput result : expansion.results()) {
            if (!waits.contains(result.node())) {
                waits.add(result.node());
            }
        }
        if (waits.isEmpty()) {
            for (String text : call.getInputList()) {
                waits.add(NodeInput.parse(text).node());
            }
        }
        return List.copyOf(waits);
    }

    private static FunctionBody body(NodeDef node, Graph graph, FunctionLibrary library, TransformContext context)
            throws ProblemException {
        AttrValue function = node.getAttrMap().get("f");
        if (function == null || !function.hasFunc()) {
            throw context.problem("finds a call without a function: \"" + node.getName() + "\"", "");
        }
        String name = function.getFunc().getName();
        if (library.find(name) == null) {
            List<String> functions = graph.library().getFunctionList().stream()
                    .map(other -> other.getSignature().getName())
                    .toList();
            throw context.problem(
                    "finds a call of a function that the library does not have: \"" + name + "\", by node \""
                            + node.getName() + "\"",
                    Nearest.question(name, functions));
        }
        return library.body(function.getFunc());
    }

    private static boolean isCall(NodeDef node) {
        return node.getOp().equals("PartitionedCall");
    }
}
