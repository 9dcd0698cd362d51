package io.github.tfmobile.graph.function;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.OpDef;

/**
 * Writes function calls out: {@code PartitionedCall}, {@code StatefulPartitionedCall} and nodes whose op is a function.
 * The nodes of a body get the call's name and a slash before theirs. A function that calls itself stays a call.
 */
public final class Inliner {

    /** Where functions call each other in a circle nobody knows before what comes out. */
    private static final int MAX_NODES = 1_000_000;

    private final FunctionLibrary library;
    private final @Nullable Place place;

    /** An inliner for the functions of a library. */
    public Inliner(FunctionLibrary library, @Nullable Place place) {
        this.library = library;
        this.place = place;
    }

    private record Frame(String function, @Nullable Frame caller, int depth) {
        boolean calls(String name) {
            for (Frame at = this; at != null; at = at.caller) {
                if (at.function.equals(name)) {
                    return true;
                }
            }
            return false;
        }
    }

    private record Pending(Node node, @Nullable Frame frame) {}

    /** The function that a node calls, with the values of its attrs; null when it is no call. */
    public @Nullable NameAttrList called(Node node) {
        if (OpTrait.CALL.includes(node.op())) {
            AttrValue value = node.attr("f");
            return value != null && value.hasFunc() ? value.getFunc() : null;
        }
        return library.find(node.op()) == null
                ? null
                : NameAttrList.newBuilder()
                        .setName(node.op())
                        .putAllAttr(node.attrs())
                        .build();
    }

    /**
     * Writes all calls out.
     *
     * @param keep names that must stay: a call of such a name leaves an Identity or IdentityN of its results
     * @throws ProblemException if a call does not fit its function, or too many nodes come out
     */
    public Graph inline(Graph graph, Set<String> keep) throws ProblemException {
        // Most graphs have no call: then no node is looked at.
        if (graph.index().ops().stream().noneMatch(op -> OpTrait.CALL.includes(op) || library.find(op) != null)) {
            return graph;
        }
        new InlinedSize(library, false).check(graph.all(), place);
        boolean frames = graph.all().stream().anyMatch(node -> isControlFlow(node.op()));
        Map<String, FunctionBody> bodies = new HashMap<>();
        GraphEditor editor = new GraphEditor(graph);
        Deque<Pending> open = new ArrayDeque<>();
        long made = graph.size();
        for (int top = 0; top < graph.size(); top++) {
            if (called(graph.node(top)) == null) {
                continue;
            }
            List<Node> done = new ArrayList<>();
            open.push(new Pending(graph.node(top), null));
            while (!open.isEmpty()) {
                Pending next = open.pop();
                Node node = next.node();
                NameAttrList call = called(node);
                if (call == null || (next.frame() != null && next.frame().calls(call.getName()))) {
                    done.add(node);
                    made++;
                    continue;
                }
                if (++made > MAX_NODES) {
                    throw FunctionProblems.tooLarge(
                            "the calls written out make more than " + MAX_NODES + " nodes", place, node.name());
                }
                FunctionBody body = call.getAttrCount() == 0 ? bodies.get(call.getName()) : null;
                if (body == null) {
                    body = library.body(call);
                    if (call.getAttrCount() == 0) {
                        bodies.put(call.getName(), body);
                    }
                }
                Expansion expansion = expand(node, body, frames, editor.names());
                List<NodeInput> results = expansion.results();
                if (keep.contains(node.name())) {
                    done.add(results(node.name(), body, results, expansion.controls()));
                } else {
                    for (int i = 0; i < results.size(); i++) {
                        editor.reroute(new NodeInput(node.name(), i), results.get(i));
                    }
                    editor.rerouteControls(node.name(), waits(expansion, frames));
                }
                Frame frame = new Frame(
                        call.getName(),
                        next.frame(),
                        next.frame() == null ? 1 : next.frame().depth() + 1);
                library.checkDepth(call.getName(), frame.depth());
                for (int i = expansion.nodes().size() - 1; i >= 0; i--) {
                    open.push(new Pending(expansion.nodes().get(i), frame));
                }
            }
            editor.replace(top, done);
        }
        return editor.build();
    }

    /** What who waits for a call waits for when the call is written out. */
    public static List<String> waits(Expansion expansion, boolean frames) {
        Set<String> waits = new LinkedHashSet<>(expansion.controls());
        if (frames && waits.isEmpty()) {
            // In a frame or a branch, who waits for the call must still be dead when the call is.
            expansion.results().forEach(result -> waits.add(result.node()));
        }
        return List.copyOf(waits);
    }

    /**
     * Writes one call out, its inner calls left.
     *
     * @param frames whether there are branches or loops that the body must stay in
     * @throws ProblemException if the call does not fit the function
     */
    public Expansion expand(Node node, FunctionBody body, boolean frames, FreshNames names) throws ProblemException {
        List<NodeInput> arguments = new ArrayList<>();
        Set<String> start = new LinkedHashSet<>();
        for (NodeInput input : node.inputs()) {
            if (input.isControl()) {
                start.add(input.node());
            } else {
                arguments.add(input);
            }
        }
        Set<String> waits = Set.copyOf(start);
        if (frames && start.isEmpty()) {
            // A node without inputs must be in the frame and branch that the call is in.
            arguments.forEach(argument -> start.add(argument.node()));
        }
        int expected = body.arguments().size();
        if (arguments.size() != expected) {
            throw FunctionProblems.damaged(
                    "node \"" + node.name() + "\": passes " + arguments.size() + " tensors to function \"" + body.name()
                            + "\", which takes " + expected,
                    place);
        }
        return Expansion.of(
                        body, names.takePrefix(node.name(), body.names()), arguments, start, Set.of(), node.device())
                .startedAfter(waits, this::hasState);
    }

    private boolean hasState(Node node) {
        OpDef op = library.op(node.op());
        return op == null
                || op.getIsStateful()
                || op.getInputArgList().stream()
                        .anyMatch(arg -> arg.getIsRef() || arg.getType() == DataType.DT_RESOURCE);
    }

    /** Identity or IdentityN of results under the name of what gave them. */
    public static Node results(String name, FunctionBody body, List<NodeInput> results, List<String> controls) {
        List<Dtype> types =
                body.results().stream().map(FunctionBody.Result::dtype).toList();
        return results(name, types, results, controls);
    }

    /** Identity or IdentityN of tensors of these types; NoOp when there are none. */
    public static Node results(String name, List<Dtype> types, List<NodeInput> results, List<String> controls) {
        Node.Builder node = Node.builder(name, "NoOp").addInputs(results).controls(controls);
        if (results.isEmpty()) {
            return node.build();
        }
        if (results.size() == 1) {
            return node.op("Identity").attr("T", types.get(0).attr()).build();
        }
        AttrValue.Builder list = AttrValue.newBuilder();
        types.forEach(type -> list.getListBuilder().addTypeValue(type.number()));
        return node.op("IdentityN").attr("T", list.build()).build();
    }

    private static boolean isControlFlow(String op) {
        return OpTrait.SWITCH.includes(op) || OpTrait.ENTER.includes(op);
    }
}
