package io.github.tfmobile.maven.cases;

import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.registry.Dtype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** The tensors of a case: {@code .npy} files, and {@code .strings.json} for strings. */
final class CaseTensors {

    private static final Pattern SHAPE = Pattern.compile("'shape': \\(([^)]*)\\)");
    private static final Pattern TYPE = Pattern.compile("'descr': '[<|]([a-z]\\d)'");

    private CaseTensors() {}

    /**
     * Reads a tensor.
     *
     * @param as its dtype; null for what the file says
     */
    @SuppressWarnings("unchecked")
    static TensorProto read(Path file, @Nullable Dtype as) throws IOException {
        TensorProto.Builder tensor = TensorProto.newBuilder();
        if (file.toString().endsWith(".json")) {
            Map<String, Object> json = JSON.std.mapFrom(Files.readString(file));
            tensor.setDtype(DataType.DT_STRING);
            TensorShapeProto.Builder shape = tensor.getTensorShapeBuilder();
            ((List<Number>) json.get("shape"))
                    .forEach(dim -> shape.addDimBuilder().setSize(dim.longValue()));
            for (String value : (List<String>) json.get("values_base64")) {
                tensor.addStringVal(ByteString.copyFrom(Base64.getDecoder().decode(value)));
            }
            return tensor.build();
        }
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = in.get(6) == 1 ? in.getShort(8) & 0xFFFF : in.getInt(8);
        int start = in.get(6) == 1 ? 10 : 12;
        String header = new String(in.array(), start, length, StandardCharsets.ISO_8859_1);
        Matcher shape = SHAPE.matcher(header);
        Matcher type = TYPE.matcher(header);
        if (!shape.find() || !type.find()) {
            throw new IOException(file + ": " + header);
        }
        for (String dim : shape.group(1).split(",", -1)) {
            if (!dim.isBlank()) {
                tensor.getTensorShapeBuilder().addDimBuilder().setSize(Long.parseLong(dim.strip()));
            }
        }
        if (shape.group(1).isBlank()) {
            tensor.setTensorShape(TensorShapeProto.getDefaultInstance());
        }
        tensor.setDtypeValue(as != null ? as.number() : dtype(type.group(1)).getNumber());
        return tensor.setTensorContent(ByteString.copyFrom(in.array(), start + length, in.capacity() - start - length))
                .build();
    }

    private static DataType dtype(String descr) {
        return switch (descr) {
            case "f4" -> DataType.DT_FLOAT;
            case "f8" -> DataType.DT_DOUBLE;
            case "f2" -> DataType.DT_HALF;
            case "i1" -> DataType.DT_INT8;
            case "i2" -> DataType.DT_INT16;
            case "i4" -> DataType.DT_INT32;
            case "i8" -> DataType.DT_INT64;
            case "u1" -> DataType.DT_UINT8;
            case "u2" -> DataType.DT_UINT16;
            case "b1" -> DataType.DT_BOOL;
            default -> throw new IllegalArgumentException(descr);
        };
    }

    /** The dtype that a graph's Placeholder has; null when it has none of that name. */
    static @Nullable Dtype dtype(Graph graph, NodeInput tensor) {
        NodeDef node = graph.find(tensor.node());
        AttrValue dtype = node == null ? null : node.getAttrMap().get("dtype");
        return dtype == null ? null : Dtype.of(dtype);
    }

    /** What differs between two tensors; null when they are equal within a tolerance, relative and absolute. */
    static @Nullable String difference(TensorProto actual, TensorProto expected, double tolerance) throws Exception {
        Tensor ours = Tensor.of(actual);
        Tensor theirs = Tensor.of(expected);
        if (!List.of(box(ours.dims())).equals(List.of(box(theirs.dims())))) {
            return "shape " + List.of(box(ours.dims())) + " in place of " + List.of(box(theirs.dims()));
        }
        for (int i = 0; i < ours.elements(); i++) {
            if (ours.dtype().is(DataType.DT_STRING)) {
                if (!ours.getString(i).equals(theirs.getString(i))) {
                    return "element " + i + " is " + ours.getString(i);
                }
                continue;
            }
            double a = ours.getDouble(i);
            double b = theirs.getDouble(i);
            boolean same = Double.isNaN(b)
                    ? Double.isNaN(a)
                    : a == b || Math.abs(a - b) <= tolerance + tolerance * Math.abs(b);
            if (!same) {
                return "element " + i + " is " + a + " in place of " + b;
            }
        }
        return null;
    }

    private static Long[] box(long[] dims) {
        Long[] boxed = new Long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            boxed[i] = dims[i];
        }
        return boxed;
    }
}
