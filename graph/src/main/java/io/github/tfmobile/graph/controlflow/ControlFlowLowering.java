package io.github.tfmobile.graph.controlflow;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.function.Expansion;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.function.FunctionProblems;
import io.github.tfmobile.graph.function.InlinedSize;
import io.github.tfmobile.graph.function.Inliner;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NameAttrList;

/**
 * Writes If, Case and While out as Switch, Merge, Enter, Exit, NextIteration and LoopCond, with the calls within them
 * (tensorflow/core/common_runtime/lower_if_op.cc, lower_case_op.cc, lower_while_op.cc). The mobile builds of TensorFlow
 * 1.x have kernels for these ops only.
 */
public final class ControlFlowLowering {

    /** Where functions call each other in a circle nobody knows before what comes out. */
    private static final int MAX_NODES = 1_000_000;

    private final FunctionLibrary library;
    private final Inliner inliner;
    private final @Nullable Place place;

    /** Lowers with the functions of a library. */
    public ControlFlowLowering(FunctionLibrary library, @Nullable Place place) {
        this.library = library;
        this.inliner = new Inliner(library, place);
        this.place = place;
    }

    private record Frame(List<String> functions, int depth, boolean lowered) {}

    private record Pending(Node node, Frame frame) {}

    /** Whether a node is functional control flow. */
    public static boolean isFunctional(Node node) {
        return OpTraits.isFunctionalControlFlow(node.op());
    }

    /**
     * Lowers all that there is but some nodes.
     *
     * @param keep names that must stay: such a node leaves an Identity or IdentityN of its results
     * @param later the nodes of the graph that stay as they are
     * @throws ProblemException if a node does not fit its functions, a function calls itself, or too many nodes come out
     */
    public Graph lower(Graph graph, Set<String> keep, Set<String> later) throws ProblemException {
        BitSet functional = graph.index().opsWhere(OpTraits::isFunctionalControlFlow);
        BitSet lowered = new BitSet();
        for (int i = 0; i < graph.size() && !functional.isEmpty(); i++) {
            lowered.set(
                    i,
                    functional.get(graph.index().op(i))
                            && !later.contains(graph.node(i).name()));
        }
        if (lowered.isEmpty()) {
            return graph;
        }
        new InlinedSize(library, true)
                .check(lowered.stream().mapToObj(graph::node).toList(), place);
        GraphEditor editor = new GraphEditor(graph);
        FreshNames names = editor.names();
        Set<String> anyRank = new HashSet<>();
        Deque<Pending> open = new ArrayDeque<>();
        long made = graph.size();
        for (int top : lowered.stream().toArray()) {
            List<Node> done = new ArrayList<>();
            open.push(new Pending(graph.node(top), new Frame(List.of(), 0, false)));
            while (!open.isEmpty()) {
                Pending next = open.pop();
                Node node = next.node();
                NameAttrList call = next.frame().lowered() ? inliner.called(node) : null;
                Lowering lowering = null;
                List<String> called = List.of();
                if (call != null) {
                    called = List.of(call.getName());
                    FunctionBody body = library.body(call);
                    Expansion expansion = inliner.expand(node, body, true, names);
                    lowering = Lowering.of(expansion, Inliner.waits(expansion, true), body);
                } else if (isFunctional(node)) {
                    List<NameAttrList> functions = functions(node);
                    called = functions.stream().map(NameAttrList::getName).toList();
                    List<FunctionBody> bodies = new ArrayList<>();
                    for (NameAttrList function : functions) {
                        bodies.add(library.body(function));
                    }
                    lowering = lower(node, bodies, names, anyRank);
                }
                if (lowering == null) {
                    done.add(node);
                } else {
                    for (String function : called) {
                        // A branch may call what the other branch is: that is no recursion.
                        if (next.frame().functions().contains(function)
                                && library.calls().reached(function).contains(function)) {
                            throw recursive(node, function);
                        }
                    }
                    replace(node, lowering, keep, editor, done);
                    List<String> stack = new ArrayList<>(next.frame().functions());
                    stack.addAll(called);
                    library.checkDepth(called.get(0), next.frame().depth() + 1);
                    Frame frame = new Frame(stack, next.frame().depth() + 1, true);
                    for (int i = lowering.nodes().size() - 1; i >= 0; i--) {
                        open.push(new Pending(lowering.nodes().get(i), frame));
                    }
                }
                if (++made + open.size() > MAX_NODES) {
                    throw FunctionProblems.tooLarge(
                            "the functions written out make more than " + MAX_NODES + " nodes", place, node.name());
                }
            }
            editor.replace(top, done);
        }
        return SizedConditions.of(editor.build(), library.ops(), anyRank);
    }

    private static void replace(Node node, Lowering lowering, Set<String> keep, GraphEditor editor, List<Node> done) {
        if (keep.contains(node.name())) {
            done.add(Inliner.results(node.name(), lowering.types(), lowering.results(), lowering.waits()));
            return;
        }
        for (int i = 0; i < lowering.results().size(); i++) {
            editor.reroute(new NodeInput(node.name(), i), lowering.results().get(i));
        }
        editor.rerouteControls(node.name(), lowering.waits());
    }

    private Lowering lower(Node node, List<FunctionBody> bodies, FreshNames names, Set<String> anyRank)
            throws ProblemException {
        if (OpTrait.WHILE.includes(node.op())) {
            return LoopLowering.lower(node, bodies.get(0), bodies.get(1), names, place, anyRank);
        }
        return OpTrait.IF.includes(node.op())
                ? BranchLowering.lowerIf(node, bodies, names, place, anyRank)
                : BranchLowering.lowerCase(node, bodies, names, place);
    }

    /** The functions of a node: then and else, the branches, or condition and body. */
    private List<NameAttrList> functions(Node node) throws ProblemException {
        List<String> attrs = OpTrait.WHILE.includes(node.op())
                ? List.of("cond", "body")
                : OpTrait.IF.includes(node.op()) ? List.of("then_branch", "else_branch") : List.of("branches");
        List<NameAttrList> functions = new ArrayList<>();
        for (String attr : attrs) {
            AttrValue value = node.attr(attr);
            if (value != null && value.hasFunc()) {
                functions.add(value.getFunc());
            } else if (value != null && value.hasList()) {
                functions.addAll(value.getList().getFuncList());
            }
        }
        if (functions.isEmpty() || (attrs.size() == 2 && functions.size() != 2)) {
            throw FunctionProblems.damaged(
                    "node \"" + node.name() + "\" of op \"" + node.op() + "\" lacks its functions", place);
        }
        return functions;
    }

    private ProblemException recursive(Node node, String function) {
        return new ProblemException(Problem.of(
                GraphProblem.FUNCTION_CALLS_ITSELF,
                "node \"" + node.name() + "\": function \"" + function + "\" calls itself",
                place,
                "A function that calls itself cannot be written out. Keep If and While as functions, and mind that the"
                        + " mobile builds of TensorFlow 1.x cannot run them."));
    }

    /** The types of what a body returns. */
    static List<Dtype> types(FunctionBody body) {
        return body.results().stream().map(FunctionBody.Result::dtype).toList();
    }
}
