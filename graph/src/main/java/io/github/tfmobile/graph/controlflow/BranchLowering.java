package io.github.tfmobile.graph.controlflow;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.function.Expansion;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionProblems;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/**
 * If and Case as Switch and Merge. A Case is a chain: the first branch is taken or the rest is looked at, and the last
 * branch is also that of an index out of range.
 */
final class BranchLowering {

    private static final Dtype BOOL = Dtype.of(DataType.DT_BOOL);

    private final Node node;
    private final List<FunctionBody> branches;
    private final NodeBuilder out;
    private final FreshNames names;
    private final @Nullable Place place;
    private final List<String> switches = new ArrayList<>();

    private BranchLowering(Node node, List<FunctionBody> branches, FreshNames names, @Nullable Place place) {
        this.node = node;
        this.branches = branches;
        this.out = new NodeBuilder(node, names);
        this.names = names;
        this.place = place;
    }

    /**
     * Lowers an If.
     *
     * @param anyRank gets the Switch nodes whose condition may have any rank. One that TensorFlow itself lowers has to be
     *     a scalar
     */
    static Lowering lowerIf(
            Node node, List<FunctionBody> branches, FreshNames names, @Nullable Place place, Set<String> anyRank)
            throws ProblemException {
        BranchLowering lowering = new BranchLowering(node, branches, names, place);
        List<NodeInput> inputs = lowering.inputs();
        Dtype type = Dtype.of(node.attr("Tcond", BOOL.attr()));
        NodeInput condition = lowering.out.condition(
                inputs.get(0), type, List.of(inputs.get(0).node()));
        Lowering lowered =
                lowering.lower(List.of(condition), inputs.subList(1, inputs.size()), List.of("then", "else"));
        if (!Lowering.isTensorFlows(node)) {
            anyRank.addAll(lowering.switches);
        }
        return lowered;
    }

    static Lowering lowerCase(Node node, List<FunctionBody> branches, FreshNames names, @Nullable Place place)
            throws ProblemException {
        BranchLowering lowering = new BranchLowering(node, branches, names, place);
        List<NodeInput> inputs = lowering.inputs();
        List<NodeInput> conditions = new ArrayList<>();
        List<String> scopes = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            scopes.add("branch" + i);
            if (i < branches.size() - 1 || branches.size() == 1) {
                NodeInput constant = lowering.out.constant(
                        "index", Constants.scalar(i), List.of(inputs.get(0).node()));
                String name = lowering.out.name("is_branch" + i);
                conditions.add(lowering.out.add(
                        name, "Equal", Dtype.of(DataType.DT_INT32), List.of(inputs.get(0), constant), List.of()));
            }
        }
        if (branches.size() == 1) {
            conditions.clear();
        }
        return lowering.lower(conditions, inputs.subList(1, inputs.size()), scopes);
    }

    private List<NodeInput> inputs() throws ProblemException {
        List<NodeInput> inputs = node.dataInputs();
        for (FunctionBody branch : branches) {
            if (branch.arguments().size() != inputs.size() - 1
                    || branch.results().size() != branches.get(0).results().size()) {
                throw FunctionProblems.damaged(
                        "node \"" + node.name() + "\" of op \"" + node.op() + "\" does not fit function \""
                                + branch.name() + "\"",
                        place);
            }
        }
        return inputs;
    }

    private Lowering lower(List<NodeInput> conditions, List<NodeInput> arguments, List<String> scopes) {
        FunctionBody first = branches.get(0);
        List<Dtype> types = first.arguments().stream()
                .map(argument -> Dtype.of(argument.attrOrThrow("T")))
                .toList();
        List<List<NodeInput>> results = new ArrayList<>();
        List<NodeInput> ends = new ArrayList<>();
        List<NodeInput> passed = arguments;
        List<String> waits = node.controls();
        for (int i = 0; i < branches.size(); i++) {
            boolean last = i == branches.size() - 1;
            List<NodeInput> mine = passed;
            String pivot = null;
            if (!last) {
                NodeInput condition = conditions.get(i);
                List<NodeInput> rest = new ArrayList<>();
                List<NodeInput> taken = new ArrayList<>();
                NodeInput gate = pass(condition, condition, BOOL, "switch_pred", waits);
                String yes = pivot("pivot_" + scopes.get(i), gate, 1);
                String no = pivot("pivot_after_" + scopes.get(i), gate, 0);
                for (int k = 0; k < passed.size(); k++) {
                    NodeInput split = pass(passed.get(k), condition, types.get(k), "switch_" + k, waits);
                    rest.add(split);
                    taken.add(new NodeInput(split.node(), 1));
                }
                mine = taken;
                passed = rest;
                pivot = yes;
                waits = List.of(no);
            } else {
                pivot = waits.isEmpty() ? null : waits.get(0);
            }
            Expansion expansion = Expansion.of(
                    branches.get(i),
                    names.takePrefix(
                            node.name() + "/" + scopes.get(i), branches.get(i).names()),
                    mine,
                    pivot == null ? List.of() : List.of(pivot),
                    Set.of(),
                    node.device());
            out.nodes().addAll(expansion.nodes());
            results.add(expansion.results());
            if (pivot != null) {
                ends.add(end(scopes.get(i), pivot, expansion.controls()));
            }
        }
        return merge(results, ends);
    }

    private NodeInput pass(NodeInput value, NodeInput condition, Dtype type, String name, List<String> waits) {
        NodeInput split = out.add(out.name(name), "Switch", type, List.of(value, condition), waits);
        switches.add(split.node());
        return split;
    }

    private String pivot(String name, NodeInput gate, int port) {
        return out.add(out.name(name), "Identity", BOOL, List.of(new NodeInput(gate.node(), port)), List.of())
                .node();
    }

    private NodeInput end(String scope, String pivot, List<String> controls) {
        return out.add(out.name(scope + "_done"), "Identity", BOOL, List.of(new NodeInput(pivot, 0)), controls);
    }

    private Lowering merge(List<List<NodeInput>> results, List<NodeInput> ends) {
        List<Dtype> types = ControlFlowLowering.types(branches.get(0));
        List<NodeInput> merged = new ArrayList<>();
        if (branches.size() == 1) {
            return new Lowering(out.nodes(), results.get(0), types, List.of());
        }
        // The branch not taken comes first, as in TensorFlow.
        List<List<NodeInput>> order = new ArrayList<>(results);
        Collections.reverse(order);
        for (int k = 0; k < types.size(); k++) {
            List<NodeInput> inputs = new ArrayList<>();
            for (List<NodeInput> result : order) {
                inputs.add(result.get(k));
            }
            merged.add(merge("merge_" + k, types.get(k), inputs));
        }
        NodeInput done = merge("done", BOOL, ends);
        return new Lowering(out.nodes(), merged, types, List.of(done.node()));
    }

    private NodeInput merge(String name, Dtype type, List<NodeInput> inputs) {
        Node.Builder merge =
                Node.builder(out.name(name), "Merge").attr("T", type.attr()).attr("N", Attrs.integer(inputs.size()));
        return out.add(merge, inputs, List.of());
    }
}
