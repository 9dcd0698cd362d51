package io.github.tfmobile.graph.transform.quantize;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Node;
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

    /** Whether the eight-bit op computes the same: it knows NHWC only, and no dilations. */
    static boolean keepsMeaning(Node node, OpDefs ops) {
        AttrValue format = Attrs.of(node, "data_format", ops);
        AttrValue dilations = Attrs.of(node, "dilations", ops);
        AttrValue padding = Attrs.of(node, "padding", ops);
        return (format == null || format.getS().toStringUtf8().equals("NHWC"))
                && (dilations == null || dilations.getList().getIList().stream().allMatch(size -> size == 1))
                && (padding == null || !padding.getS().toStringUtf8().equals("EXPLICIT"));
    }
}
