package io.github.tfmobile.codegen.requirement;

import static io.github.tfmobile.codegen.testing.TestModels.node;
import static io.github.tfmobile.codegen.testing.TestModels.placeholder;
import static io.github.tfmobile.codegen.testing.TestModels.type;
import static io.github.tfmobile.codegen.testing.TestModels.typed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.tfmobile.codegen.bazel.BazelFile;
import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.diagnosis.RegistryAlternatives;
import io.github.tfmobile.codegen.header.OpsListJson;
import io.github.tfmobile.codegen.header.OpsToRegisterHeader;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.oplist.MakefileFragment;
import io.github.tfmobile.codegen.oplist.OpFileList;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.RegistrySources;
import io.github.tfmobile.codegen.testing.TestModels;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** What the check says of the real kernels of TensorFlow 1.15.0. */
class BundledRegistryTest {

    private final Registry registry = load();

    @Test
    void aPictureIsDecodedInTheAppOnIos() throws Exception {
        Graph graph = TestModels.graph(
                placeholder("contents", DataType.DT_STRING),
                node("DecodeJpeg", "DecodeJpeg", "contents").build(),
                node("Cast", "Cast", "DecodeJpeg")
                        .putAttr("SrcT", type(DataType.DT_UINT8))
                        .putAttr("DstT", type(DataType.DT_FLOAT))
                        .build(),
                typed("Relu", "out", DataType.DT_FLOAT, "Cast"));
        Diagnosis diagnosis = diagnosis(Types.SELECTIVE, TestModels.model("pictures", graph, "out"));

        assertThatThrownBy(diagnosis::requireAllRegistered).hasMessage("""
                        1 op is not registered in TensorFlow 1.15.0 for ios-selective (kernels: available): 1 node of model "pictures"
                          op          nodes  models    reason
                          DecodeJpeg  1      pictures  needs-library
                        DecodeJpeg: 1 node of model "pictures"
                          nodes: "DecodeJpeg"
                          why: its kernel in tensorflow/core/kernels/decode_image_op.cc needs giflib, libjpeg, libpng, which builds for ios do not have
                          - strip: feed model "pictures" further inside, in place of "contents": inputs=DecodeJpeg=uint8[?,?,?]
                          - strip: feed model "pictures" further inside, in place of "contents": inputs=Cast=float[?,?,?]
                          - use a newer TensorFlow: 2.4.1 is the first bundled release in which this target has a kernel for it: tensorflowVersion=2.4.1
                          - do in the app what this op does, and feed the result; or build giflib, libjpeg, libpng for the device and link it, and vouch for it with an include of the file tensorflow/core/kernels/decode_image_op.cc (not tried)""".stripIndent());
    }

    @Test
    void aProtoThatTheMakefileDoesNotGenerateIsALineToAdd() throws Exception {
        Graph graph = TestModels.graph(
                placeholder("x", DataType.DT_STRING),
                placeholder("v", DataType.DT_VARIANT),
                dataset("SnapshotDataset", "snapshot", "v", "x"));
        Diagnosis diagnosis = diagnosis(Types.SELECTIVE, TestModels.model("m", graph, "snapshot"));

        assertThat(diagnosis.requirements().files())
                .doesNotContain("tensorflow/core/kernels/data/experimental/snapshot_dataset_op.cc");
        assertThatThrownBy(diagnosis::requireAllRegistered).hasMessage("""
                        1 op is not registered in TensorFlow 1.15.0 for ios-selective (kernels: available): 1 node of model "m"
                          op                                            nodes  models  reason
                          SnapshotDataset with output_types=[DT_FLOAT]  1      m       needs-proto
                        SnapshotDataset with output_types=[DT_FLOAT]: 1 node of model "m"
                          nodes: "snapshot"
                          why: its kernel in tensorflow/core/kernels/data/experimental/snapshot_dataset_op.cc needs the headers of tensorflow/core/protobuf/data/experimental/snapshot.proto, which the makefile does not generate
                          - use a newer TensorFlow: 2.1.0 is the first bundled release in which this target has a kernel for it: tensorflowVersion=2.1.0
                          - add the line tensorflow/core/protobuf/data/experimental/snapshot.proto to tensorflow/contrib/makefile/tf_proto_files.txt, and vouch for it with an include of the file tensorflow/core/kernels/data/experimental/snapshot_dataset_op.cc (not tried)""".stripIndent());
    }

    @Test
    void whatTheMakefileLeavesOutIsAReasonOfItsOwn() throws Exception {
        Graph graph = TestModels.graph(node("TFRecordReaderV2", "reader").build());
        Diagnosis diagnosis = diagnosis(Types.SELECTIVE, TestModels.model("m", graph, "reader"));

        assertThat(diagnosis.requirements().files()).doesNotContain("tensorflow/core/kernels/tf_record_reader_op.cc");
        assertThatThrownBy(diagnosis::requireAllRegistered).hasMessage("""
                        1 op is not registered in TensorFlow 1.15.0 for ios-selective (kernels: available): 1 node of model "m"
                          op                nodes  models  reason
                          TFRecordReaderV2  1      m       left-out
                        TFRecordReaderV2: 1 node of model "m"
                          nodes: "reader"
                          why: its kernel in tensorflow/core/kernels/tf_record_reader_op.cc needs tensorflow/core/lib/io/record_reader.cc, which the makefile leaves out
                          - use a newer TensorFlow: 2.1.0 is the first bundled release in which this target has a kernel for it: tensorflowVersion=2.1.0
                          - do in the app what this op does, and feed the result; or have the makefile compile tensorflow/core/lib/io/record_reader.cc, and vouch for it with an include of the file tensorflow/core/kernels/tf_record_reader_op.cc (not tried)""".stripIndent());
    }

    /** What {@code failOnUnregistered=false} lets pass is in nothing that the build is given: it compiles. */
    @Test
    void whatTheBuildLacksIsInNoneOfItsFiles() throws Exception {
        NodeDef[] passes = {
            placeholder("x", DataType.DT_FLOAT),
            placeholder("s", DataType.DT_STRING),
            typed("Relu", "out", DataType.DT_FLOAT, "x")
        };
        List<NodeDef> all = new ArrayList<>(List.of(passes));
        all.add(node("DecodeJpeg", "needs_library", "s").build());
        all.add(node("StringToHashBucketFast", "needs_library_2", "s")
                .putAttr("num_buckets", AttrValue.newBuilder().setI(10).build())
                .build());
        all.add(dataset("SnapshotDataset", "needs_proto", "v", "s"));
        all.add(placeholder("v", DataType.DT_VARIANT));
        all.add(node("TFRecordReaderV2", "left_out").build());

        Requirements less = requirements(Types.SELECTIVE, TestModels.model("m", TestModels.graph(passes), "out", "s"));
        Requirements more = requirements(
                Types.SELECTIVE,
                TestModels.model(
                        "m",
                        TestModels.graph(all.toArray(NodeDef[]::new)),
                        "out",
                        "needs_library",
                        "needs_library_2",
                        "needs_proto",
                        "left_out"));

        assertThat(more.unregistered().stream().map(each -> each.why().kind()))
                .containsExactlyInAnyOrder("needs-library", "needs-library", "needs-proto", "left-out");
        assertThat(OpFileList.render(more)).isEqualTo(OpFileList.render(less));
        assertThat(OpsToRegisterHeader.render(more)).isEqualTo(OpsToRegisterHeader.render(less));
        assertThat(OpsListJson.render(more)).isEqualTo(OpsListJson.render(less));
        assertThat(BazelFile.render(more)).isEqualTo(BazelFile.render(less));
        assertThat(MakefileFragment.render(more)).isEqualTo(MakefileFragment.render(less));
    }

    private static NodeDef dataset(String op, String name, String... inputs) {
        AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT);
        AttrValue.ListValue.Builder shapes =
                AttrValue.ListValue.newBuilder().addShape(TensorShapeProto.getDefaultInstance());
        return node(op, name, inputs)
                .putAttr("output_types", AttrValue.newBuilder().setList(types).build())
                .putAttr("output_shapes", AttrValue.newBuilder().setList(shapes).build())
                .build();
    }

    @Test
    void integersAreComparedOnlyWithMoreTypesThanSlim() throws Exception {
        Graph graph = TestModels.graph(
                placeholder("n", DataType.DT_INT32), typed("Less", "less", DataType.DT_INT32, "n", "n"));

        assertThat(requirements(Types.SELECTIVE, TestModels.model("m", graph, "less"))
                        .unregistered())
                .isEmpty();
        assertThatThrownBy(() -> diagnosis(Types.SLIM, TestModels.model("m", graph, "less"))
                        .requireAllRegistered())
                .hasMessage("""
                        1 op is not registered in TensorFlow 1.15.0 for ios-slim (kernels: available): 1 node of model "m"
                          op                    nodes  models  reason
                          Less with T=DT_INT32  1      m       no-kernel-for-attrs
                        Less with T=DT_INT32: 1 node of model "m"
                          nodes: "less"
                          why: target ios-slim registers kernels of it, but none for these attrs
                          registered: T = DT_FLOAT, DT_INT64
                          - set types to selective, with which ios registers a kernel for it: types=selective
                          - set types to full, with which ios registers a kernel for it: types=full""".stripIndent());
    }

    @Test
    void whatCoreRegistersUnaskedIsInEveryBuild() throws Exception {
        Graph graph = TestModels.graph(placeholder("x", DataType.DT_FLOAT));

        assertThat(requirements(Types.SLIM, TestModels.model("m", graph, "x")).registered())
                .extracting(registration -> registration.op() + " " + registration.kernelClass())
                .containsOnlyOnce("_DeviceArg ArgOp", "_DeviceRetval RetvalOp")
                .doesNotContain("_ListToArray PassOn");
    }

    @Test
    void accumulateNV2BringsTheKernelsThatItIsRewrittenTo() throws Exception {
        Graph graph = TestModels.graph(
                placeholder("x", DataType.DT_FLOAT), joined("AccumulateNV2", "sum", DataType.DT_FLOAT, "x", "x"));
        Requirements requirements = requirements(Types.SLIM, TestModels.model("m", graph, "sum"));

        assertThat(requirements.unregistered()).isEmpty();
        assertThat(rewritten(requirements, "an AccumulateNV2 is rewritten to it"))
                .containsExactly(
                        "Assign AssignOpT<CPUDevice, float>",
                        "AssignAdd DenseUpdateOp<CPUDevice, float, DenseUpdateType::ADD>",
                        "DestroyTemporaryVariable DestroyTemporaryVariableOp",
                        "Fill FillOp<CPUDevice, float, int32>",
                        "Shape ShapeOp<int32>",
                        "TemporaryVariable TemporaryVariableOp");
        assertThat(requirements.files())
                .contains(
                        "tensorflow/core/kernels/variable_ops.cc",
                        "tensorflow/core/kernels/dense_update_ops.cc",
                        "tensorflow/core/ops/state_ops.cc");
    }

    @Test
    void accumulateNV2InALoopMayBecomeAddNAsWell() throws Exception {
        Graph graph = TestModels.graph(
                placeholder("x", DataType.DT_FLOAT),
                node("Enter", "enter", "x")
                        .putAttr("T", type(DataType.DT_FLOAT))
                        .putAttr(
                                "frame_name",
                                AttrValue.newBuilder()
                                        .setS(ByteString.copyFromUtf8("loop"))
                                        .build())
                        .build(),
                joined("AccumulateNV2", "sum", DataType.DT_FLOAT, "enter", "enter"));
        Requirements requirements = requirements(Types.SLIM, TestModels.model("m", graph, "sum"));

        assertThat(requirements.unregistered()).isEmpty();
        assertThat(rewritten(requirements, "an AccumulateNV2 is rewritten to it"))
                .contains("AddN AddNOp<CPUDevice, float>", "TemporaryVariable TemporaryVariableOp");
    }

    @Test
    void accumulateNV2FailsWithoutTheKernelsThatItIsRewrittenTo() throws Exception {
        Graph graph = TestModels.graph(
                placeholder("x", DataType.DT_INT16), joined("AccumulateNV2", "sum", DataType.DT_INT16, "x", "x"));

        assertThatThrownBy(() -> diagnosis(Types.SLIM, TestModels.model("m", graph, "sum"))
                        .requireAllRegistered())
                .hasMessage("""
                        3 ops are not registered in TensorFlow 1.15.0 for ios-slim (kernels: available): 3 nodes of model "m"
                          op                                         nodes  models  reason
                          Assign with T=DT_INT16                     1      m       no-kernel-for-attrs
                          AssignAdd with T=DT_INT16                  1      m       no-kernel-for-attrs
                          Fill with T=DT_INT16, index_type=DT_INT32  1      m       no-kernel-for-attrs
                        - solves 3 of 3 (Assign, AssignAdd, Fill): set types to selective, with which ios registers a kernel for it: types=selective
                        Assign with T=DT_INT16: 1 node of model "m"
                          nodes: "sum"
                          why: no model shows it, but an AccumulateNV2 is rewritten to it; target ios-slim registers kernels of it, but none for these attrs
                          registered: T = DT_BOOL, DT_FLOAT, DT_INT32
                        AssignAdd with T=DT_INT16: 1 node of model "m"
                          nodes: "sum"
                          why: no model shows it, but an AccumulateNV2 is rewritten to it; target ios-slim registers kernels of it, but none for these attrs
                          registered: T = DT_FLOAT, DT_INT32
                        Fill with T=DT_INT16, index_type=DT_INT32: 1 node of model "m"
                          nodes: "sum"
                          why: no model shows it, but an AccumulateNV2 is rewritten to it; target ios-slim registers kernels of it, but none for these attrs
                          registered: T = DT_BOOL with index_type = DT_INT32; T = DT_BOOL with index_type = DT_INT64; T = DT_FLOAT with index_type = DT_INT32; T = DT_FLOAT with index_type = DT_INT64; T = DT_INT32 with index_type = DT_INT32; T = DT_INT32 with index_type = DT_INT64; T = DT_QUINT16 with index_type = DT_INT32; and 5 more""".stripIndent());
    }

    @Test
    void parallelConcatBringsTheKernelsThatItIsRewrittenTo() throws Exception {
        Graph graph = TestModels.graph(
                placeholder("x", DataType.DT_FLOAT), joined("ParallelConcat", "all", DataType.DT_FLOAT, "x", "x"));
        Requirements requirements = requirements(Types.SLIM, TestModels.model("m", graph, "all"));

        assertThat(requirements.unregistered()).isEmpty();
        assertThat(rewritten(requirements, "a ParallelConcat is rewritten to it"))
                .containsExactly(
                        "Identity IdentityOp",
                        "_ParallelConcatStart ParallelConcatStart<CPUDevice, float>",
                        "_ParallelConcatUpdate ParallelConcatUpdate<CPUDevice>");
    }

    private static NodeDef joined(String op, String name, DataType type, String... inputs) {
        return typed(op, name, type, inputs).toBuilder()
                .putAttr("N", AttrValue.newBuilder().setI(inputs.length).build())
                .putAttr(
                        "shape",
                        AttrValue.newBuilder()
                                .setShape(TensorShapeProto.newBuilder()
                                        .addDim(TensorShapeProto.Dim.newBuilder()
                                                .setSize(2)))
                                .build())
                .build();
    }

    private static List<String> rewritten(Requirements requirements, String reason) {
        return requirements.required().stream()
                .filter(requirement -> requirement.reasons().contains(reason))
                .map(requirement -> requirement.op() + " " + requirement.kernelClass())
                .toList();
    }

    private Requirements requirements(Types types, FinalModel model) throws ProblemException {
        return Requirements.of(request(types, model));
    }

    private Diagnosis diagnosis(Types types, FinalModel model) throws ProblemException {
        return Diagnosis.of(request(types, model), new RegistryAlternatives());
    }

    private RequirementRequest request(Types types, FinalModel model) throws ProblemException {
        Target target = Target.of(Platform.IOS, types);
        return RequirementRequest.of(
                List.of(model),
                KernelLookup.of(registry, target),
                KernelList.available(),
                RegistrySources.of(registry, target));
    }

    private static Registry load() {
        try {
            return BundledRegistries.load("1.15.0");
        } catch (ProblemException e) {
            throw new IllegalStateException(e);
        }
    }
}
