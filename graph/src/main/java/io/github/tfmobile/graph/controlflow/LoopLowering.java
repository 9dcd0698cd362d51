package io.github.tfmobile.graph.controlflow;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.FreshNames;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeInputs;
import io.github.tfmobile.graph.function.Expansion;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * While as Enter, Merge, LoopCond, Switch, NextIteration and Exit. A value that the body returns as it got it enters the
 * loop as a constant and does not go round.
 */
final class LoopLowering {

    private final NodeDef node;
    private final FunctionBody condition;
    private final FunctionBody body;
    private final FreshNames names;
    private final NodeBuilder out;
    private final List<NodeInput> inputs;
    private final List<Dtype> types;

    private LoopLowering(
            NodeDef node, FunctionBody condition, FunctionBody body, FreshNames names, List<NodeInput> inputs) {
        this.node = node;
        this.condition = condition;
        this.body = body;
        this.names = names;
        this.out = new NodeBuilder(node, names);
        this.inputs = inputs;
        this.types = body.arguments().stream()
                .map(argument -> Dtype.of(argument.getAttrOrThrow("T")))
                .toList();
    }

    static Lowering lower(
            NodeDef node, FunctionBody condition, FunctionBody body, FreshNames names, @Nullable Place place)
            throws ProblemException {
        List<NodeInput> inputs = NodeInputs.data(node);
        if (inputs.isEmpty()
                || condition.arguments().size() != inputs.size()
                || body.arguments().size() != inputs.size()
                || body.results().size() != inputs.size()
                || condition.results().size() != 1) {
            throw new ProblemException(Problem.of(
                    "node \"" + node.getName() + "\" of op \"" + node.getOp() + "\" does not fit functions \""
                            + condition.name() + "\" and \"" + body.name() + "\"",
                    place,
                    "The file is damaged; save the model again."));
        }
        return new LoopLowering(node, condition, body, names, inputs).lower();
    }

    /** The arguments that the body returns as it got them. */
    static Set<Integer> invariants(FunctionBody body) {
        Map<String, NodeDef> nodes = new HashMap<>();
        body.nodes().forEach(one -> nodes.put(one.getName(), one));
        Set<Integer> invariants = new TreeSet<>();
        for (int i = 0; i < body.results().size(); i++) {
            NodeInput from = body.results().get(i).tensor();
            for (int steps = 0; steps < 100; steps++) {
                NodeDef source = nodes.get(from.node());
                if (source == null || !source.getOp().equals("Identity") || source.getInputCount() != 1) {
                    break;
                }
                from = NodeInput.parse(source.getInput(0));
            }
            NodeDef source = nodes.get(from.node());
            if (source != null
                    && source.getOp().equals(FunctionBody.ARG)
                    && source.getAttrOrThrow("index").getI() == i) {
                invariants.add(i);
            }
        }
        return invariants;
    }

    private Lowering lower() {
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
        List<String> waits = NodeInputs.controls(node);
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
                        NodeDef.newBuilder()
                                .setName(merge)
                                .setOp("Merge")
                                .putAttr("T", types.get(i).attr())
                                .putAttr("N", AttrValue.newBuilder().setI(2).build()),
                        List.of(enter, new NodeInput(next, 0)),
                        List.of());
                entered.add(new NodeInput(merge, 0));
            }
        }
        Expansion asked = Expansion.of(
                condition,
                names.takePrefix(node.getName() + "/cond", condition.names()),
                entered,
                List.of(merges.get(first)),
                invariants,
                node.getDevice());
        out.nodes().addAll(asked.nodes());
        NodeInput goOn =
                out.condition(asked.results().get(0), condition.results().get(0).dtype(), List.of(merges.get(first)));
        NodeInput loopCondition = out.add(
                NodeDef.newBuilder().setName(out.name("loop_cond")).setOp("LoopCond"), List.of(goOn), asked.controls());
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
                names.takePrefix(node.getName() + "/body", body.names()),
                inside,
                List.of(pivot),
                invariants,
                node.getDevice());
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
        long parallel = node.getAttrOrDefault(
                        "parallel_iterations", AttrValue.newBuilder().setI(10).build())
                .getI();
        NodeDef.Builder enter = NodeDef.newBuilder()
                .setName(out.name("enter_" + index))
                .setOp("Enter")
                .putAttr("T", types.get(index).attr())
                .putAttr(
                        "frame_name",
                        AttrValue.newBuilder()
                                .setS(ByteString.copyFromUtf8(node.getName()))
                                .build())
                .putAttr("is_constant", AttrValue.newBuilder().setB(constant).build())
                .putAttr(
                        "parallel_iterations",
                        AttrValue.newBuilder().setI(parallel).build());
        return out.add(enter, List.of(inputs.get(index)), waits);
    }
}
