package io.github.tfmobile.graph.controlflow;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.evaluate.Evaluator;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * The tensors of a graph whose values do not depend on what is fed, computed where they are asked for. Nodes with side
 * effects, random numbers and everything that may change from round to round of a loop are unknown. Not thread-safe.
 */
public final class KnownValues {

    private final Graph graph;
    private final OpDefs ops;
    private final Evaluator evaluator;
    private final Map<String, List<TensorProto>> known = new HashMap<>();
    private final Set<String> unknown = new HashSet<>();

    /** The values of a graph. */
    public KnownValues(Graph graph, OpDefs ops, Evaluator evaluator) {
        this.graph = graph;
        this.ops = ops;
        this.evaluator = evaluator;
    }

    /** Says what a tensor's value is, for what the graph itself does not tell. */
    public void assume(NodeInput tensor, TensorProto value) {
        List<TensorProto> outputs = new ArrayList<>();
        for (int i = 0; i <= tensor.port(); i++) {
            outputs.add(value);
        }
        known.put(tensor.node(), outputs);
    }

    /** The value of a tensor, null when it is not known. */
    public @Nullable TensorProto find(NodeInput tensor) {
        if (tensor.isControl() || !compute(tensor.node())) {
            return null;
        }
        List<TensorProto> outputs = known.getOrDefault(tensor.node(), List.of());
        return tensor.port() < outputs.size() ? outputs.get(tensor.port()) : null;
    }

    /** The value of a tensor as a condition: true for any number but 0; null when it is not known. */
    public @Nullable Boolean condition(NodeInput tensor) {
        TensorProto value = find(tensor);
        return value == null ? null : ScalarValues.condition(value);
    }

    /** The value of a tensor as an index; null when it is not known or no int32. */
    public @Nullable Integer index(NodeInput tensor) {
        TensorProto value = find(tensor);
        return value == null || value.getDtype() != DataType.DT_INT32 ? null : ScalarValues.integer(value);
    }

    /** What a known node waits for, all the way back: who no longer waits for it may have to wait for this. */
    public Set<String> waits(String node) {
        Set<String> waits = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(node));
        while (!open.isEmpty()) {
            Node at = graph.named(open.pop());
            if (at == null) {
                continue;
            }
            for (NodeInput input : at.inputs()) {
                if (input.isControl() && !known.containsKey(input.node())) {
                    waits.add(input.node());
                } else if (seen.add(input.node())) {
                    open.push(input.node());
                }
            }
        }
        return waits;
    }

    private boolean compute(String wanted) {
        Deque<String> open = new ArrayDeque<>(List.of(wanted));
        Set<String> entered = new HashSet<>();
        while (!open.isEmpty()) {
            String name = open.peek();
            if (known.containsKey(name) || unknown.contains(name)) {
                open.pop();
                continue;
            }
            Node node = graph.named(name);
            if (node == null || !isComputable(node)) {
                unknown.add(name);
                continue;
            }
            List<TensorProto> inputs = new ArrayList<>();
            boolean ready = true;
            boolean possible = true;
            for (NodeInput input : node.inputs()) {
                if (input.isControl()) {
                    continue;
                }
                List<TensorProto> outputs = known.get(input.node());
                if (unknown.contains(input.node()) || (outputs != null && input.port() >= outputs.size())) {
                    possible = false;
                } else if (outputs == null) {
                    ready = false;
                    if (!entered.contains(input.node())) {
                        open.push(input.node());
                    } else {
                        possible = false;
                    }
                } else {
                    inputs.add(outputs.get(input.port()));
                }
            }
            entered.add(name);
            if (!possible) {
                unknown.add(name);
            } else if (ready) {
                run(node, inputs);
            }
        }
        return known.containsKey(wanted);
    }

    private void run(Node node, List<TensorProto> inputs) {
        if (node.op().equals("Const")) {
            AttrValue value = node.attr("value");
            if (value != null && value.hasTensor()) {
                known.put(node.name(), List.of(value.getTensor()));
                return;
            }
        } else if ((node.op().equals("Identity") || isConstantEnter(node)) && inputs.size() == 1) {
            known.put(node.name(), inputs);
            return;
        } else {
            List<TensorProto> outputs = evaluator
                    .evaluate(NodeSignature.withDefaults(node, ops.find(node.op())), inputs)
                    .orElse(null);
            if (outputs != null) {
                known.put(node.name(), List.copyOf(outputs));
                return;
            }
        }
        unknown.add(node.name());
    }

    /** What enters a loop as a constant has one value in all of its rounds. */
    private static boolean isConstantEnter(Node node) {
        return OpTrait.ENTER.includes(node.op())
                && node.attr("is_constant", AttrValue.getDefaultInstance()).getB();
    }

    /** Whether a known value was brought into a loop: who needs it or waits for it is there, too. */
    public boolean isInLoop(String node) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(node));
        while (!open.isEmpty()) {
            Node at = graph.named(open.pop());
            if (at == null) {
                continue;
            }
            if (OpTrait.ENTER.includes(at.op())) {
                return true;
            }
            for (NodeInput each : at.inputs()) {
                String input = each.node();
                if (seen.add(input)) {
                    open.push(input);
                }
            }
        }
        return false;
    }

    private boolean isComputable(Node node) {
        return OpTraits.isControlFlow(node.op()) ? isConstantEnter(node) : OpTraits.isPure(ops.find(node.op()));
    }
}
