package io.github.tfmobile.graph.controlflow;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.function.Expansion;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionProblems;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;

/**
 * While as Enter, Merge, LoopCond, Switch, NextIteration and Exit. A value that the body returns as it got it enters the
 * loop as a constant and does not go round.
 */
final class LoopLowering {

    private final Node node;
    private final FunctionBody condition;
    private final FunctionBody body;
    private final FreshNames names;
    private final NodeBuilder out;
    private final List<NodeInput> inputs;
    private final List<Dtype> types;

    private LoopLowering(
            Node node, FunctionBody condition, FunctionBody body, FreshNames names, List<NodeInput> inputs) {
        this.node = node;
        this.condition = condition;
        this.body = body;
        this.names = names;
        this.out = new NodeBuilder(node, names);
        this.inputs = inputs;
        this.types = body.arguments().stream()
                .map(argument -> Dtype.of(argument.attrOrThrow("T")))
                .toList();
    }

    /**
     * Lowers a While.
     *
     * @param anyRank gets the LoopCond whose condition may have any rank. One that TensorFlow itself lowers has to be a
     *     scalar
     */
    static Lowering lower(
            Node node,
            FunctionBody condition,
            FunctionBody body,
            FreshNames names,
            @Nullable Place place,
            Set<String> anyRank)
            throws ProblemException {
        List<NodeInput> inputs = node.dataInputs();
        if (inputs.isEmpty()
                || condition.arguments().size() != inputs.size()
                || body.arguments().size() != inputs.size()
                || body.results().size() != inputs.size()
                || condition.results().size() != 1) {
            throw FunctionProblems.damaged(
                    "node \"" + node.name() + "\" of op \"" + node.op() + "\" does not fit functions \""
                            + condition.name() + "\" and \"" + body.name() + "\"",
                    place);
        }
        return new LoopLowering(node, condition, body, names, inputs).lower(anyRank);
    }

    /** The arguments that the body returns as it got them. */
    static Set<Integer> invariants(FunctionBody body) {
        Map<String, Node> nodes = new HashMap<>();
        body.nodes().forEach(one -> nodes.put(one.name(), one));
        Set<Integer> invariants = new TreeSet<>();
        for (int i = 0; i < body.results().size(); i++) {
            NodeInput from = body.results().get(i).tensor();
            for (int steps = 0; steps < 100; steps++) {
                Node source = nodes.get(from.node());
                if (source == null || !source.op().equals("Identity") || source.inputCount() != 1) {
                    break;
                }
                from = source.input(0);
            }
            Node source = nodes.get(from.node());
            if (source != null
                    && source.op().equals(FunctionBody.ARG)
                    && source.attrOrThrow("index").getI() == i) {
                invariants.add(i);
            }
        }
        return invariants;
    }

    private Lowering lower(Set<String> anyRank) {
        Set<Integer> invariants = invariants(body);
        if (invariants.size() == inputs.size()) {
            invariants.remove(0);
        }
        int first = 0;
        while (invariants.contains(first)) {
            first++;
        }
        List<NodeInput> entered = new ArrayList<>();
        List<String> merges = new ArrayList<>();
        List<String> nexts = new ArrayList<>();
        List<String> waits = node.controls();
        for (int i = 0; i < inputs.size(); i++) {
            NodeInput enter = enter(i, invariants.contains(i), waits);
            if (invariants.contains(i)) {
                entered.add(enter);
                merges.add("");
                nexts.add("");
            } else {
                String merge = out.name("merge_" + i);
                String next = out.name("next_iteration_" + i);
                merges.add(merge);
                nexts.add(next);
                out.add(
                        Node.builder(merge, "Merge")
                                .attr("T", types.get(i).attr())
                                .attr("N", Attrs.integer(2)),
                        List.of(enter, new NodeInput(next, 0)),
                        List.of());
                entered.add(new NodeInput(merge, 0));
            }
        }
        Expansion asked = Expansion.of(
                condition,
                names.takePrefix(node.name() + "/cond", condition.names()),
                entered,
                List.of(merges.get(first)),
                invariants,
                node.device());
        out.nodes().addAll(asked.nodes());
        NodeInput goOn =
                out.condition(asked.results().get(0), condition.results().get(0).dtype(), List.of(merges.get(first)));
        NodeInput loopCondition =
                out.add(Node.builder(out.name("loop_cond"), "LoopCond"), List.of(goOn), asked.controls());
        if (!Lowering.isTensorFlows(node)) {
            anyRank.add(loopCondition.node());
        }
        List<NodeInput> inside = new ArrayList<>();
        List<NodeInput> results = new ArrayList<>();
        List<String> exits = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (invariants.contains(i)) {
                inside.add(entered.get(i));
                results.add(inputs.get(i));
                continue;
            }
            NodeInput split = out.add(
                    out.name("switch_" + i), "Switch", types.get(i), List.of(entered.get(i), loopCondition), List.of());
            NodeInput exit = out.add(out.name("exit_" + i), "Exit", types.get(i), List.of(split), List.of());
            results.add(exit);
            exits.add(exit.node());
            inside.add(new NodeInput(split.node(), 1));
        }
        String pivot = out.add(out.name("pivot"), "Identity", types.get(first), List.of(inside.get(first)), List.of())
                .node();
        Expansion round = Expansion.of(
                body,
                names.takePrefix(node.name() + "/body", body.names()),
                inside,
                List.of(pivot),
                invariants,
                node.device());
        out.nodes().addAll(round.nodes());
        for (int i = 0; i < inputs.size(); i++) {
            if (!invariants.contains(i)) {
                out.add(
                        nexts.get(i),
                        "NextIteration",
                        types.get(i),
                        List.of(round.results().get(i)),
                        i == first ? round.controls() : List.of());
            }
        }
        return new Lowering(out.nodes(), results, types, exits);
    }

    private NodeInput enter(int index, boolean constant, List<String> waits) {
        long parallel = node.integer("parallel_iterations", 10);
        Node.Builder enter = Node.builder(out.name("enter_" + index), "Enter")
                .attr("T", types.get(index).attr())
                .attr(
                        "frame_name",
                        AttrValue.newBuilder()
                                .setS(ByteString.copyFromUtf8(node.name()))
                                .build())
                .attr("is_constant", Attrs.bool(constant))
                .attr("parallel_iterations", Attrs.integer(parallel));
        return out.add(enter, List.of(inputs.get(index)), waits);
    }
}
