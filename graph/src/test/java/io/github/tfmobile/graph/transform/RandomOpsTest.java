package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.testing.TestOps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.VersionDef;

/**
 * Random graphs (fixed seeds) of all ops that the Java evaluator knows but those of layers, which RandomGraphsTest draws
 * from, give the same in TensorFlow before and after transforms.
 */
@Tag("runtime")
class RandomOpsTest {

    private static final int GRAPHS = 1000;

    private static final List<DataType> FLOATS = List.of(DataType.DT_FLOAT, DataType.DT_DOUBLE);
    private static final List<DataType> WHOLE = List.of(DataType.DT_INT32, DataType.DT_INT64);
    private static final List<DataType> NUMBERS =
            List.of(DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_INT32, DataType.DT_INT64);
    private static final List<DataType> ALL = List.of(
            DataType.DT_FLOAT,
            DataType.DT_DOUBLE,
            DataType.DT_INT32,
            DataType.DT_INT64,
            DataType.DT_BOOL,
            DataType.DT_STRING);

    /** Their results are the same on every processor. */
    private static final List<String> EXACT = List.of(
            "Identity",
            "StopGradient",
            "PreventGradient",
            "Snapshot",
            "Neg",
            "Abs",
            "Square",
            "Sign",
            "Relu",
            "Relu6",
            "Floor",
            "Ceil",
            "Rint",
            "Round",
            "ZerosLike",
            "OnesLike",
            "Reciprocal",
            "Sqrt",
            "CheckNumerics",
            "DeepCopy",
            "Invert");

    /** Their results differ in the last bits; nothing reads them that would make more of it. */
    private static final List<String> ROUNDED = List.of(
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
            "Rsqrt",
            "Erf",
            "Erfc",
            "Softmax",
            "LogSoftmax");

    private static final List<String> OF_TWO = List.of(
            "Add",
            "AddV2",
            "Sub",
            "Mul",
            "MulNoNan",
            "Div",
            "RealDiv",
            "TruncateDiv",
            "DivNoNan",
            "FloorDiv",
            "FloorMod",
            "Mod",
            "TruncateMod",
            "Maximum",
            "Minimum",
            "SquaredDifference",
            "BitwiseAnd",
            "BitwiseOr",
            "BitwiseXor",
            "LeftShift",
            "RightShift");

    private static final List<String> OF_TWO_ROUNDED = List.of("Pow", "Atan2", "Xlogy", "Xlog1py", "Xdivy");

    /** They have no kernels for the integers that their definitions take; TruncateDiv has none for floats. */
    private static final Set<String> FLOATS_ONLY =
            Set.of("Reciprocal", "RealDiv", "DivNoNan", "MulNoNan", "ApproximateEqual");

    private static final List<String> COMPARISONS =
            List.of("Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual", "ApproximateEqual");

    /** One graph in the making; all tensors that are read again have the shape [2,3]. */
    private static final class Sketch {

        private final Random random;
        private final String prefix;
        private final List<NodeDef> nodes = new ArrayList<>();
        private final Map<DataType, List<String>> pool = new EnumMap<>(DataType.class);
        private final List<String> ends = new ArrayList<>();
        private final Map<NodeInput, TensorProto> feeds = new HashMap<>();

        Sketch(int seed) {
            random = new Random(seed);
            prefix = "o" + seed + "_";
            for (DataType dtype : ALL) {
                pool.put(dtype, new ArrayList<>());
                pool.get(dtype).add(constant(value(dtype, 2, 3)));
            }
            for (DataType dtype : List.of(DataType.DT_FLOAT, DataType.DT_INT32)) {
                String name = add(NodeDef.newBuilder()
                        .setOp("Placeholder")
                        .putAttr("dtype", Attrs.type(dtype))
                        .putAttr("shape", Attrs.shape(Tensor.shapeProto(2, 3))));
                feeds.put(NodeInput.parse(name), value(dtype, 2, 3).toProto());
                pool.get(dtype).add(name);
            }
        }

        Tensor value(DataType dtype, long... dims) {
            Tensor.Builder value = Tensor.builder(dtype, dims);
            for (int i = 0; i < value.elements(); i++) {
                switch (dtype) {
                    case DT_BOOL -> value.setBoolean(i, random.nextBoolean());
                    case DT_STRING -> value.setString(i, ByteString.copyFromUtf8("s" + random.nextInt(100)));
                    case DT_FLOAT, DT_DOUBLE -> value.setDouble(i, (random.nextInt(64) - 20) / 8.0);
                    default -> value.setLong(i, random.nextInt(9) + 1);
                }
            }
            return value.build();
        }

        String add(NodeDef.Builder node) {
            node.setName(prefix + nodes.size());
            if (random.nextInt(15) == 0 && !nodes.isEmpty()) {
                node.addInput("^" + nodes.get(random.nextInt(nodes.size())).getName());
            }
            nodes.add(node.build());
            return node.getName();
        }

        String constant(Tensor value) {
            return add(Constants.node("", value.toProto()).message().toBuilder());
        }

        String ints(int... values) {
            return constant(Tensor.ofInts(values));
        }

        NodeDef.Builder node(String op, String... inputs) {
            return NodeDef.newBuilder().setOp(op).addAllInput(List.of(inputs));
        }

        NodeDef.Builder typed(String op, DataType dtype, String... inputs) {
            return node(op, inputs).putAttr("T", Attrs.type(dtype));
        }

        <E> E one(List<E> of) {
            return of.get(random.nextInt(of.size()));
        }

        /** Mostly what is constant, so that there is something to fold. */
        String pick(DataType dtype) {
            return one(pool.get(dtype));
        }

        void keep(DataType dtype, String tensor) {
            pool.get(dtype).add(tensor);
        }

        /** A dtype of these that the op takes. */
        DataType dtype(String op, List<DataType> dtypes) {
            OpDef def = TestOps.get().find(op);
            List<DataType> taken = new ArrayList<>(dtypes);
            if (FLOATS_ONLY.contains(op)) {
                taken.removeAll(WHOLE);
            } else if (op.equals("TruncateDiv")) {
                taken.removeAll(FLOATS);
            }
            for (OpDef.AttrDef attr : def == null ? List.<OpDef.AttrDef>of() : def.getAttrList()) {
                if (attr.getName().equals("T") && attr.hasAllowedValues()) {
                    taken.retainAll(attr.getAllowedValues().getList().getTypeList());
                }
            }
            return one(taken);
        }

        void step() {
            switch (random.nextInt(14)) {
                case 0 -> {
                    String op = one(EXACT);
                    DataType dtype = dtype(op, op.equals("Invert") ? WHOLE : NUMBERS);
                    NodeDef.Builder node = typed(op, dtype, pick(dtype));
                    keep(dtype, add(op.equals("CheckNumerics") ? node.putAttr("message", Attrs.string("m")) : node));
                }
                case 1 -> {
                    String op = one(ROUNDED);
                    DataType dtype = dtype(op, FLOATS);
                    ends.add(add(typed(op, dtype, pick(dtype))));
                }
                case 2 -> {
                    String op = one(OF_TWO);
                    DataType dtype = dtype(op, op.startsWith("Bitwise") || op.endsWith("Shift") ? WHOLE : NUMBERS);
                    // Integers are divided by constants above zero, and shifted by few bits.
                    boolean divides = op.contains("Div") || op.contains("Mod") || op.endsWith("Shift");
                    String right = divides && WHOLE.contains(dtype) ? constant(value(dtype, 3)) : pick(dtype);
                    keep(dtype, add(typed(op, dtype, pick(dtype), right)));
                }
                case 3 -> {
                    String op = one(OF_TWO_ROUNDED);
                    DataType dtype = dtype(op, FLOATS);
                    ends.add(add(typed(op, dtype, pick(dtype), pick(dtype))));
                }
                case 4 -> {
                    String op = one(COMPARISONS);
                    DataType dtype = dtype(op, NUMBERS);
                    keep(DataType.DT_BOOL, add(typed(op, dtype, pick(dtype), pick(dtype))));
                }
                case 5 -> choice();
                case 6 -> reduction();
                case 7 -> cast();
                case 8 -> arrangement(one(ALL));
                case 9 -> parts(one(ALL));
                case 10 -> lookUp(one(ALL));
                case 11 -> strings();
                case 12 -> shapes();
                default -> matrices();
            }
        }

        void choice() {
            DataType dtype = one(NUMBERS);
            String condition = pick(DataType.DT_BOOL);
            switch (random.nextInt(4)) {
                case 0 -> keep(dtype, add(typed("Select", dtype, condition, pick(dtype), pick(dtype))));
                case 1 -> keep(dtype, add(typed("SelectV2", dtype, condition, pick(dtype), pick(dtype))));
                case 2 ->
                    keep(
                            DataType.DT_BOOL,
                            add(node(one(List.of("LogicalAnd", "LogicalOr")), condition, pick(DataType.DT_BOOL))));
                default -> keep(DataType.DT_BOOL, add(node("LogicalNot", condition)));
            }
        }

        void reduction() {
            String op = one(List.of(
                    "Sum", "Mean", "Prod", "Max", "Min", "All", "Any", "ArgMax", "Cumsum", "Cumprod", "L2Loss"));
            DataType dtype = op.startsWith("A") && !op.startsWith("Arg")
                    ? DataType.DT_BOOL
                    : one(op.equals("L2Loss") ? FLOATS : NUMBERS);
            String input = pick(dtype);
            switch (op) {
                case "ArgMax" ->
                    keep(
                            DataType.DT_INT64,
                            add(typed(
                                    "AddV2",
                                    DataType.DT_INT64,
                                    add(typed(op, dtype, input, ints1(0))),
                                    pick(DataType.DT_INT64))));
                case "Cumsum", "Cumprod" -> ends.add(add(typed(op, dtype, input, ints1(random.nextInt(2)))));
                case "L2Loss" -> ends.add(add(typed(op, dtype, input)));
                default -> {
                    NodeDef.Builder node =
                            dtype == DataType.DT_BOOL ? node(op, input, ints(0)) : typed(op, dtype, input, ints(0));
                    ends.add(add(node.putAttr("keep_dims", Attrs.bool(random.nextBoolean()))));
                }
            }
        }

        String ints1(int value) {
            return constant(Tensor.ofInt(value));
        }

        void cast() {
            List<DataType> to = List.of(
                    DataType.DT_FLOAT,
                    DataType.DT_DOUBLE,
                    DataType.DT_HALF,
                    DataType.DT_BFLOAT16,
                    DataType.DT_INT8,
                    DataType.DT_UINT8,
                    DataType.DT_INT16,
                    DataType.DT_UINT16,
                    DataType.DT_INT32,
                    DataType.DT_UINT32,
                    DataType.DT_INT64,
                    DataType.DT_UINT64,
                    DataType.DT_BOOL,
                    DataType.DT_COMPLEX64);
            DataType from = one(List.of(DataType.DT_INT32, DataType.DT_INT64, DataType.DT_BOOL));
            DataType middle = one(to);
            String there = add(
                    node("Cast", pick(from)).putAttr("SrcT", Attrs.type(from)).putAttr("DstT", Attrs.type(middle)));
            ends.add(there);
            DataType back = one(List.of(DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_INT64));
            if (middle != DataType.DT_COMPLEX64) {
                ends.add(add(
                        node("Cast", there).putAttr("SrcT", Attrs.type(middle)).putAttr("DstT", Attrs.type(back))));
            }
        }

        void arrangement(DataType dtype) {
            String input = pick(dtype);
            switch (random.nextInt(6)) {
                case 0 -> {
                    String turned = add(typed("Transpose", dtype, input, ints(1, 0)));
                    keep(dtype, add(typed("Reshape", dtype, turned, ints(2, 3))));
                }
                case 1 -> {
                    String tiled = add(typed("Tile", dtype, input, ints(2, 1))
                            .putAttr("Tmultiples", Attrs.type(DataType.DT_INT32)));
                    keep(
                            dtype,
                            add(typed("Slice", dtype, tiled, ints(1, 0), ints(2, -1))
                                    .putAttr("Index", Attrs.type(DataType.DT_INT32))));
                }
                case 2 -> keep(dtype, add(typed("ReverseV2", dtype, input, ints(random.nextInt(2)))));
                case 3 -> {
                    String rolled = add(typed("Roll", dtype, input, ints(1), ints(1))
                            .putAttr("Tshift", Attrs.type(DataType.DT_INT32))
                            .putAttr("Taxis", Attrs.type(DataType.DT_INT32)));
                    keep(dtype, dtype == DataType.DT_STRING ? input : rolled);
                }
                case 4 -> {
                    DataType number = one(NUMBERS);
                    String padded = add(typed(
                            "Pad",
                            number,
                            pick(number),
                            constant(Tensor.ofInts(1, 0, 0, 0).reshaped(2, 2))));
                    keep(
                            number,
                            add(typed("Slice", number, padded, ints(1, 0), ints(2, 3))
                                    .putAttr("Index", Attrs.type(DataType.DT_INT32))));
                }
                default -> {
                    String wide = add(typed("ExpandDims", dtype, input, ints1(1)));
                    keep(dtype, add(typed("Squeeze", dtype, wide).putAttr("squeeze_dims", longs(1))));
                }
            }
        }

        static AttrValue longs(long... values) {
            AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
            Arrays.stream(values).forEach(list::addI);
            return AttrValue.newBuilder().setList(list).build();
        }

        void parts(DataType dtype) {
            String input = pick(dtype);
            switch (random.nextInt(4)) {
                case 0 -> {
                    String all = add(typed("ConcatV2", dtype, input, pick(dtype), ints1(0))
                            .putAttr("N", Attrs.integer(2)));
                    String split = add(typed("Split", dtype, ints1(0), all).putAttr("num_split", Attrs.integer(2)));
                    keep(dtype, split + ":1");
                    keep(dtype, split);
                }
                case 1 -> {
                    String split = add(typed("SplitV", dtype, input, ints(1, 1), ints1(0))
                            .putAttr("Tlen", Attrs.type(DataType.DT_INT32))
                            .putAttr("num_split", Attrs.integer(2)));
                    keep(
                            dtype,
                            add(typed("Concat", dtype, ints1(0), split + ":1", split)
                                    .putAttr("N", Attrs.integer(2))));
                }
                case 2 -> {
                    String unpacked = add(typed("Unpack", dtype, input).putAttr("num", Attrs.integer(2)));
                    keep(
                            dtype,
                            add(typed("Pack", dtype, unpacked + ":1", unpacked).putAttr("N", Attrs.integer(2))));
                }
                default -> {
                    String part = add(typed("StridedSlice", dtype, input, ints(0, 0), ints(2, 3), ints(1, 1))
                            .putAttr("Index", Attrs.type(DataType.DT_INT32))
                            .putAttr("new_axis_mask", Attrs.integer(0))
                            .putAttr("end_mask", Attrs.integer(random.nextInt(4))));
                    keep(dtype, part);
                }
            }
        }

        void lookUp(DataType dtype) {
            String input = pick(dtype);
            switch (random.nextInt(5)) {
                case 0 ->
                    keep(
                            dtype,
                            add(node("GatherV2", input, ints(1, 0), ints1(0))
                                    .putAttr("Tparams", Attrs.type(dtype))
                                    .putAttr("Tindices", Attrs.type(DataType.DT_INT32))
                                    .putAttr("Taxis", Attrs.type(DataType.DT_INT32))));
                case 1 ->
                    keep(
                            dtype,
                            add(node("Gather", input, ints(0, 0))
                                    .putAttr("Tparams", Attrs.type(dtype))
                                    .putAttr("Tindices", Attrs.type(DataType.DT_INT32))));
                case 2 ->
                    keep(
                            dtype,
                            add(node(
                                            "GatherNd",
                                            input,
                                            constant(Tensor.ofInts(1, 1).reshaped(2, 1)))
                                    .putAttr("Tparams", Attrs.type(dtype))
                                    .putAttr("Tindices", Attrs.type(DataType.DT_INT32))));
                case 3 ->
                    ends.add(add(node("InvertPermutation", ints(2, 0, 1)).putAttr("T", Attrs.type(DataType.DT_INT32))));
                default -> {
                    DataType number = one(FLOATS);
                    ends.add(add(typed("OneHot", number, ints(0, 2), ints1(3), scalar(number), scalar(number))
                            .putAttr("TI", Attrs.type(DataType.DT_INT32))));
                }
            }
        }

        String scalar(DataType dtype) {
            return constant(value(dtype));
        }

        void strings() {
            DataType text = DataType.DT_STRING;
            switch (random.nextInt(6)) {
                case 0 ->
                    keep(text, add(node("StringJoin", pick(text), pick(text)).putAttr("N", Attrs.integer(2))));
                case 1 -> {
                    DataType whole = one(WHOLE);
                    keep(text, add(typed("AsString", whole, pick(whole))));
                }
                case 2 -> keep(text, add(node(one(List.of("StringUpper", "StringLower")), pick(text))));
                case 3 -> keep(DataType.DT_INT32, add(node("StringLength", pick(text))));
                case 4 -> keep(text, add(typed("Substr", DataType.DT_INT32, pick(text), ints1(0), ints1(1))));
                default -> ends.add(add(node("ReduceJoin", pick(text), ints(1))));
            }
        }

        void shapes() {
            DataType dtype = one(NUMBERS);
            String input = pick(dtype);
            switch (random.nextInt(6)) {
                case 0 -> {
                    String shape = add(typed("Shape", dtype, input));
                    keep(dtype, add(typed("Fill", dtype, shape, scalar(dtype))));
                }
                case 1 -> {
                    String shape = add(typed("Shape", dtype, input));
                    keep(dtype, add(typed("BroadcastTo", dtype, constant(value(dtype, 3)), shape)));
                }
                case 2 -> {
                    String range = add(node("Range", ints1(0), add(typed("Size", dtype, input)), ints1(1)));
                    keep(DataType.DT_INT32, add(typed("Reshape", DataType.DT_INT32, range, ints(2, 3))));
                }
                case 3 -> ends.add(add(typed("Rank", dtype, input)));
                case 4 -> {
                    AttrValue both = AttrValue.newBuilder()
                            .setList(AttrValue.ListValue.newBuilder()
                                    .addType(dtype)
                                    .addType(dtype))
                            .build();
                    String same = add(node("IdentityN", input, pick(dtype)).putAttr("T", both));
                    keep(dtype, same + ":1");
                }
                default -> {
                    String many = add(typed("AddN", dtype, input, pick(dtype), pick(dtype))
                            .putAttr("N", Attrs.integer(3)));
                    keep(dtype, many);
                }
            }
        }

        void matrices() {
            DataType dtype = one(FLOATS);
            String input = pick(dtype);
            switch (random.nextInt(6)) {
                case 0 ->
                    ends.add(add(typed("MatMul", dtype, input, pick(dtype)).putAttr("transpose_b", Attrs.bool(true))));
                case 1 ->
                    ends.add(add(
                            typed("BatchMatMulV2", dtype, input, pick(dtype)).putAttr("adj_x", Attrs.bool(true))));
                case 2 -> keep(dtype, add(typed("BiasAdd", dtype, input, constant(value(dtype, 3)))));
                case 3 ->
                    keep(
                            dtype,
                            add(typed(
                                    "ClipByValue",
                                    dtype,
                                    input,
                                    constant(Tensor.builder(dtype).build()),
                                    scalarOne(dtype))));
                case 4 -> {
                    String codes = add(typed(
                                    "QuantizeV2",
                                    DataType.DT_QUINT8,
                                    pick(DataType.DT_FLOAT),
                                    constant(Tensor.ofFloats(-8).reshaped()),
                                    constant(Tensor.ofFloats(8).reshaped()))
                            .putAttr("mode", Attrs.string("MIN_FIRST")));
                    ends.add(add(typed("Dequantize", DataType.DT_QUINT8, codes, codes + ":1", codes + ":2")
                            .putAttr("mode", Attrs.string("MIN_FIRST"))));
                }
                default -> ends.add(add(node("FakeQuantWithMinMaxArgs", constant(value(DataType.DT_FLOAT, 2, 3)))));
            }
        }

        String scalarOne(DataType dtype) {
            Tensor.Builder one = Tensor.builder(dtype);
            one.setDouble(0, 1);
            return constant(one.build());
        }

        List<NodeInput> fetches() {
            Set<NodeInput> fetches = new HashSet<>();
            ends.forEach(end -> fetches.add(NodeInput.parse(end)));
            pool.values().forEach(tensors -> fetches.add(NodeInput.parse(tensors.get(tensors.size() - 1))));
            return fetches.stream().filter(fetch -> !feeds.containsKey(fetch)).toList();
        }
    }

    @Test
    void computeTheSameBeforeAndAfter() throws ProblemException {
        RandomRuns runs = new RandomRuns();
        Set<String> drawn = new TreeSet<>();
        for (int seed = 0; seed < GRAPHS; seed++) {
            Sketch sketch = new Sketch(seed);
            for (int i = 4 + sketch.random.nextInt(12); i > 0; i--) {
                sketch.step();
            }
            sketch.nodes.forEach(node -> drawn.add(node.getOp()));
            Graph graph = new Graph(
                    sketch.nodes,
                    FunctionDefLibrary.getDefaultInstance(),
                    VersionDef.newBuilder().setProducer(27).build());
            runs.add(graph, sketch.prefix, seed, sketch.feeds, sketch.fetches());
        }
        assertThat(runs.runs()).isEqualTo(GRAPHS);
        assertThat(runs.removed()).isGreaterThan(3 * GRAPHS);
        drawn.removeIf(op -> !JavaEvaluator.computes(op));
        assertThat(drawn).hasSizeGreaterThan(110);
    }
}
