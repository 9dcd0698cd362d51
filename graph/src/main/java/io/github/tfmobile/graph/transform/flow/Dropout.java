package io.github.tfmobile.graph.transform.flow;

import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.ConstantValues;
import io.github.tfmobile.graph.analysis.TensorFacts;
import io.github.tfmobile.graph.evaluate.Evaluator;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;

/**
 * Finds dropout that keeps everything: a mask computed from random numbers that is one everywhere because the keep
 * probability is 1, and the scaling by 1 that goes with it (tensorflow/python/ops/nn_ops.py, dropout, of 1.0 to 2.x).
 *
 * <p>A mask counts only when it is known to have the shape of what is masked, or one that broadcasts to it: then the
 * product has that shape, too, and equals its other factor bit for bit.
 */
final class Dropout {

    private static final int LONGEST_CHAIN = 20;

    private final Graph graph;
    private final ConstantValues known;
    private final OpDefs ops;

    Dropout(Graph graph, OpDefs ops, Evaluator evaluator) {
        this.graph = graph;
        this.known = ConstantValues.of(graph, ops, evaluator);
        this.ops = ops;
    }

    /**
     * The values that a tensor can have.
     *
     * @param low the least
     * @param high the bound above
     * @param open whether the bound itself is not reached
     * @param random the node of the random numbers; null when there are none in it
     */
    private record Range(
            double low, double high, boolean open, @Nullable Node random) {
        boolean isOne() {
            return low == 1 && high == 1 && !open;
        }
    }

    /** The graph with dropout that does nothing replaced by Identity nodes of the same names. */
    Graph removed() {
        List<Node> result = new ArrayList<>(graph.size());
        boolean changed = false;
        for (Node node : graph.all()) {
            NodeInput kept = kept(node);
            result.add(kept == null ? node : identity(node, unscaled(kept)));
            changed |= kept != null;
        }
        return changed ? graph.with(result) : graph;
    }

    private static Node identity(Node node, NodeInput of) {
        return Node.builder(node.name(), "Identity")
                .device(node.device())
                .input(of)
                .addInputs(node.controlInputs())
                .attr("T", node.attr("T", AttrValue.getDefaultInstance()))
                .build();
    }

    /** What a node that masks lets through; null when it is none or lets through less than all. */
    private @Nullable NodeInput kept(Node node) {
        switch (node.op()) {
            case "Mul" -> {
                for (int i = 0; i < 2 && node.inputCount() > 1; i++) {
                    NodeInput value = node.input(1 - i);
                    if (isMask(node.input(i), value)) {
                        return value;
                    }
                }
                return null;
            }
            case "Select", "SelectV2" -> {
                NodeInput value = node.inputCount() > 1 ? node.input(1) : null;
                return value != null && isMask(node.input(0), value) ? value : null;
            }
            default -> {
                return null;
            }
        }
    }

    private boolean isMask(NodeInput mask, NodeInput value) {
        Range range = range(mask, LONGEST_CHAIN);
        Node random = range == null ? null : range.random();
        if (range == null || random == null || !range.isOne() || random.inputCount() == 0) {
            return false;
        }
        NodeInput shape = random.input(0);
        return isShapeOf(shape, value) || broadcasts(shape, value);
    }

    private boolean isShapeOf(NodeInput shape, NodeInput value) {
        Node node = graph.named(shape.node());
        return node != null
                && node.op().equals("Shape")
                && node.inputCount() > 0
                && base(value).equals(base(node.input(0)));
    }

    private TensorFact fact(NodeInput tensor) {
        return graph.analysis(TensorFacts.of(ops, TensorFacts.Basis.PROVEN)).of(tensor);
    }

    /** Whether each dim of a {@code noise_shape} is 1 or that of the value, whose rank is no less. */
    private boolean broadcasts(NodeInput shape, NodeInput value) {
        long[] dims = fact(shape).values();
        PartialShape whole = fact(value).shape();
        if (dims == null || !whole.hasRank() || dims.length > whole.rank()) {
            return false;
        }
        for (int i = 0; i < dims.length; i++) {
            int at = i + whole.rank() - dims.length;
            boolean same = dims[i] >= 0 && dims[i] == whole.dim(at);
            if (dims[i] != 1 && !same && !isDimOf(shape, i, value, at)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an element of a packed shape is taken from the shape of the value itself. */
    private boolean isDimOf(NodeInput shape, int element, NodeInput value, int at) {
        Node pack = graph.named(shape.node());
        if (pack == null || !pack.op().equals("Pack") || element >= pack.inputCount()) {
            return false;
        }
        Node slice = graph.named(pack.input(element).node());
        if (slice == null || !slice.op().equals("StridedSlice") || slice.inputCount() < 4) {
            return false;
        }
        long[] begin = fact(slice.input(1)).values();
        return begin != null
                && begin.length == 1
                && begin[0] == at
                && slice.integer("shrink_axis_mask", 0) == 1
                && slice.integer("begin_mask", 0) == 0
                && isShapeOf(slice.input(0), value);
    }

    /** Goes back through what changes no shape. */
    private NodeInput base(NodeInput tensor) {
        NodeInput at = tensor;
        for (int steps = 0; steps < LONGEST_CHAIN; steps++) {
            Node node = graph.named(at.node());
            if (node == null || node.inputCount() == 0 || at.port() != 0) {
                return at;
            }
            NodeInput first = node.input(0);
            switch (node.op()) {
                case "Identity" -> at = first;
                case "Mul", "RealDiv", "Div" -> {
                    if (number(node.input(1)) != null) {
                        at = first;
                    } else if (node.op().equals("Mul") && number(first) != null) {
                        at = node.input(1);
                    } else {
                        return at;
                    }
                }
                default -> {
                    return at;
                }
            }
        }
        return at;
    }

    /** Leaves out a multiplication by one or a division by one. */
    private NodeInput unscaled(NodeInput tensor) {
        Node node = graph.named(tensor.node());
        if (node == null || node.inputCount() < 2 || tensor.port() != 0) {
            return tensor;
        }
        NodeInput first = node.input(0);
        NodeInput second = node.input(1);
        boolean scales = node.op().equals("Mul")
                || node.op().equals("RealDiv")
                || node.op().equals("Div");
        if (scales && isOne(second)) {
            return first;
        }
        return node.op().equals("Mul") && isOne(first) ? second : tensor;
    }

    private boolean isOne(NodeInput tensor) {
        Double number = number(tensor);
        return number != null && number == 1;
    }

    private @Nullable Double number(NodeInput tensor) {
        var value = known.find(tensor);
        return value == null ? null : Constants.floating(value);
    }

    private @Nullable Range range(NodeInput tensor, int depth) {
        Double number = number(tensor);
        if (number != null) {
            return new Range(number, number, false, null);
        }
        Node node = graph.named(tensor.node());
        if (node == null || depth == 0 || tensor.port() != 0) {
            return null;
        }
        switch (node.op()) {
            case "RandomUniform", "StatelessRandomUniform", "StatelessRandomUniformV2" -> {
                return new Range(0, 1, true, node);
            }
            case "Identity", "Cast" -> {
                return node.inputCount() == 0 ? null : range(node.input(0), depth - 1);
            }
            case "Floor" -> {
                Range of = node.inputCount() == 0 ? null : range(node.input(0), depth - 1);
                if (of == null) {
                    return null;
                }
                double high = of.open() && Math.floor(of.high()) == of.high() ? of.high() - 1 : Math.floor(of.high());
                return new Range(Math.floor(of.low()), high, false, of.random());
            }
            case "Add", "AddV2", "Sub", "Mul", "GreaterEqual", "Greater", "Less", "LessEqual" -> {
                if (node.inputCount() < 2) {
                    return null;
                }
                Range left = range(node.input(0), depth - 1);
                Range right = range(node.input(1), depth - 1);
                return left == null || right == null ? null : combine(node.op(), left, right);
            }
            default -> {
                return null;
            }
        }
    }

    private static @Nullable Range combine(String op, Range left, Range right) {
        Node random = left.random() != null ? left.random() : right.random();
        if (left.random() != null && right.random() != null) {
            return null;
        }
        return switch (op) {
            case "Add", "AddV2" ->
                new Range(left.low() + right.low(), left.high() + right.high(), left.open() || right.open(), random);
            // The bound that is not reached would become the lower one.
            case "Sub" ->
                right.open()
                        ? null
                        : new Range(left.low() - right.high(), left.high() - right.low(), left.open(), random);
            case "Mul" ->
                left.low() < 0 || right.low() < 0
                        ? null
                        : new Range(
                                left.low() * right.low(),
                                left.high() * right.high(),
                                left.open() || right.open(),
                                random);
            case "GreaterEqual" -> left.low() >= right.high() ? new Range(1, 1, false, random) : null;
            case "Greater" ->
                left.low() > right.high() || (right.open() && left.low() >= right.high())
                        ? new Range(1, 1, false, random)
                        : null;
            case "LessEqual" -> left.high() <= right.low() ? new Range(1, 1, false, random) : null;
            default ->
                left.high() < right.low() || (left.open() && left.high() <= right.low())
                        ? new Range(1, 1, false, random)
                        : null;
        };
    }
}
