package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.registry.Dtype;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What the attrs of a node, of the few ops that prepare images and of the first layer tell of a tensor's type and
 * shape. A guess to start a configuration from: -1 wherever nothing is known.
 */
final class ShapeGuess {

    /** How far back to look. */
    private static final int DEPTH = 64;

    private final Graph graph;

    ShapeGuess(Graph graph) {
        this.graph = graph;
    }

    /** The type of an output as the usual type attrs tell it; null when none does. */
    static @Nullable Dtype dtype(NodeDef node, int port) {
        for (String attr : List.of("dtype", "T", "DstT", "out_type", "output_dtype", "Tparams")) {
            AttrValue value = node.getAttrMap().get(attr);
            if (value != null && value.getValueCase() == AttrValue.ValueCase.TYPE) {
                return Dtype.of(value);
            }
        }
        for (String attr : List.of("component_types", "output_types", "Tout")) {
            AttrValue value = node.getAttrMap().get(attr);
            if (value != null && port < value.getList().getTypeCount()) {
                return new Dtype(value.getList().getTypeValue(port));
            }
        }
        return null;
    }

    /** The shape of a tensor; null when not even the rank is known. */
    @Nullable
    TensorShapeProto of(NodeInput tensor) {
        long[] dims = dims(tensor, DEPTH);
        long[] wanted = wantedByLayer(tensor.toString());
        if (dims == null) {
            dims = wanted;
        } else if (wanted != null && wanted.length == dims.length) {
            for (int i = 0; i < dims.length; i++) {
                dims[i] = dims[i] < 0 ? wanted[i] : dims[i];
            }
        }
        if (dims == null) {
            return null;
        }
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dim : dims) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
        }
        return shape.build();
    }

    /** What a convolution that reads the tensor says of its channels. */
    private long @Nullable [] wantedByLayer(String tensor) {
        NodeInput input = NodeInput.parse(tensor);
        for (NodeDef reader : graph.consumers(input.node())) {
            if (reader.getOp().equals("Conv2D") && reader.getInputCount() > 1) {
                long[] filter = dims(NodeInput.parse(reader.getInput(1)), DEPTH);
                boolean last = !reader.getAttrOrDefault("data_format", AttrValue.getDefaultInstance())
                        .getS()
                        .toStringUtf8()
                        .equals("NCHW");
                if (filter != null && filter.length == 4) {
                    return last ? new long[] {-1, -1, -1, filter[2]} : new long[] {-1, filter[2], -1, -1};
                }
            }
        }
        return null;
    }

    private long @Nullable [] dims(NodeInput tensor, int depth) {
        NodeDef node = graph.find(tensor.node());
        if (node == null || depth == 0) {
            return null;
        }
        long[] recorded = recorded(node, tensor.port());
        if (recorded != null) {
            return recorded;
        }
        return switch (node.getOp()) {
            case "Const" ->
                dims(node.getAttrOrDefault("value", AttrValue.getDefaultInstance())
                        .getTensor()
                        .getTensorShape());
            case "Identity", "Cast", "ReadVariableOp", "Relu", "StopGradient", "Enter", "Switch" ->
                input(node, 0, depth);
            case "DecodeJpeg", "DecodePng", "DecodeImage" -> new long[] {-1, -1, channels(node)};
            case "ExpandDims" -> expandDims(node, depth);
            case "ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic", "ResizeArea" -> resize(node, depth);
            case "Add", "AddV2", "Sub", "Mul", "Div", "RealDiv" -> broadcast(node, depth);
            default -> null;
        };
    }

    private static long @Nullable [] recorded(NodeDef node, int port) {
        AttrValue shapes = node.getAttrMap().get("_output_shapes");
        if (shapes != null && port < shapes.getList().getShapeCount()) {
            long[] dims = dims(shapes.getList().getShape(port));
            if (dims != null) {
                return dims;
            }
        }
        AttrValue shape = node.getAttrMap().get("shape");
        return shape != null && shape.hasShape() && port == 0 ? dims(shape.getShape()) : null;
    }

    private long @Nullable [] input(NodeDef node, int index, int depth) {
        return index < node.getInputCount() ? dims(NodeInput.parse(node.getInput(index)), depth - 1) : null;
    }

    private static long channels(NodeDef node) {
        long channels = node.getAttrOrDefault("channels", AttrValue.getDefaultInstance())
                .getI();
        return channels > 0 ? channels : -1;
    }

    private long @Nullable [] expandDims(NodeDef node, int depth) {
        long[] from = input(node, 0, depth);
        List<Integer> axis = ints(node, 1);
        if (from == null || axis.size() != 1) {
            return null;
        }
        int at = axis.get(0) < 0 ? from.length + 1 + axis.get(0) : axis.get(0);
        if (at < 0 || at > from.length) {
            return null;
        }
        long[] dims = new long[from.length + 1];
        System.arraycopy(from, 0, dims, 0, at);
        dims[at] = 1;
        System.arraycopy(from, at, dims, at + 1, from.length - at);
        return dims;
    }

    private long[] resize(NodeDef node, int depth) {
        long[] from = input(node, 0, depth);
        long[] dims = from != null && from.length == 4 ? from.clone() : new long[] {-1, -1, -1, -1};
        List<Integer> size = ints(node, 1);
        dims[1] = size.size() == 2 ? size.get(0) : -1;
        dims[2] = size.size() == 2 ? size.get(1) : -1;
        return dims;
    }

    private long @Nullable [] broadcast(NodeDef node, int depth) {
        long[] left = input(node, 0, depth);
        long[] right = input(node, 1, depth);
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        long[] longer = (left.length >= right.length ? left : right).clone();
        long[] shorter = left.length >= right.length ? right : left;
        for (int i = 1; i <= shorter.length; i++) {
            long other = shorter[shorter.length - i];
            int at = longer.length - i;
            if (longer[at] == 1 || (longer[at] < 0 && other > 1)) {
                longer[at] = other;
            }
        }
        return longer;
    }

    private List<Integer> ints(NodeDef node, int index) {
        NodeDef producer = index < node.getInputCount()
                ? graph.find(NodeInput.parse(node.getInput(index)).node())
                : null;
        if (producer == null || !producer.getOp().equals("Const")) {
            return List.of();
        }
        TensorProto value = producer.getAttrOrDefault("value", AttrValue.getDefaultInstance())
                .getTensor();
        if (value.getDtype() != DataType.DT_INT32) {
            return List.of();
        }
        if (value.getIntValCount() > 0) {
            long elements = Shapes.elements(value.getTensorShape());
            List<Integer> ints = new ArrayList<>(value.getIntValList());
            while (ints.size() < elements && ints.size() < 8) {
                ints.add(ints.get(ints.size() - 1));
            }
            return ints;
        }
        var bytes = value.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() > 32) {
            return List.of();
        }
        List<Integer> ints = new ArrayList<>();
        while (bytes.remaining() >= 4) {
            ints.add(bytes.getInt());
        }
        return ints;
    }

    private static long @Nullable [] dims(TensorShapeProto shape) {
        return shape.getUnknownRank()
                ? null
                : shape.getDimList().stream()
                        .mapToLong(TensorShapeProto.Dim::getSize)
                        .toArray();
    }
}
