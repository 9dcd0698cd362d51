package io.github.tfmobile.codegen.testing;

import static io.github.tfmobile.codegen.testing.TestModels.node;
import static io.github.tfmobile.codegen.testing.TestModels.placeholder;
import static io.github.tfmobile.codegen.testing.TestModels.type;
import static io.github.tfmobile.codegen.testing.TestModels.typed;

import io.github.tfmobile.codegen.diagnosis.Alternatives;
import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.diagnosis.RegistryAlternatives;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.ModelTensor;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.requirement.RuntimeKernels;
import io.github.tfmobile.codegen.target.Include;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.TargetProfile;
import io.github.tfmobile.registry.target.Types;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/** A small build for iOS, with and without problems, that several tests look at. */
public final class Samples {

    /** Profiles of {@link #registry()}, by number. */
    public static final TargetProfile IOS_SLIM = new TargetProfile(Platform.IOS, Types.SLIM);
    /** The second profile. */
    public static final TargetProfile IOS_SELECTIVE = new TargetProfile(Platform.IOS, Types.SELECTIVE);
    /** The third profile. */
    public static final TargetProfile DESKTOP = TestRegistry.DESKTOP;

    private static final String K = "tensorflow/core/kernels/";

    private Samples() {}

    /** A few ops of 1.15.0 in {@code ios-slim}, {@code ios-selective} and {@code desktop-default}. */
    public static Registry registry() {
        return kernels(TestRegistry.of("1.15.0", IOS_SLIM, IOS_SELECTIVE, DESKTOP))
                .build();
    }

    private static TestRegistry kernels(TestRegistry empty) {
        TestRegistry registry = empty.with(decodeJpeg(), "tensorflow/core/ops/image_ops.cc")
                .with(binary("Atan2"), "tensorflow/core/ops/math_ops.cc")
                .with(call(), "tensorflow/core/ops/functional_ops.cc");
        for (DataType type : List.of(DataType.DT_FLOAT, DataType.DT_INT32)) {
            String cpp = type == DataType.DT_FLOAT ? "float" : "int32";
            registry.kernel(
                    "AddV2",
                    "T",
                    List.of(type.name()),
                    "BinaryOp<CPUDevice, functor::add<" + cpp + ">>",
                    K + "cwise_op_add_1.cc",
                    0,
                    1,
                    2);
            int[] less = type == DataType.DT_FLOAT ? new int[] {0, 1, 2} : new int[] {1, 2};
            registry.kernel(
                    "Less",
                    "T",
                    List.of(type.name()),
                    "BinaryOp<CPUDevice, functor::less<" + cpp + ">>",
                    K + "cwise_op_less.cc",
                    less);
        }
        return registry.kernel("Relu", "T", List.of("DT_FLOAT"), "ReluOp<CPUDevice, float>", K + "relu_op.cc", 0, 1, 2)
                .kernel(
                        "Mul",
                        "T",
                        List.of("DT_FLOAT"),
                        "BinaryOp<CPUDevice, functor::mul<float>>",
                        K + "cwise_op_mul_1.cc",
                        0,
                        1,
                        2)
                .kernel("Cast", "", List.of(), "CpuCastOp", K + "cast_op.cc", 0, 1, 2)
                .kernel("Const", "", List.of(), "ConstantOp", K + "constant_op.cc", 0, 1, 2)
                .kernel("Placeholder", "", List.of(), "PlaceholderOp", K + "constant_op.cc", 0, 1, 2)
                .kernel("NoOp", "", List.of(), "NoOp", K + "no_op.cc", 0, 1, 2)
                .kernel("_Arg", "", List.of(), "ArgOp", K + "function_ops.cc", 0, 1, 2)
                .kernel("_Retval", "", List.of(), "RetvalOp", K + "function_ops.cc", 0, 1, 2)
                .kernel("_Send", "", List.of(), "SendOp", K + "sendrecv_ops.cc", 0, 1, 2)
                .kernel("_Recv", "", List.of(), "RecvOp", K + "sendrecv_ops.cc", 0, 1, 2)
                .kernel(
                        "PartitionedCall",
                        "",
                        List.of(),
                        "PartitionedCallOp",
                        K + "partitioned_function_ops.cc",
                        0,
                        1,
                        2)
                .kernel("Identity", "", List.of(), "IdentityOp", K + "identity_op.cc", 0, 1, 2)
                .kernel("IdentityN", "", List.of(), "IdentityNOp", K + "identity_n_op.cc", 0, 1, 2)
                .kernel("DecodeJpeg", "", List.of(), "DecodeImageOp", K + "decode_image_op.cc", 0, 1, 2)
                .kernel(
                        "Atan2",
                        "T",
                        List.of("DT_FLOAT"),
                        "BinaryOp<CPUDevice, functor::atan2<float>>",
                        K + "cwise_op_atan2.cc",
                        2);
    }

    /** Which of its files need others, and that one needs libjpeg. */
    public static TestSources sources(Registry registry) {
        return TestSources.of(
                registry,
                Map.of(
                        K + "cwise_op_add_1.cc", List.of(K + "cwise_ops_common.cc"),
                        K + "cwise_op_less.cc", List.of(K + "cwise_ops_common.cc"),
                        K + "relu_op.cc", List.of(K + "relu_op_functor.cc"),
                        K + "cast_op.cc", List.of(K + "cast_op_impl_float.cc", K + "cast_op_impl_int32.cc"),
                        K + "cast_op_impl_float.cc", List.of()),
                Map.of(K + "decode_image_op.cc", "libjpeg"));
    }

    /** Two models that run on {@code ios-slim}. */
    public static List<FinalModel> goodModels() {
        Graph first = TestModels.graph(
                placeholder("x", DataType.DT_FLOAT),
                constant("w", 4),
                typed("AddV2", "sum", DataType.DT_FLOAT, "x", "w"),
                typed("Relu", "out", DataType.DT_FLOAT, "sum"));
        Graph second = TestModels.graph(
                placeholder("n", DataType.DT_INT32),
                typed("AddV2", "<script>alert(1)</script>", DataType.DT_INT32, "n", "n"),
                typed("AddV2", "twice", DataType.DT_INT32, "<script>alert(1)</script>", "n"));
        return List.of(
                new FinalModel(
                        "first",
                        first,
                        List.of(new ModelTensor("x", Dtype.of(DataType.DT_FLOAT), shape(-1, 4))),
                        List.of(new ModelTensor("out", Dtype.of(DataType.DT_FLOAT), shape(-1, 4))),
                        TestModels.SHA,
                        "models/first.pb"),
                new FinalModel(
                        "second",
                        second,
                        List.of(new ModelTensor("n", Dtype.of(DataType.DT_INT32), shape())),
                        List.of(new ModelTensor("twice", Dtype.of(DataType.DT_INT32), null)),
                        TestModels.SHA.replace('0', 'f'),
                        "models/second.pb"));
    }

    /** The requirements of {@link #goodModels()} for {@code ios-slim}, with one include. */
    public static Requirements good() throws ProblemException {
        Registry registry = registry();
        return Requirements.of(new RequirementRequest(
                goodModels(),
                lookup(registry, IOS_SLIM),
                KernelList.available(),
                sources(registry),
                List.of(Include.ofOp("Cast", "used by the next model")),
                RuntimeKernels.of(registry.runtimeOps())));
    }

    /** {@link #good()} with another target, whatever the registry has for it. */
    public static Requirements good(Target target) throws ProblemException {
        Requirements good = good();
        return new Requirements(
                good.release(),
                good.revision(),
                target,
                good.list(),
                good.models(),
                good.required(),
                good.kernelFree(),
                good.otherFiles(),
                good.bazel(),
                good.hasMakefile(),
                good.registered(),
                good.unregistered(),
                good.warnings(),
                good.ops(),
                good.graphVersion(),
                good.ignoresUnknownAttrs(),
                good.lite());
    }

    /** {@link #good()} with nothing to diagnose. */
    public static Diagnosis goodDiagnosis() throws ProblemException {
        return new Diagnosis(good(), List.of(), List.of());
    }

    /** A picture classifier that decodes its own input, and compares integers, also within a function. */
    public static List<FinalModel> badModels() {
        Graph picture = TestModels.graph(
                placeholder("contents", DataType.DT_STRING),
                node("DecodeJpeg", "DecodeJpeg", "contents").build(),
                node("Cast", "Cast", "DecodeJpeg")
                        .putAttr("SrcT", type(DataType.DT_UINT8))
                        .putAttr("DstT", type(DataType.DT_FLOAT))
                        .build(),
                constant("scale", 1),
                typed("Mul", "Mul", DataType.DT_FLOAT, "Cast", "scale"),
                constant("weights", 100_000),
                typed("AddV2", "conv", DataType.DT_FLOAT, "Mul", "weights"),
                typed("Relu", "softmax", DataType.DT_FLOAT, "conv"));
        Graph loop = new Graph(
                List.of(
                        placeholder("a", DataType.DT_INT32),
                        typed("Less", "less", DataType.DT_INT32, "a", "a"),
                        node("PartitionedCall", "call", "a")
                                .putAttr("Tin", types(DataType.DT_INT32))
                                .putAttr("Tout", types(DataType.DT_BOOL))
                                .putAttr(
                                        "f",
                                        AttrValue.newBuilder()
                                                .setFunc(NameAttrList.newBuilder()
                                                        .setName("compare"))
                                                .build())
                                .build(),
                        typed("Atan2", "angle", DataType.DT_FLOAT, "a", "a"),
                        node("FancyNewOp", "fancy", "a").build()),
                FunctionDefLibrary.newBuilder()
                        .addFunction(FunctionDef.newBuilder()
                                .setSignature(OpDef.newBuilder().setName("compare"))
                                .addNodeDef(typed("Less", "inner/Less", DataType.DT_INT32, "a", "a")))
                        .build(),
                VersionDef.getDefaultInstance());
        return List.of(
                TestModels.model("pictures", picture, "softmax"),
                TestModels.model("loop", loop, "less", "call", "angle", "fancy"));
    }

    /** {@link #badModels()} for {@code ios-slim}, with a newer release that has one of the ops. */
    public static Diagnosis bad() throws ProblemException {
        Registry registry = registry();
        return Diagnosis.of(
                RequirementRequest.of(
                        badModels(), lookup(registry, IOS_SLIM), KernelList.available(), sources(registry)),
                alternatives());
    }

    /** The types of {@link #registry()}, and a release 2.1.0 that is the same with a new op. */
    public static Alternatives alternatives() {
        RegistryAlternatives registry = new RegistryAlternatives();
        return new Alternatives() {
            @Override
            public List<Types> types(RequirementRequest request) {
                return registry.types(request);
            }

            @Override
            public RequirementRequest withTypes(RequirementRequest request, Types types) throws ProblemException {
                return request.withTarget(
                        registry.withTypes(request, types).kernels(), request.list(), request.sources());
            }

            @Override
            public List<String> newerReleases(RequirementRequest request) {
                return List.of("2.1.0");
            }

            @Override
            public RequirementRequest withRelease(RequirementRequest request, String release) throws ProblemException {
                Registry newer = kernels(TestRegistry.of(release, IOS_SLIM, IOS_SELECTIVE, DESKTOP)
                                .with(unary("FancyNewOp"), "tensorflow/core/ops/math_ops.cc"))
                        .kernel("FancyNewOp", "", List.of(), "FancyNewOp", K + "fancy_op.cc", 0, 1, 2)
                        .build();
                return request.withTarget(lookup(newer, IOS_SLIM), request.list(), sources(newer));
            }
        };
    }

    /** Look-up in a profile. */
    public static KernelLookup lookup(Registry registry, TargetProfile profile) throws ProblemException {
        return KernelLookup.of(registry, Target.of(profile));
    }

    /** A Const of so many floats. */
    public static NodeDef constant(String name, int elements) {
        return node("Const", name)
                .putAttr("dtype", type(DataType.DT_FLOAT))
                .putAttr(
                        "value",
                        AttrValue.newBuilder()
                                .setTensor(TensorProto.newBuilder()
                                        .setDtype(DataType.DT_FLOAT)
                                        .setTensorShape(shape(elements))
                                        .addFloatVal(1))
                                .build())
                .build();
    }

    private static AttrValue types(DataType type) {
        return AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addType(type))
                .build();
    }

    private static TensorShapeProto shape(long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dim : dims) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
        }
        return shape.build();
    }

    private static OpDef binary(String name) {
        return OpDef.newBuilder()
                .setName(name)
                .addInputArg(OpDef.ArgDef.newBuilder().setName("x").setTypeAttr("T"))
                .addInputArg(OpDef.ArgDef.newBuilder().setName("y").setTypeAttr("T"))
                .addOutputArg(OpDef.ArgDef.newBuilder().setName("z").setTypeAttr("T"))
                .addAttr(OpDef.AttrDef.newBuilder().setName("T").setType("type"))
                .build();
    }

    private static OpDef unary(String name) {
        return OpDef.newBuilder()
                .setName(name)
                .addInputArg(OpDef.ArgDef.newBuilder().setName("x").setType(DataType.DT_INT32))
                .addOutputArg(OpDef.ArgDef.newBuilder().setName("y").setType(DataType.DT_INT32))
                .build();
    }

    private static OpDef call() {
        return OpDef.newBuilder()
                .setName("PartitionedCall")
                .addInputArg(OpDef.ArgDef.newBuilder().setName("args").setTypeListAttr("Tin"))
                .addOutputArg(OpDef.ArgDef.newBuilder().setName("output").setTypeListAttr("Tout"))
                .addAttr(OpDef.AttrDef.newBuilder().setName("Tin").setType("list(type)"))
                .addAttr(OpDef.AttrDef.newBuilder().setName("Tout").setType("list(type)"))
                .addAttr(OpDef.AttrDef.newBuilder().setName("f").setType("func"))
                .build();
    }

    private static OpDef decodeJpeg() {
        return OpDef.newBuilder()
                .setName("DecodeJpeg")
                .addInputArg(OpDef.ArgDef.newBuilder().setName("contents").setType(DataType.DT_STRING))
                .addOutputArg(OpDef.ArgDef.newBuilder().setName("image").setType(DataType.DT_UINT8))
                .build();
    }
}
