package io.github.tfmobile.graph.transform.quantize;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.analysis.TensorFacts;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.registry.OpDefs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * A float op that has an eight-bit form (tensorflow/tools/graph_transforms/quantize_nodes.cc, GetQuantizedOpList).
 *
 * @param copied the attrs that the eight-bit op has too
 * @param types the dtype attrs of the eight-bit op
 * @param wide whether its result has 32 bits and is brought back to eight
 * @param plainInputs which data inputs are not quantized, such as shapes
 * @param separate whether all minima come before all maxima in its inputs
 */
record QuantizedOp(
        List<String> copied, Map<String, DataType> types, boolean wide, Set<Integer> plainInputs, boolean separate) {

    private static QuantizedOp wide(String left, String right, String result, String... copied) {
        Map<String, DataType> types = new TreeMap<>();
        types.put(left, DataType.DT_QUINT8);
        types.put(right, DataType.DT_QUINT8);
        types.put(result, DataType.DT_QINT32);
        return new QuantizedOp(List.of(copied), types, true, Set.of(), false);
    }

    private static QuantizedOp narrow(String type, Set<Integer> plainInputs, String... copied) {
        return new QuantizedOp(List.of(copied), Map.of(type, DataType.DT_QUINT8), false, plainInputs, false);
    }

    /** All of them by the name of the float op. */
    static SortedMap<String, QuantizedOp> all() {
        SortedMap<String, QuantizedOp> ops = new TreeMap<>();
        ops.put("Add", wide("T1", "T2", "Toutput"));
        ops.put("AvgPool", narrow("T", Set.of(), "ksize", "strides", "padding"));
        ops.put("BiasAdd", wide("T1", "T2", "out_type"));
        ops.put("Concat", new QuantizedOp(List.of("N"), Map.of("T", DataType.DT_QUINT8), false, Set.of(0), true));
        ops.put("Conv2D", wide("Tinput", "Tfilter", "out_type", "strides", "padding"));
        ops.put("MatMul", wide("T1", "T2", "Toutput", "transpose_a", "transpose_b"));
        ops.put("MaxPool", narrow("T", Set.of(), "ksize", "strides", "padding"));
        ops.put("Mul", wide("T1", "T2", "Toutput"));
        ops.put("Relu", narrow("Tinput", Set.of()));
        ops.put("Relu6", narrow("Tinput", Set.of()));
        ops.put("Reshape", narrow("T", Set.of(1)));
        ops.put("ResizeBilinear", narrow("T", Set.of(1), "align_corners", "half_pixel_centers"));
        return ops;
    }

    /**
     * Whether the eight-bit op computes the same: it knows NHWC only, no dilations, no pools of channels and no axis that is counted
     * from the end, and of two tensors it takes the smaller one for the last dims of the other.
     */
    static boolean keepsMeaning(Node node, OpDefs ops, TensorFacts facts) {
        if ((node.is("Add") || node.is("Mul"))
                && !isLastDimsOfOther(
                        facts.of(node.input(0)).shape(), facts.of(node.input(1)).shape())) {
            return false;
        }
        if (node.is("Concat")) {
            long[] axis = facts.of(node.input(0)).values();
            return axis != null && axis.length == 1 && axis[0] >= 0;
        }
        AttrValue pool = node.attr("ksize");
        if (pool != null && pool.getList().getICount() == 4 && pool.getList().getI(3) != 1) {
            return false;
        }
        AttrValue format = Attrs.of(node, "data_format", ops);
        AttrValue dilations = Attrs.of(node, "dilations", ops);
        AttrValue padding = Attrs.of(node, "padding", ops);
        return (format == null || format.getS().toStringUtf8().equals("NHWC"))
                && (dilations == null || dilations.getList().getIList().stream().allMatch(size -> size == 1))
                && (padding == null || !padding.getS().toStringUtf8().equals("EXPLICIT"));
    }

    /**
     * Whether one tensor is repeated along the first dims of the other and no others, as a bias is
     * (tensorflow/core/kernels/quantized_add_op.cc, quantized_mul_op.cc, which do not look at anything else). Two dims of which
     * one is not known are taken for equal.
     */
    static boolean isLastDimsOfOther(PartialShape left, PartialShape right) {
        if (!left.hasRank() || !right.hasRank()) {
            return left.elements() == 1 || right.elements() == 1;
        }
        boolean leftIsOver = false;
        boolean rightIsOver = false;
        for (int i = 1; i <= Math.max(left.rank(), right.rank()); i++) {
            long a = i > left.rank() ? 1 : left.dims()[left.rank() - i];
            long b = i > right.rank() ? 1 : right.dims()[right.rank() - i];
            leftIsOver |= a == 1 && b != 1;
            rightIsOver |= b == 1 && a != 1;
            if ((leftIsOver && a != 1) || (rightIsOver && b != 1)) {
                return false;
            }
        }
        return true;
    }
}
