package io.github.tfmobile.graph.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.table.ShapeInference;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/** Every kernel, op by op and dtype by dtype, against TensorFlow's own on random inputs (fixed seeds). */
@Tag("runtime")
class JavaEvaluatorAgainstRuntimeTest {

    private static final List<DataType> REAL =
            List.of(DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_HALF, DataType.DT_BFLOAT16);
    private static final List<DataType> WHOLE = List.of(
            DataType.DT_INT8,
            DataType.DT_INT16,
            DataType.DT_INT32,
            DataType.DT_INT64,
            DataType.DT_UINT8,
            DataType.DT_UINT16,
            DataType.DT_UINT32,
            DataType.DT_UINT64);
    private static final List<DataType> COMPLEX = List.of(DataType.DT_COMPLEX64, DataType.DT_COMPLEX128);
    private static final List<DataType> OTHER = List.of(DataType.DT_BOOL, DataType.DT_STRING);

    private final JavaEvaluator evaluator = new JavaEvaluator();
    private final Random random = new Random(20260101);
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Integer> compared = new TreeMap<>();
    private final Map<String, OpDef> ops = new TreeMap<>();

    private static TensorFlowRuntime runtime;

    @BeforeAll
    static void load() throws ProblemException {
        runtime = TensorFlowRuntime.load();
    }

    JavaEvaluatorAgainstRuntimeTest() {
        runtime.ops().getOpList().forEach(op -> ops.put(op.getName(), op));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // read only
    private static List<DataType> all(List<DataType>... lists) {
        return Arrays.stream(lists).flatMap(List::stream).toList();
    }

    private Tensor random(DataType dtype, long... dims) {
        return sample(dtype, 1, dims);
    }

    /** Values that show rounding, wrapping and signs; {@code kind} 0 for small positive ones, 2 with special ones. */
    private Tensor sample(DataType dtype, int kind, long... dims) {
        Tensor.Builder builder = Tensor.builder(dtype, dims);
        for (int i = 0; i < builder.elements(); i++) {
            switch (builder.format().category()) {
                case REAL -> builder.setDouble(i, real(kind));
                case COMPLEX -> builder.setComplex(i, real(kind), real(kind));
                case BOOL -> builder.setBoolean(i, random.nextBoolean());
                case STRING -> builder.setString(i, ByteString.copyFromUtf8("aé" + random.nextInt(50)));
                default ->
                    builder.setLong(
                            i,
                            kind == 0
                                    ? random.nextInt(4)
                                    : random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(41) - 20);
            }
        }
        return builder.build();
    }

    private double real(int kind) {
        if (kind == 2 && random.nextInt(4) == 0) {
            double[] special = {0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1, -1, 0.5, 2.5
            };
            return special[random.nextInt(special.length)];
        }
        return kind == 0 ? random.nextDouble() * 0.9 + 0.05 : random.nextGaussian() * 3;
    }

    private static NodeDef.Builder node(String op) {
        return NodeDef.newBuilder().setName("node").setOp(op);
    }

    private static AttrValue ints(long... values) {
        AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
        Arrays.stream(values).forEach(list::addI);
        return AttrValue.newBuilder().setList(list).build();
    }

    private NodeDef complete(NodeDef.Builder node) {
        for (OpDef.AttrDef attr : ops.get(node.getOp()).getAttrList()) {
            if (attr.hasDefaultValue() && !node.containsAttr(attr.getName())) {
                node.putAttr(attr.getName(), attr.getDefaultValue());
            }
        }
        return node.build();
    }

    private void compare(NodeDef.Builder builder, Tensor... inputs) throws ProblemException {
        NodeDef node = complete(builder);
        List<TensorProto> values = Arrays.stream(inputs).map(Tensor::toProto).toList();
        Optional<List<TensorProto>> mine = evaluator.evaluate(Node.of(node), values);
        if (mine.isEmpty()) {
            return;
        }
        Optional<List<TensorProto>> theirs = runtime.evaluate(Node.of(node), values);
        String what = node.getOp() + Arrays.toString(inputs) + " " + new TreeMap<>(node.getAttrMap()).keySet();
        if (theirs.isEmpty()) {
            compared.merge("refused " + node.getOp(), 1, Integer::sum);
            return;
        }
        compared.merge(node.getOp(), 1, Integer::sum);
        compareShapes(Node.of(node), values, theirs.get(), what);
        for (int i = 0; i < theirs.get().size(); i++) {
            if (node.getOp().startsWith("FusedBatchNorm") && i > 0) {
                continue; // the statistics are read in training only
            }
            String difference = difference(
                    Tensor.of(mine.get().get(i)), Tensor.of(theirs.get().get(i)));
            if (!difference.isEmpty()) {
                failures.add(what + ":" + i + ": " + difference);
            }
        }
    }

    /** What the op's shape function says, of the inputs and of their shapes alone, must be true of what came out. */
    private void compareShapes(Node node, List<TensorProto> inputs, List<TensorProto> outputs, String what) {
        List<TensorFact> known = inputs.stream().map(TensorFact::of).toList();
        List<TensorFact> shapes =
                known.stream().map(fact -> TensorFact.of(fact.shape())).toList();
        for (List<TensorFact> facts : List.of(known, shapes)) {
            List<TensorFact> inferred = ShapeInference.infer(node, facts, outputs.size());
            for (int i = 0; i < outputs.size(); i++) {
                PartialShape shape = PartialShape.of(outputs.get(i).getTensorShape());
                if (Refusals.together(inferred.get(i).shape(), shape, "is not") != null) {
                    failures.add(what + ":" + i + ": shape " + inferred.get(i).shape() + " instead of " + shape);
                }
            }
            String refusal = ShapeInference.refusal(node, facts, outputs.size());
            if (refusal != null) {
                failures.add(what + ": refused, " + refusal);
            }
        }
    }

    private static String difference(Tensor mine, Tensor theirs) {
        if (!mine.toString().equals(theirs.toString())) {
            return mine + " instead of " + theirs;
        }
        double relative = switch (mine.format()) {
            case DOUBLE, COMPLEX128 -> 1e-9;
            case HALF -> 4e-3;
            case BFLOAT16 -> 2e-2;
            default -> 2e-5;
        };
        for (int i = 0; i < mine.elements(); i++) {
            if (mine.format() == ElementFormat.STRING) {
                if (!mine.getString(i).equals(theirs.getString(i))) {
                    return mine.getString(i) + " instead of " + theirs.getString(i);
                }
            } else if (mine.format().isInteger() || mine.format() == ElementFormat.BOOL) {
                if (mine.getLong(i) != theirs.getLong(i)) {
                    return "element " + i + " " + mine.getLong(i) + " instead of " + theirs.getLong(i);
                }
            } else if (differs(mine.getDouble(i), theirs.getDouble(i), relative)
                    || differs(mine.getImaginary(i), theirs.getImaginary(i), relative)) {
                return "element " + i + " " + mine.getDouble(i) + " instead of " + theirs.getDouble(i);
            }
        }
        return "";
    }

    private static boolean differs(double a, double b, double relative) {
        return Double.compare(a + 0.0, b + 0.0) != 0 && !(Math.abs(a - b) <= relative * Math.max(1, Math.abs(b)));
    }

    private void assertAllEqual(int least) {
        assertThat(failures).isEmpty();
        assertThat(compared.entrySet().stream()
                        .filter(entry -> !entry.getKey().startsWith("refused"))
                        .mapToInt(Map.Entry::getValue)
                        .sum())
                .as(compared.toString())
                .isGreaterThan(least);
    }

    @Test
    void quantizesTiesAwayFromZero() throws ProblemException {
        Tensor.Builder values = Tensor.builder(DataType.DT_FLOAT, 129);
        for (int i = 0; i < values.elements(); i++) {
            values.setDouble(i, (i - 64) / 8.0);
        }
        for (DataType dtype : List.of(DataType.DT_QUINT8, DataType.DT_QINT8)) {
            NodeDef.Builder quantize =
                    node("QuantizeV2").putAttr("T", Attrs.type(dtype)).putAttr("mode", Attrs.string("MIN_FIRST"));
            // 255 steps over 16: the least value lies between two codes.
            compare(
                    quantize,
                    values.build(),
                    Tensor.ofFloats(-8).reshaped(),
                    Tensor.ofFloats(8).reshaped());
        }
        assertAllEqual(1);
    }

    @Test
    void resizesImages() throws ProblemException {
        for (String op : List.of("ResizeBilinear", "ResizeNearestNeighbor")) {
            for (DataType dtype : all(REAL, List.of(DataType.DT_UINT8, DataType.DT_INT32))) {
                for (int corners = 0; corners < 3; corners++) {
                    for (int[] size : new int[][] {{8, 8}, {3, 7}, {1, 1}, {2, 5}}) {
                        compare(
                                node(op).putAttr("T", Attrs.type(dtype))
                                        .putAttr("align_corners", Attrs.bool(corners == 1))
                                        .putAttr("half_pixel_centers", Attrs.bool(corners == 2)),
                                sample(dtype, 0, 2, 4, 5, 3),
                                Tensor.ofInts(size));
                    }
                }
            }
        }
        assertAllEqual(100);
    }

    @Test
    void updatesPartsOfATensor() throws ProblemException {
        for (DataType dtype : all(REAL, WHOLE, COMPLEX, OTHER)) {
            NodeDef.Builder update = node("TensorScatterUpdate")
                    .putAttr("T", Attrs.type(dtype))
                    .putAttr("Tindices", Attrs.type(DataType.DT_INT32));
            compare(update, random(dtype, 4, 3), Tensor.ofInts(2, 0).reshaped(2, 1), random(dtype, 2, 3));
            compare(update, random(dtype, 4, 3), Tensor.ofInts(2, 0, 1, 1).reshaped(2, 2), random(dtype, 2));
        }
        assertAllEqual(20);
    }

    @Test
    void errorFunctionsAndComplexPowers() throws ProblemException {
        for (String op : List.of("Erf", "Erfc")) {
            for (DataType dtype : REAL) {
                compare(node(op).putAttr("T", Attrs.type(dtype)), sample(dtype, 2, 200));
            }
        }
        for (DataType dtype : COMPLEX) {
            compare(node("Exp").putAttr("T", Attrs.type(dtype)), sample(dtype, 0, 50));
        }
        assertAllEqual(9);
    }

    @Test
    void elementwiseOpsOfTwo() throws ProblemException {
        for (String op : List.of(
                "Add",
                "AddV2",
                "Sub",
                "Mul",
                "Div",
                "RealDiv",
                "TruncateDiv",
                "DivNoNan",
                "MulNoNan",
                "FloorDiv",
                "FloorMod",
                "Mod",
                "TruncateMod",
                "Maximum",
                "Minimum",
                "SquaredDifference",
                "Pow",
                "Atan2",
                "Xlogy",
                "Xlog1py",
                "Xdivy",
                "BitwiseAnd",
                "BitwiseOr",
                "BitwiseXor",
                "LeftShift",
                "RightShift",
                "Equal",
                "NotEqual",
                "Less",
                "LessEqual",
                "Greater",
                "GreaterEqual")) {
            for (DataType dtype : all(REAL, WHOLE, COMPLEX, OTHER)) {
                boolean powers = op.equals("Pow") || op.endsWith("Shift");
                for (int round = 0; round < 2; round++) {
                    int kind = powers || dtype == DataType.DT_HALF || dtype == DataType.DT_BFLOAT16
                            ? 0
                            : WHOLE.contains(dtype) ? 1 : 2 - round;
                    Tensor left = sample(dtype, kind, 2, 1, 3);
                    Tensor right = round == 0 ? sample(dtype, kind, 4, 1) : sample(dtype, kind, 2, 1, 3);
                    compare(node(op).putAttr("T", Attrs.type(dtype)), left, right);
                }
            }
        }
        assertAllEqual(300);
    }

    @Test
    void elementwiseOpsOfOne() throws ProblemException {
        for (String op : List.of(
                "Neg",
                "Square",
                "Conj",
                "Sign",
                "Reciprocal",
                "Inv",
                "Relu",
                "Relu6",
                "Floor",
                "Ceil",
                "Rint",
                "Round",
                "Invert",
                "Sqrt",
                "Rsqrt",
                "Exp",
                "Expm1",
                "Log",
                "Log1p",
                "Sin",
                "Cos",
                "Tan",
                "Asin",
                "Acos",
                "Atan",
                "Sinh",
                "Cosh",
                "Tanh",
                "Asinh",
                "Acosh",
                "Atanh",
                "Sigmoid",
                "Softplus",
                "Softsign",
                "Elu",
                "Selu",
                "LeakyRelu",
                "Abs",
                "IsNan",
                "IsInf",
                "IsFinite",
                "Softmax",
                "LogSoftmax",
                "ZerosLike",
                "OnesLike",
                "Identity",
                "L2Loss",
                "Diag")) {
            for (DataType dtype : all(REAL, WHOLE, COMPLEX, OTHER)) {
                for (int kind = 0; kind < 3; kind++) {
                    boolean narrow = dtype == DataType.DT_HALF || dtype == DataType.DT_BFLOAT16;
                    boolean sums = op.contains("Softmax") || op.equals("L2Loss");
                    compare(
                            node(op).putAttr("T", Attrs.type(dtype)),
                            sample(dtype, narrow ? 0 : sums ? Math.min(1, kind) : kind, 3, 4));
                }
            }
        }
        assertAllEqual(300);
    }

    @Test
    void casts() throws ProblemException {
        for (DataType from : all(REAL, WHOLE, COMPLEX, List.of(DataType.DT_BOOL))) {
            for (DataType to : all(REAL, WHOLE, COMPLEX, List.of(DataType.DT_BOOL))) {
                for (int kind = 0; kind < 3; kind++) {
                    compare(
                            node("Cast").putAttr("SrcT", Attrs.type(from)).putAttr("DstT", Attrs.type(to)),
                            sample(from, kind, 12));
                }
            }
        }
        assertAllEqual(400);
    }

    @Test
    void denormalsAreZeroWhereTheRuntimeFlushesThem() throws ProblemException {
        for (DataType dtype : List.of(DataType.DT_FLOAT, DataType.DT_DOUBLE)) {
            double tiny = dtype == DataType.DT_FLOAT ? 1e-40 : 1e-310;
            for (String op : List.of(
                    "Ceil",
                    "Erf",
                    "Floor",
                    "Inv",
                    "LeakyRelu",
                    "Reciprocal",
                    "Relu",
                    "Rint",
                    "Round",
                    "Rsqrt",
                    "Selu",
                    "Softsign",
                    "Sqrt",
                    "Square",
                    "Tanh",
                    "Neg",
                    "Abs",
                    "Identity")) {
                compareZeros(node(op).putAttr("T", Attrs.type(dtype)), filled(dtype, tiny));
                compareZeros(node(op).putAttr("T", Attrs.type(dtype)), filled(dtype, -tiny));
            }
            for (String op : List.of(
                    "Add",
                    "AddV2",
                    "Div",
                    "Equal",
                    "FloorDiv",
                    "Greater",
                    "GreaterEqual",
                    "Less",
                    "LessEqual",
                    "Maximum",
                    "Minimum",
                    "Mul",
                    "NotEqual",
                    "RealDiv",
                    "SquaredDifference",
                    "Sub")) {
                for (double other : new double[] {0, 1, -1, tiny, 1e20}) {
                    NodeDef.Builder node = node(op).putAttr("T", Attrs.type(dtype));
                    compareZeros(node, filled(dtype, tiny), filled(dtype, other));
                    compareZeros(node, filled(dtype, other), filled(dtype, -tiny));
                }
            }
            // What is computed of normal numbers alone can be denormal, too.
            double small = dtype == DataType.DT_FLOAT ? 1e-25 : 1e-200;
            compareZeros(node("Mul").putAttr("T", Attrs.type(dtype)), filled(dtype, small), filled(dtype, small * 1e5));
            for (DataType to : List.of(DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_BOOL, DataType.DT_BFLOAT16)) {
                compareZeros(
                        node("Cast").putAttr("SrcT", Attrs.type(dtype)).putAttr("DstT", Attrs.type(to)),
                        filled(dtype, tiny));
            }
        }
        compareZeros(
                node("Cast")
                        .putAttr("SrcT", Attrs.type(DataType.DT_DOUBLE))
                        .putAttr("DstT", Attrs.type(DataType.DT_FLOAT)),
                filled(DataType.DT_DOUBLE, 1e-40));
        assertAllEqual(300);
    }

    private static Tensor filled(DataType dtype, double value) {
        Tensor.Builder builder = Tensor.builder(dtype, 20);
        for (int i = 0; i < builder.elements(); i++) {
            builder.setDouble(i, value);
        }
        return builder.build();
    }

    /** Whether the same elements are zero; how small the others are exactly is compared nowhere. */
    private void compareZeros(NodeDef.Builder builder, Tensor... inputs) throws ProblemException {
        Node node = Node.of(complete(builder));
        List<TensorProto> values = Arrays.stream(inputs).map(Tensor::toProto).toList();
        Optional<List<TensorProto>> mine = evaluator.evaluate(node, values);
        Optional<List<TensorProto>> theirs = runtime.evaluate(node, values);
        if (mine.isEmpty() || theirs.isEmpty()) {
            return;
        }
        compared.merge(node.op(), 1, Integer::sum);
        Tensor one = Tensor.of(mine.get().get(0));
        Tensor other = Tensor.of(theirs.get().get(0));
        for (int i = 0; i < one.elements(); i++) {
            if ((one.getDouble(i) == 0) != (other.getDouble(i) == 0)) {
                failures.add(node.op() + Arrays.toString(inputs) + inputs[0].getDouble(0) + ": " + one.getDouble(i)
                        + " instead of " + other.getDouble(i));
                return;
            }
        }
    }

    @Test
    void reductions() throws ProblemException {
        for (String op : List.of("Sum", "Mean", "Prod", "Max", "Min", "All", "Any")) {
            for (DataType dtype : all(REAL, WHOLE, COMPLEX, OTHER)) {
                for (boolean keep : new boolean[] {false, true}) {
                    compare(
                            node(op).putAttr("T", Attrs.type(dtype))
                                    .putAttr("Tidx", Attrs.type(DataType.DT_INT32))
                                    .putAttr("keep_dims", Attrs.bool(keep)),
                            sample(dtype, dtype == DataType.DT_HALF || dtype == DataType.DT_BFLOAT16 ? 0 : 1, 2, 3, 4),
                            keep ? Tensor.ofInts(-1, 0) : Tensor.ofInts(1));
                }
            }
        }
        for (String op : List.of("ArgMax", "ArgMin")) {
            for (DataType dtype : all(REAL, WHOLE)) {
                compare(
                        node(op).putAttr("T", Attrs.type(dtype)).putAttr("Tidx", Attrs.type(DataType.DT_INT32)),
                        random(dtype, 3, 5, 2),
                        Tensor.ofInt(random.nextInt(3)));
            }
        }
        for (String op : List.of("Cumsum", "Cumprod")) {
            for (DataType dtype : all(REAL, WHOLE)) {
                compare(
                        node(op).putAttr("T", Attrs.type(dtype))
                                .putAttr("Tidx", Attrs.type(DataType.DT_INT32))
                                .putAttr("exclusive", Attrs.bool(random.nextBoolean()))
                                .putAttr("reverse", Attrs.bool(random.nextBoolean())),
                        sample(dtype, 0, 3, 4),
                        Tensor.ofInt(random.nextInt(2)));
            }
        }
        assertAllEqual(100);
    }

    @Test
    void arrays() throws ProblemException {
        for (DataType dtype : all(REAL, WHOLE, COMPLEX, OTHER)) {
            AttrValue type = Attrs.type(dtype);
            AttrValue index = Attrs.type(DataType.DT_INT32);
            Tensor cube = random(dtype, 2, 3, 4);
            compare(node("Shape").putAttr("T", type), cube);
            compare(node("Size").putAttr("T", type), cube);
            compare(node("Rank").putAttr("T", type), cube);
            compare(node("Reshape").putAttr("T", type).putAttr("Tshape", index), cube, Tensor.ofInts(4, -1));
            compare(node("ExpandDims").putAttr("T", type).putAttr("Tdim", index), cube, Tensor.ofInt(-2));
            compare(node("Squeeze").putAttr("T", type), cube.reshaped(1, 6, 1, 4));
            compare(node("Squeeze").putAttr("T", type).putAttr("squeeze_dims", ints(-2)), cube.reshaped(1, 6, 1, 4));
            compare(node("BroadcastTo").putAttr("T", type).putAttr("Tidx", index), cube, Tensor.ofInts(2, 2, 3, 4));
            compare(node("Transpose").putAttr("T", type).putAttr("Tperm", index), cube, Tensor.ofInts(2, 0, 1));
            compare(
                    node("ConjugateTranspose").putAttr("T", type).putAttr("Tperm", index),
                    cube,
                    Tensor.ofInts(1, 2, 0));
            compare(node("Tile").putAttr("T", type).putAttr("Tmultiples", index), cube, Tensor.ofInts(2, 1, 3));
            Tensor paddings = Tensor.ofInts(1, 0, 0, 2, 1, 1).reshaped(3, 2);
            compare(node("Pad").putAttr("T", type).putAttr("Tpaddings", index), cube, paddings);
            compare(node("PadV2").putAttr("T", type).putAttr("Tpaddings", index), cube, paddings, random(dtype));
            for (String mode : List.of("REFLECT", "SYMMETRIC")) {
                compare(
                        node("MirrorPad")
                                .putAttr("T", type)
                                .putAttr("Tpaddings", index)
                                .putAttr("mode", Attrs.string(mode)),
                        cube,
                        paddings);
            }
            compare(node("ReverseV2").putAttr("T", type).putAttr("Tidx", index), cube, Tensor.ofInts(0, -1));
            compare(
                    node("Roll").putAttr("T", type).putAttr("Tshift", index).putAttr("Taxis", index),
                    cube,
                    Tensor.ofInts(1, -5),
                    Tensor.ofInts(0, 2));
            compare(
                    node("SpaceToDepth").putAttr("T", type).putAttr("block_size", Attrs.integer(2)),
                    random(dtype, 1, 4, 6, 2));
            compare(
                    node("DepthToSpace").putAttr("T", type).putAttr("block_size", Attrs.integer(2)),
                    random(dtype, 1, 2, 3, 8));
            compare(
                    node("Slice").putAttr("T", type).putAttr("Index", index),
                    cube,
                    Tensor.ofInts(0, 1, 2),
                    Tensor.ofInts(2, -1, 1));
            compare(node("Split").putAttr("T", type).putAttr("num_split", Attrs.integer(2)), Tensor.ofInt(2), cube);
            compare(
                    node("SplitV").putAttr("T", type).putAttr("Tlen", index).putAttr("num_split", Attrs.integer(3)),
                    cube,
                    Tensor.ofInts(1, -1, 1),
                    Tensor.ofInt(-1));
            compare(
                    node("Unpack")
                            .putAttr("T", type)
                            .putAttr("num", Attrs.integer(3))
                            .putAttr("axis", Attrs.integer(-2)),
                    cube);
            compare(
                    node("Pack")
                            .putAttr("T", type)
                            .putAttr("N", Attrs.integer(2))
                            .putAttr("axis", Attrs.integer(1)),
                    cube,
                    cube);
            compare(
                    node("ConcatV2").putAttr("T", type).putAttr("Tidx", index).putAttr("N", Attrs.integer(2)),
                    cube,
                    random(dtype, 2, 1, 4),
                    Tensor.ofInt(1));
            compare(
                    node("Concat").putAttr("T", type).putAttr("N", Attrs.integer(2)),
                    Tensor.ofInt(2),
                    cube,
                    random(dtype, 2, 3, 1));
            compare(node("Gather").putAttr("Tparams", type).putAttr("Tindices", index), cube, Tensor.ofInts(1, 0, 1));
            compare(
                    node("GatherV2")
                            .putAttr("Tparams", type)
                            .putAttr("Tindices", index)
                            .putAttr("Taxis", index),
                    cube,
                    Tensor.ofInts(3, 0, 0, 2).reshaped(2, 2),
                    Tensor.ofInt(2));
            compare(
                    node("GatherV2")
                            .putAttr("Tparams", type)
                            .putAttr("Tindices", index)
                            .putAttr("Taxis", index)
                            .putAttr("batch_dims", Attrs.integer(1)),
                    cube,
                    Tensor.ofInts(2, 0, 1, 1).reshaped(2, 2),
                    Tensor.ofInt(1));
            compare(
                    node("GatherNd").putAttr("Tparams", type).putAttr("Tindices", index),
                    cube,
                    Tensor.ofInts(1, 2, 0, 0).reshaped(2, 2));
            compare(node("Fill").putAttr("T", type).putAttr("index_type", index), Tensor.ofInts(2, 3), random(dtype));
            compare(
                    node("OneHot").putAttr("T", type).putAttr("TI", index).putAttr("axis", Attrs.integer(0)),
                    Tensor.ofInts(0, 2, 5, -1),
                    Tensor.ofInt(3),
                    random(dtype),
                    random(dtype));
            compare(node("SelectV2").putAttr("T", type), random(DataType.DT_BOOL, 3, 1), cube, random(dtype, 4));
            compare(node("Select").putAttr("T", type), random(DataType.DT_BOOL, 2), cube, random(dtype, 2, 3, 4));
            compare(
                    node("MatrixBandPart").putAttr("T", type).putAttr("Tindex", index),
                    cube,
                    Tensor.ofInt(1),
                    Tensor.ofInt(0));
            compare(node("Where").putAttr("T", type), sample(dtype, 0, 3, 2));
            compare(
                    node("DynamicStitch").putAttr("T", type).putAttr("N", Attrs.integer(2)),
                    Tensor.ofInts(0, 2),
                    Tensor.ofInts(1, 2),
                    random(dtype, 2, 3),
                    random(dtype, 2, 3));
        }
        assertAllEqual(450);
    }

    @Test
    void slicesWithAllMasks() throws ProblemException {
        for (int round = 0; round < 400; round++) {
            int rank = 1 + random.nextInt(3);
            long[] dims = new long[rank];
            Arrays.setAll(dims, i -> 1 + random.nextInt(4));
            int spec = 1 + random.nextInt(rank + 1);
            int[] begin = new int[spec];
            int[] end = new int[spec];
            int[] stride = new int[spec];
            for (int i = 0; i < spec; i++) {
                begin[i] = random.nextInt(9) - 4;
                end[i] = random.nextInt(9) - 4;
                stride[i] = random.nextInt(3) == 0 ? -1 - random.nextInt(2) : 1 + random.nextInt(2);
            }
            compare(
                    node("StridedSlice")
                            .putAttr("T", Attrs.type(DataType.DT_INT32))
                            .putAttr("Index", Attrs.type(DataType.DT_INT32))
                            .putAttr("begin_mask", Attrs.integer(random.nextInt(1 << spec)))
                            .putAttr("end_mask", Attrs.integer(random.nextInt(1 << spec)))
                            .putAttr(
                                    "ellipsis_mask",
                                    Attrs.integer(random.nextInt(3) == 0 ? 1 << random.nextInt(spec) : 0))
                            .putAttr(
                                    "new_axis_mask",
                                    Attrs.integer(random.nextInt(3) == 0 ? random.nextInt(1 << spec) : 0))
                            .putAttr(
                                    "shrink_axis_mask",
                                    Attrs.integer(random.nextInt(3) == 0 ? random.nextInt(1 << spec) : 0)),
                    random(DataType.DT_INT32, dims),
                    Tensor.ofInts(begin),
                    Tensor.ofInts(end),
                    Tensor.ofInts(stride));
        }
        assertThat(compared.getOrDefault("refused StridedSlice", 0)).isZero();
        assertAllEqual(150);
    }

    @Test
    void productsConvolutionsAndNorms() throws ProblemException {
        for (DataType dtype : all(REAL, WHOLE, COMPLEX)) {
            AttrValue type = Attrs.type(dtype);
            int kind = REAL.contains(dtype) ? 0 : 1;
            for (int flags = 0; flags < 4; flags++) {
                boolean a = (flags & 1) != 0;
                boolean b = (flags & 2) != 0;
                compare(
                        node("MatMul")
                                .putAttr("T", type)
                                .putAttr("transpose_a", Attrs.bool(a))
                                .putAttr("transpose_b", Attrs.bool(b)),
                        a ? sample(dtype, kind, 3, 2) : sample(dtype, kind, 2, 3),
                        b ? sample(dtype, kind, 4, 3) : sample(dtype, kind, 3, 4));
                compare(
                        node("BatchMatMulV2")
                                .putAttr("T", type)
                                .putAttr("adj_x", Attrs.bool(a))
                                .putAttr("adj_y", Attrs.bool(b)),
                        a ? sample(dtype, kind, 2, 1, 3, 2) : sample(dtype, kind, 2, 1, 2, 3),
                        b ? sample(dtype, kind, 5, 4, 3) : sample(dtype, kind, 5, 3, 4));
            }
            compare(node("BiasAdd").putAttr("T", type), sample(dtype, kind, 2, 3, 4), sample(dtype, kind, 4));
            compare(
                    node("BiasAdd").putAttr("T", type).putAttr("data_format", Attrs.string("NCHW")),
                    sample(dtype, kind, 2, 3, 4, 2),
                    sample(dtype, kind, 3));
            compare(
                    node("AddN").putAttr("T", type).putAttr("N", Attrs.integer(3)), sample(dtype, kind, 4),
                    sample(dtype, kind, 4), sample(dtype, kind, 4));
            for (String padding : List.of("SAME", "VALID")) {
                for (String op : List.of("Conv2D", "DepthwiseConv2dNative")) {
                    compare(
                            node(op).putAttr("T", type)
                                    .putAttr("strides", ints(1, 2, 2, 1))
                                    .putAttr("padding", Attrs.string(padding)),
                            sample(dtype, kind, 1, 6, 5, 3),
                            sample(dtype, kind, 3, 2, 3, 2));
                }
                for (String op : List.of("MaxPool", "AvgPool")) {
                    compare(
                            node(op).putAttr("T", type)
                                    .putAttr("strides", ints(1, 2, 1, 1))
                                    .putAttr("ksize", ints(1, 3, 2, 1))
                                    .putAttr("padding", Attrs.string(padding)),
                            sample(dtype, kind, 2, 6, 5, 3));
                }
            }
            for (String op : List.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3")) {
                Tensor vector = sample(DataType.DT_FLOAT, 0, 3);
                NodeDef.Builder norm = node(op).putAttr("T", type).putAttr("is_training", Attrs.bool(false));
                if (!op.equals("FusedBatchNorm")) {
                    norm.putAttr("U", Attrs.type(DataType.DT_FLOAT));
                }
                compare(norm, sample(dtype, kind, 1, 2, 2, 3), vector, vector, vector, vector);
            }
        }
        assertAllEqual(100);
    }

    @Test
    void sequencesQuantizationAndStrings() throws ProblemException {
        for (int round = 0; round < 10; round++) {
            for (DataType dtype :
                    List.of(DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_INT32, DataType.DT_INT64)) {
                compare(
                        node("Range").putAttr("Tidx", Attrs.type(dtype)),
                        sample(dtype, 0),
                        scalar(dtype, 9.5),
                        scalar(dtype, 1 + random.nextInt(3)));
            }
            compare(
                    node("LinSpace")
                            .putAttr("T", Attrs.type(DataType.DT_FLOAT))
                            .putAttr("Tidx", Attrs.type(DataType.DT_INT32)),
                    random(DataType.DT_FLOAT),
                    random(DataType.DT_FLOAT),
                    Tensor.ofInt(1 + random.nextInt(6)));
            for (DataType dtype :
                    List.of(DataType.DT_QUINT8, DataType.DT_QINT8, DataType.DT_QUINT16, DataType.DT_QINT16)) {
                for (String mode : List.of("MIN_COMBINED", "MIN_FIRST", "SCALED")) {
                    Tensor.Builder codes = Tensor.builder(dtype, 9);
                    for (int i = 0; i < 9; i++) {
                        codes.setLong(i, random.nextInt());
                    }
                    compare(
                            node("Dequantize").putAttr("T", Attrs.type(dtype)).putAttr("mode", Attrs.string(mode)),
                            codes.build(),
                            scalar(DataType.DT_FLOAT, -random.nextDouble()),
                            scalar(DataType.DT_FLOAT, 1 + random.nextDouble()));
                    compare(
                            node("QuantizeV2").putAttr("T", Attrs.type(dtype)).putAttr("mode", Attrs.string(mode)),
                            random(DataType.DT_FLOAT, 20),
                            scalar(DataType.DT_FLOAT, -3 * random.nextDouble()),
                            scalar(DataType.DT_FLOAT, 1 + random.nextDouble()));
                }
            }
            compare(node("FakeQuantWithMinMaxArgs"), random(DataType.DT_FLOAT, 20));
            compare(
                    node("FakeQuantWithMinMaxVars").putAttr("narrow_range", Attrs.bool(random.nextBoolean())),
                    random(DataType.DT_FLOAT, 20),
                    scalar(DataType.DT_FLOAT, -2 * random.nextDouble()),
                    scalar(DataType.DT_FLOAT, 2 * random.nextDouble()));
            compare(
                    node("StringJoin").putAttr("N", Attrs.integer(2)).putAttr("separator", Attrs.string("-")),
                    random(DataType.DT_STRING, 3),
                    random(DataType.DT_STRING));
            for (DataType dtype : all(REAL, WHOLE, List.of(DataType.DT_BOOL))) {
                compare(node("AsString").putAttr("T", Attrs.type(dtype)), random(dtype, 4));
            }
            compare(
                    node("StringLength").putAttr("unit", Attrs.string(round % 2 == 0 ? "BYTE" : "UTF8_CHAR")),
                    random(DataType.DT_STRING, 3));
            compare(
                    node("Substr").putAttr("T", Attrs.type(DataType.DT_INT32)),
                    random(DataType.DT_STRING, 3),
                    Tensor.ofInt(-2),
                    Tensor.ofInt(1));
            compare(
                    node("ReduceJoin").putAttr("separator", Attrs.string(",")),
                    random(DataType.DT_STRING, 3),
                    Tensor.ofInts(0));
            for (DataType dtype : all(REAL, WHOLE)) {
                Tensor.Builder raw = Tensor.builder(DataType.DT_STRING, 2);
                byte[] bytes = new byte[16];
                for (int i = 0; i < 2; i++) {
                    random.nextBytes(bytes);
                    for (int k = 0; k < 16; k++) {
                        bytes[k] &= 0x3f; // no NaNs
                    }
                    raw.setString(i, ByteString.copyFrom(bytes));
                }
                compare(
                        node("DecodeRaw")
                                .putAttr("out_type", Attrs.type(dtype))
                                .putAttr("little_endian", Attrs.bool(round % 2 == 0)),
                        raw.build());
            }
            compare(node("InvertPermutation").putAttr("T", Attrs.type(DataType.DT_INT32)), Tensor.ofInts(2, 0, 1));
            compare(
                    node("ConcatOffset").putAttr("N", Attrs.integer(2)),
                    Tensor.ofInt(1),
                    Tensor.ofInts(2, 3),
                    Tensor.ofInts(2, 5));
            compare(
                    node("BroadcastArgs").putAttr("T", Attrs.type(DataType.DT_INT32)),
                    Tensor.ofInts(2, 1),
                    Tensor.ofInts(4, 1, 3));
            compare(
                    node("Complex").putAttr("T", Attrs.type(DataType.DT_FLOAT)),
                    random(DataType.DT_FLOAT, 3),
                    random(DataType.DT_FLOAT, 3));
            for (String op : List.of("Real", "Imag", "ComplexAbs", "Angle")) {
                compare(node(op).putAttr("T", Attrs.type(DataType.DT_COMPLEX64)), random(DataType.DT_COMPLEX64, 3));
            }
            compare(
                    node("ClipByValue").putAttr("T", Attrs.type(DataType.DT_FLOAT)),
                    random(DataType.DT_FLOAT, 6),
                    scalar(DataType.DT_FLOAT, -1),
                    scalar(DataType.DT_FLOAT, 1));
        }
        assertAllEqual(500);
    }

    private static Tensor scalar(DataType dtype, double value) {
        Tensor.Builder builder = Tensor.builder(dtype);
        builder.setDouble(0, value);
        return builder.build();
    }
}
