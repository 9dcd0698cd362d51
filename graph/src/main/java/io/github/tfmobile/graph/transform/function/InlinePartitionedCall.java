package io.github.tfmobile.graph.transform.function;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.function.Expansion;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.function.Inliner;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.proto.AttrValue;

/**
 * {@code inline_partitionedcall}: writes the function of every PartitionedCall out in its place, under the name of the
 * call. Calls inside of the function stay calls, and so do StatefulPartitionedCalls; the library stays as it is.
 *
 * <p>A call that is an output of the model leaves an Identity or IdentityN of its name.
 */
@AutoService(Transform.class)
public final class InlinePartitionedCall implements Transform {

    @Override
    public String name() {
        return "inline_partitionedcall";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        if (graph.all().stream().noneMatch(InlinePartitionedCall::isCall)) {
            return graph;
        }
        FunctionLibrary library = new FunctionLibrary(graph.library(), context.ops(), null);
        Inliner inliner = new Inliner(library, null);
        GraphEditor editor = new GraphEditor(graph);
        Set<String> kept = context.protectedNodes();
        boolean frames = graph.all().stream().anyMatch(node -> OpTraits.isControlFlow(node.op()));
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.node(i);
            if (!isCall(node)) {
                continue;
            }
            FunctionBody body = body(node, graph, library, context);
            Expansion expansion = expand(node, body, inliner, frames, editor.names());
            List<Node> nodes = new ArrayList<>(expansion.nodes());
            List<String> waits = waits(node, expansion);
            if (kept.contains(node.name())) {
                nodes.add(Inliner.results(node.name(), body, expansion.results(), expansion.controls()));
                editor.replace(i, nodes);
                continue;
            }
            editor.replace(i, nodes);
            for (int k = 0; k < expansion.results().size(); k++) {
                editor.reroute(
                        new NodeInput(node.name(), k), expansion.results().get(k));
            }
            editor.rerouteControls(node.name(), waits);
        }
        return editor.build();
    }

    private static Expansion expand(Node call, FunctionBody body, Inliner inliner, boolean frames, FreshNames names)
            throws ProblemException {
        List<NodeInput> arguments = new ArrayList<>();
        Set<String> start = new LinkedHashSet<>();
        for (NodeInput input : call.inputs()) {
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
        String prefix = names.takePrefix(call.name(), body.names());
        return Expansion.of(body, prefix, arguments, start, outside, call.device());
    }

    /** Who waits for the call waits for its results and for what the function does besides. */
    private static List<String> waits(Node call, Expansion expansion) {
        List<String> waits = new ArrayList<>(expansion.controls());
        for (NodeInput result : expansion.results()) {
            if (!waits.contains(result.node())) {
                waits.add(result.node());
            }
        }
        if (waits.isEmpty()) {
            for (NodeInput input : call.inputs()) {
                waits.add(input.node());
            }
        }
        return List.copyOf(waits);
    }

    private static FunctionBody body(Node node, Graph graph, FunctionLibrary library, TransformContext context)
            throws ProblemException {
        AttrValue function = node.attr("f");
        if (function == null || !function.hasFunc()) {
            throw context.problem(
                    TransformProblem.CALL_WITHOUT_FUNCTION,
                    "finds a call without a function: \"" + node.name() + "\"",
                    "correct the graph, or leave the transform out");
        }
        String name = function.getFunc().getName();
        if (library.find(name) == null) {
            List<String> functions = graph.library().getFunctionList().stream()
                    .map(other -> other.getSignature().getName())
                    .toList();
            throw context.problem(
                    TransformProblem.CALLED_FUNCTION_MISSING,
                    "finds a call of a function that the library does not have: \"" + name + "\", by node \""
                            + node.name() + "\"",
                    Nearest.question(name, functions));
        }
        return library.body(function.getFunc());
    }

    private static boolean isCall(Node node) {
        return node.op().equals("PartitionedCall");
    }
}
