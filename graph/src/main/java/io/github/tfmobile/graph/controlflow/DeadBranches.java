package io.github.tfmobile.graph.controlflow;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeInputs;
import io.github.tfmobile.graph.Rewiring;
import io.github.tfmobile.graph.evaluate.Evaluator;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Removes branches that are never taken because what decides is known: a Switch goes, a Merge with one living input
 * becomes an Identity of it, an If or Case becomes a call of its branch, a While that never starts goes.
 */
public final class DeadBranches {

    private final OpDefs ops;
    private final Evaluator evaluator;

    /** Removes branches with these op definitions and this evaluator of conditions. */
    public DeadBranches(OpDefs ops, Evaluator evaluator) {
        this.ops = ops;
        this.evaluator = evaluator;
    }

    /**
     * What came out.
     *
     * @param nodes the nodes that are left; branches taken are calls where they were functions
     * @param dead the nodes of {@code keep} that are never reached
     * @param changed whether anything was decided
     */
    public record Pruned(List<NodeDef> nodes, Set<String> dead, boolean changed) {}

    /**
     * Decides If, Case and While of which the condition is known.
     *
     * @throws ProblemException if a function is damaged
     */
    public Pruned functional(List<NodeDef> nodes, FunctionLibrary library) throws ProblemException {
        if (nodes.stream().noneMatch(ControlFlowLowering::isFunctional)) {
            return new Pruned(nodes, Set.of(), false);
        }
        KnownValues values = new KnownValues(nodes, ops, evaluator);
        Rewiring rewiring = new Rewiring();
        List<NodeDef> result = new ArrayList<>();
        boolean changed = false;
        for (NodeDef node : nodes) {
            NodeDef decided = ControlFlowLowering.isFunctional(node) ? decide(node, values, library, rewiring) : node;
            changed |= decided == null || !decided.equals(node);
            if (decided != null) {
                result.add(decided);
            }
        }
        return new Pruned(rewiring.apply(result), Set.of(), changed);
    }

    private @Nullable NodeDef decide(NodeDef node, KnownValues values, FunctionLibrary library, Rewiring rewiring)
            throws ProblemException {
        List<NodeInput> data = NodeInputs.data(node);
        NameAttrList taken = null;
        if (OpTrait.IF.includes(node.getOp())) {
            Boolean condition = data.isEmpty() ? null : values.condition(data.get(0));
            if (condition != null) {
                taken = function(node, condition ? "then_branch" : "else_branch");
            }
        } else if (OpTrait.CASE.includes(node.getOp())) {
            Integer index = data.isEmpty() ? null : values.index(data.get(0));
            AttrValue branches = node.getAttrMap().get("branches");
            if (index != null && branches != null && branches.getList().getFuncCount() > 0) {
                int last = branches.getList().getFuncCount() - 1;
                taken = branches.getList().getFunc(index < 0 || index > last ? last : index);
            }
        } else {
            NameAttrList condition = function(node, "cond");
            if (condition != null && Boolean.FALSE.equals(always(condition, library))) {
                List<String> waits = new ArrayList<>(NodeInputs.controls(node));
                for (int i = 0; i < data.size(); i++) {
                    rewiring.tensor(new NodeInput(node.getName(), i), data.get(i));
                    waits.add(data.get(i).node());
                }
                rewiring.control(node.getName(), waits);
                return null;
            }
        }
        if (taken == null) {
            return node;
        }
        NodeDef.Builder call = NodeDef.newBuilder()
                .setName(node.getName())
                .setOp(OpTraits.isPure(ops.find(node.getOp())) ? "PartitionedCall" : "StatefulPartitionedCall")
                .setDevice(node.getDevice())
                .putAttr("f", AttrValue.newBuilder().setFunc(taken).build())
                .putAttr("Tin", node.getAttrOrDefault("Tin", AttrValue.getDefaultInstance()))
                .putAttr("Tout", node.getAttrOrDefault("Tout", AttrValue.getDefaultInstance()));
        data.subList(1, data.size()).forEach(input -> call.addInput(input.toString()));
        NodeInputs.controls(node).forEach(control -> call.addInput("^" + control));
        return call.build();
    }

    private static @Nullable NameAttrList function(NodeDef node, String attr) {
        AttrValue value = node.getAttrMap().get(attr);
        return value != null && value.hasFunc() ? value.getFunc() : null;
    }

    private @Nullable Boolean always(NameAttrList condition, FunctionLibrary library) throws ProblemException {
        FunctionBody body = library.body(condition);
        return body.results().size() != 1
                ? null
                : new KnownValues(body.nodes(), ops, evaluator)
                        .condition(body.results().get(0).tensor());
    }

    /**
     * Decides Switch nodes of which the predicate is known, and removes what can never run.
     *
     * @param order the nodes, each behind what it reads but for the way back of loops
     * @param keep names that must stay
     */
    public Pruned branches(List<NodeDef> order, Set<String> keep) {
        KnownValues values = new KnownValues(order, ops, evaluator);
        Map<String, Integer> taken = new HashMap<>();
        for (NodeDef node : order) {
            if (isSwitch(node) && node.getInputCount() > 1) {
                Boolean condition = values.condition(NodeInput.parse(node.getInput(1)));
                if (condition != null) {
                    taken.put(node.getName(), condition ? 1 : 0);
                }
            }
        }
        if (taken.isEmpty()) {
            return new Pruned(order, Set.of(), false);
        }
        return new Decided(order, taken, values, keep).prune();
    }

    /** Whether a node sends its input one way or the other. */
    public static boolean isSwitch(NodeDef node) {
        return OpTrait.SWITCH.includes(node.getOp());
    }

    private static final class Decided {
        private final List<NodeDef> order;
        private final Map<String, Integer> taken;
        private final KnownValues values;
        private final Set<String> keep;
        private final Set<String> dead = new HashSet<>();
        private final Rewiring rewiring = new Rewiring();
        private final Set<String> names = new HashSet<>();

        Decided(List<NodeDef> order, Map<String, Integer> taken, KnownValues values, Set<String> keep) {
            this.order = order;
            this.taken = taken;
            this.values = values;
            this.keep = keep;
            order.forEach(node -> names.add(node.getName()));
        }

        Pruned prune() {
            List<NodeDef> alive = new ArrayList<>();
            for (NodeDef node : order) {
                if (OpTrait.MERGE.includes(node.getOp())) {
                    merge(node, alive);
                } else if (reads(node)) {
                    dead.add(node.getName());
                } else if (taken.containsKey(node.getName())) {
                    NodeInput value = NodeInput.parse(node.getInput(0));
                    rewiring.tensor(new NodeInput(node.getName(), taken.get(node.getName())), value);
                    List<String> waits = new ArrayList<>(NodeInputs.controls(node));
                    waits.add(value.node());
                    rewiring.control(node.getName(), waits);
                    if (keep.contains(node.getName())) {
                        alive.add(node);
                    }
                } else {
                    alive.add(node);
                }
            }
            List<NodeDef> result = rewiring.apply(alive);
            Set<String> lost = new HashSet<>(keep);
            lost.retainAll(dead);
            return new Pruned(withoutKnownWaits(result), lost, true);
        }

        private boolean isDead(NodeInput input) {
            Integer port = taken.get(input.node());
            return dead.contains(input.node()) || (port != null && !input.isControl() && input.port() != port);
        }

        private boolean reads(NodeDef node) {
            return node.getInputList().stream().map(NodeInput::parse).anyMatch(this::isDead);
        }

        private void merge(NodeDef node, List<NodeDef> alive) {
            List<NodeInput> data = NodeInputs.data(node);
            boolean waitsForDead = NodeInputs.controls(node).stream().anyMatch(dead::contains);
            List<NodeInput> living =
                    data.stream().filter(input -> !isDead(input)).toList();
            boolean loop = living.stream().anyMatch(input -> !isBehind(input));
            List<NodeInput> entries = living.stream().filter(this::isBehind).toList();
            if (waitsForDead || entries.isEmpty()) {
                dead.add(node.getName());
            } else if (living.size() == data.size() || loop) {
                alive.add(node);
            } else if (living.size() == 1) {
                NodeDef.Builder identity = NodeDef.newBuilder()
                        .setName(node.getName())
                        .setOp("Identity")
                        .setDevice(node.getDevice())
                        .addInput(living.get(0).toString())
                        .putAttr("T", node.getAttrOrDefault("T", AttrValue.getDefaultInstance()));
                NodeInputs.controls(node).forEach(control -> identity.addInput("^" + control));
                alive.add(identity.build());
                index(node, data.indexOf(living.get(0)), alive);
            } else {
                NodeDef.Builder fewer = node.toBuilder().clearInput();
                living.forEach(input -> fewer.addInput(input.toString()));
                NodeInputs.controls(node).forEach(control -> fewer.addInput("^" + control));
                alive.add(fewer.putAttr(
                                "N", AttrValue.newBuilder().setI(living.size()).build())
                        .build());
            }
        }

        private final Set<String> seen = new HashSet<>();

        /** Whether an input comes before the Merge in the order: the way back of a loop does not. */
        private boolean isBehind(NodeInput input) {
            if (seen.isEmpty()) {
                order.forEach(node -> {
                    if (!OpTrait.NEXT_ITERATION.includes(node.getOp())) {
                        seen.add(node.getName());
                    }
                });
            }
            return seen.contains(input.node());
        }

        /** Which input a Merge took is known now. */
        private void index(NodeDef merge, int which, List<NodeDef> alive) {
            NodeInput output = new NodeInput(merge.getName(), 1);
            boolean isRead = order.stream()
                    .flatMap(node -> node.getInputList().stream())
                    .anyMatch(text -> NodeInput.parse(text).equals(output));
            if (!isRead) {
                return;
            }
            String name = merge.getName() + "/value_index";
            while (!names.add(name)) {
                name += "_1";
            }
            TensorProto value = TensorProto.newBuilder()
                    .setDtype(DataType.DT_INT32)
                    .setTensorShape(TensorShapeProto.getDefaultInstance())
                    .addIntVal(which)
                    .build();
            alive.add(NodeDef.newBuilder()
                    .setName(name)
                    .setOp("Const")
                    .addInput("^" + merge.getName())
                    .putAttr("dtype", Dtype.of(DataType.DT_INT32).attr())
                    .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
                    .build());
            rewiring.tensor(output, new NodeInput(name, 0));
        }

        /** Nobody waits for a known value any more, but for what that waited for; in a loop, waiting keeps a node there. */
        private List<NodeDef> withoutKnownWaits(List<NodeDef> nodes) {
            Rewiring waits = new Rewiring();
            KnownValues now = new KnownValues(nodes, values.ops(), values.evaluator());
            boolean loops = nodes.stream().anyMatch(node -> OpTrait.ENTER.includes(node.getOp()));
            Map<String, Boolean> inLoop = new HashMap<>();
            for (NodeDef node : nodes) {
                for (String control : NodeInputs.controls(node)) {
                    if (now.find(new NodeInput(control, 0)) != null
                            && !(loops && inLoop.computeIfAbsent(control, now::isInLoop))) {
                        waits.control(control, List.copyOf(new TreeSet<>(now.waits(control))));
                    }
                }
            }
            return waits.apply(nodes);
        }
    }
}
