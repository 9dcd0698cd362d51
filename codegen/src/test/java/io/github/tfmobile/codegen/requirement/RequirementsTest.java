package io.github.tfmobile.codegen.requirement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.model.DroppedAttrs;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.codegen.report.HtmlReport;
import io.github.tfmobile.codegen.report.JsonReport;
import io.github.tfmobile.codegen.target.Include;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.testing.Samples;
import io.github.tfmobile.codegen.testing.TestModels;
import io.github.tfmobile.codegen.testing.TestRegistry;
import io.github.tfmobile.codegen.testing.TestSources;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.transform.backport.DropUnknownAttrs;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.VersionDef;

class RequirementsTest {

    @Test
    void mergesModelsAndRemembersWhoAsks() throws Exception {
        Requirements requirements = Samples.good();

        List<Requirement> adds = requirements.required().stream()
                .filter(requirement -> requirement.op().equals("AddV2"))
                .toList();
        assertThat(adds)
                .extracting(Requirement::kernelClass)
                .containsExactly(
                        "BinaryOp<CPUDevice, functor::add<float>>", "BinaryOp<CPUDevice, functor::add<int32>>");
        assertThat(adds.get(0).uses()).containsExactly(new NodeUse("first", List.of(), "sum"));
        assertThat(adds.get(1).uses())
                .containsExactly(
                        new NodeUse("second", List.of(), "<script>alert(1)</script>"),
                        new NodeUse("second", List.of(), "twice"));
        assertThat(adds.get(1).attrs()).hasToString("{T=DT_INT32}");
        assertThat(adds.get(1).models()).containsExactly("second");
        assertThat(adds.get(0).kernelFiles())
                .containsExactly(
                        "tensorflow/core/kernels/cwise_op_add_1.cc", "tensorflow/core/kernels/cwise_ops_common.cc");
    }

    @Test
    void addsWhatTheRuntimeNeedsByItself() throws Exception {
        Requirements requirements = Samples.good();

        assertThat(requirements.required().stream()
                        .filter(requirement -> requirement.uses().isEmpty())
                        .map(Requirement::op))
                .containsExactly("Cast", "NoOp", "_Arg", "_Recv", "_Retval", "_Send");
    }

    @Test
    void addsWhatControlFlowIsRewrittenTo() throws Exception {
        Registry registry = TestRegistry.desktop();
        Graph graph = TestModels.corpusGraph("tf1/control_flow_v2/optimized.pb");
        Requirements requirements = Requirements.of(RequirementRequest.of(
                List.of(TestModels.model("m", graph)),
                TestRegistry.lookup(registry),
                KernelList.available(),
                TestSources.of(registry)));

        assertThat(requirements.unregistered()).isEmpty();
        assertThat(requirements.opNames())
                .contains("Switch", "Merge", "Enter", "Exit", "NextIteration", "LoopCond", "IdentityN", "_Arg");
        assertThat(requirements.required().stream()
                        .filter(requirement -> requirement.op().equals("NextIteration"))
                        .flatMap(requirement -> requirement.reasons().stream()))
                .containsOnly("a While is rewritten to it");
    }

    @Test
    void fillsInTheAttrsOfGenericFunctions() throws Exception {
        Registry registry = Samples.registry();
        NodeDef body = TestModels.node("AddV2", "add", "a", "b")
                .putAttr("T", AttrValue.newBuilder().setPlaceholder("type").build())
                .build();
        FunctionDef function = FunctionDef.newBuilder()
                .setSignature(OpDef.newBuilder()
                        .setName("twice")
                        .addAttr(OpDef.AttrDef.newBuilder().setName("type").setType("type")))
                .addNodeDef(body)
                .build();
        Graph graph = new Graph(
                List.of(
                        TestModels.node("twice", "one")
                                .putAttr("type", TestModels.type(DataType.DT_FLOAT))
                                .build(),
                        TestModels.node("twice", "two")
                                .putAttr("type", TestModels.type(DataType.DT_INT32))
                                .build(),
                        TestModels.node("twice", "three")
                                .putAttr("type", TestModels.type(DataType.DT_DOUBLE))
                                .build()),
                FunctionDefLibrary.newBuilder().addFunction(function).build(),
                VersionDef.getDefaultInstance());
        Requirements requirements = requirements(registry, graph);

        assertThat(requirements.required().stream()
                        .filter(requirement -> requirement.op().equals("AddV2"))
                        .map(requirement -> requirement.attrs() + " "
                                + requirement.uses().get(0).text()))
                .containsExactly(
                        "{T=DT_FLOAT} \"add\" in function \"twice\" (called by \"one\")",
                        "{T=DT_INT32} \"add\" in function \"twice\" (called by \"two\")");
        assertThat(requirements.unregistered()).hasSize(1);
        assertThat(requirements.unregistered().get(0).attrs()).hasToString("{T=DT_DOUBLE}");
    }

    @Test
    void leavesFunctionsAloneThatNothingCalls() throws Exception {
        Registry registry = Samples.registry();
        Graph graph = new Graph(
                List.of(TestModels.typed("Relu", "out", DataType.DT_FLOAT)),
                FunctionDefLibrary.newBuilder()
                        .addFunction(FunctionDef.newBuilder()
                                .setSignature(OpDef.newBuilder().setName("gradient"))
                                .addNodeDef(TestModels.node("NoSuchOp", "n")))
                        .build(),
                VersionDef.getDefaultInstance());
        Requirements requirements = requirements(registry, graph);

        assertThat(requirements.unregistered()).isEmpty();
        assertThat(requirements.warnings())
                .containsExactly(
                        "model \"m\" carries 1 function that nothing calls, first \"gradient\"; what they contain"
                                + " is not required of the target");
    }

    @Test
    void stopsAtFunctionsThatGrowWithoutEnd() {
        Registry registry = Samples.registry();
        AttrValue growing = AttrValue.newBuilder()
                .setFunc(NameAttrList.newBuilder()
                        .setName("f")
                        .putAttr(
                                "g",
                                AttrValue.newBuilder()
                                        .setFunc(NameAttrList.newBuilder()
                                                .setName("f")
                                                .putAttr(
                                                        "g",
                                                        AttrValue.newBuilder()
                                                                .setPlaceholder("g")
                                                                .build()))
                                        .build()))
                .build();
        Graph graph = new Graph(
                List.of(TestModels.node("f", "start")
                        .putAttr("g", TestModels.type(DataType.DT_FLOAT))
                        .build()),
                FunctionDefLibrary.newBuilder()
                        .addFunction(FunctionDef.newBuilder()
                                .setSignature(OpDef.newBuilder()
                                        .setName("f")
                                        .addAttr(OpDef.AttrDef.newBuilder()
                                                .setName("g")
                                                .setType("func")))
                                .addNodeDef(TestModels.node("NoOp", "n").putAttr("call", growing)))
                        .build(),
                VersionDef.getDefaultInstance());

        assertThatThrownBy(() -> requirements(registry, graph))
                .isInstanceOf(ProblemException.class)
                .hasMessage("model \"m\": its functions call each other without end, last \"f\" from node \"n\"\n"
                        + "  The file is damaged, or the function calls itself without end; save the model again.");
    }

    @Test
    void dropsAttrsThatHoldANewerReleasesDefault() throws Exception {
        Registry registry = Samples.registry();
        OpDef newer = OpDef.newBuilder()
                .setName("Relu")
                .addAttr(OpDef.AttrDef.newBuilder()
                        .setName("slope")
                        .setType("float")
                        .setDefaultValue(AttrValue.newBuilder().setF(0)))
                .build();
        KernelLookup lookup = KernelLookup.of(
                registry,
                Target.of(Samples.IOS_SLIM),
                TestRegistry.of("2.21.0", TestRegistry.DESKTOP)
                        .with(newer, "")
                        .build()
                        .ops());
        Graph graph = TestModels.graph(TestModels.typed("Relu", "out", DataType.DT_FLOAT).toBuilder()
                .putAttr("slope", AttrValue.newBuilder().setF(0).build())
                .build());
        Requirements requirements = Requirements.of(RequirementRequest.of(
                List.of(TestModels.model("m", graph)), lookup, KernelList.available(), Samples.sources(registry)));

        assertThat(requirements.unregistered()).isEmpty();
        assertThat(requirements.warnings())
                .containsExactly(
                        "model \"m\": attrs that the target does not know are dropped, they hold the defaults of a"
                                + " newer release: slope of Relu");
        List<String> dropped = new ArrayList<>();
        DropUnknownAttrs pass = new DropUnknownAttrs(lookup, (op, attrs) -> dropped.add(op + attrs));
        Graph without = pass.apply(graph);
        assertThat(dropped).containsExactly("Relu[slope]");
        assertThat(without.nodes()).containsExactly(TestModels.typed("Relu", "out", DataType.DT_FLOAT));
        assertThat(pass.apply(without)).isSameAs(without);

        // What was dropped before the look-up is warned of alike.
        FinalModel shipped = new FinalModel(
                "m",
                without,
                List.of(),
                List.of(),
                "0".repeat(64),
                "models/m.pb",
                DroppedAttrs.parse("Relu:slope"),
                0,
                null,
                null);
        assertThat(Requirements.of(RequirementRequest.of(
                                List.of(shipped), lookup, KernelList.available(), Samples.sources(registry)))
                        .warnings())
                .isEqualTo(requirements.warnings());
    }

    @Test
    void includesKernelsOfAnOpForSomeDtypes() throws Exception {
        Requirements requirements = with(Include.ofOp("Less", List.of("float"), "next model"));

        assertThat(requirements.required().stream()
                        .filter(requirement -> requirement.op().equals("Less"))
                        .map(requirement -> requirement.kernelClass() + " " + requirement.reasons()))
                .containsExactly("BinaryOp<CPUDevice, functor::less<float>> [included: next model]");
    }

    @Test
    void includesAFileWithAllThatItRegisters() throws Exception {
        Requirements requirements = with(Include.ofFile("tensorflow/core/kernels/cwise_op_mul_1.cc", "next model"));

        assertThat(requirements.opNames()).contains("Mul");
        assertThat(requirements.files()).contains("tensorflow/core/kernels/cwise_op_mul_1.cc");
    }

    @Test
    void includesAFileThatNeedsALibraryBecauseTheUserVouchesForIt() throws Exception {
        Registry registry = Samples.registry();
        Requirements requirements = Requirements.of(new RequirementRequest(
                List.of(TestModels.model(
                        "m",
                        TestModels.graph(TestModels.node("DecodeJpeg", "decode").build()))),
                Samples.lookup(registry, Samples.IOS_SLIM),
                KernelList.available(),
                Samples.sources(registry),
                List.of(),
                RuntimeKernels.of(registry.runtimeOps())));
        assertThat(requirements.unregistered()).hasSize(1);
        assertThat(with(Include.ofFile("tensorflow/core/kernels/decode_image_op.cc", "we link libjpeg"))
                        .opNames())
                .contains("DecodeJpeg");
    }

    @Test
    void refusesIncludesThatAreWrongOrChangeNothingAllAtOnce() {
        assertThatThrownBy(() -> with(
                        Include.ofOp("Relu", "we like it"),
                        Include.ofOp("Rleu", "typing error"),
                        Include.ofOp("Less", List.of("int32"), "counting"),
                        Include.ofOp("Less", List.of("integer"), "counting"),
                        Include.ofFile("tensorflow/core/kernels/nothing.cc", "?"),
                        Include.ofFile("tensorflow/core/kernels/relu_op.cc", "again"),
                        Include.ofOp("Mul", " ")))
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        includes changes nothing, the models, the runtime or an earlier include require these kernels already: "Relu"
                          remove it from includes
                        includes: TensorFlow 1.15.0 has no op of this name: "Rleu"
                          Did you mean "Relu" or "Relu6"?
                          correct the name, or remove the include
                        includes: target ios-slim registers no kernel of this op for int32: "Less"
                          registered: T = DT_FLOAT
                          correct dtypes, or set another types
                        includes of op "Less" has an unknown dtype: "integer"
                          dtypes: DTYPES
                        includes: the source tree of TensorFlow 1.15.0 has no such file: "tensorflow/core/kernels/nothing.cc"
                          name it from the root of the tree, as in tensorflow/core/kernels/cast_op.cc
                        includes changes nothing, the build compiles this file and needs its kernels already: "tensorflow/core/kernels/relu_op.cc"
                          remove it from includes
                        includes has no reason for "Mul"
                          say why the build needs it, for whoever wonders next year""".stripIndent().replace("DTYPES", String.join(", ", Dtype.names())));
    }

    @Test
    void refusesToIncludeAnOpWhoseLibraryNobodyVouchesFor() {
        assertThatThrownBy(() -> with(Include.ofOp("DecodeJpeg", "pictures"))).hasMessage("""
                        includes: target ios-slim does not build the kernel of this op: "DecodeJpeg"
                          its kernel in tensorflow/core/kernels/decode_image_op.cc needs libjpeg, which builds for ios do not have
                          if your build has it, include tensorflow/core/kernels/decode_image_op.cc in file""".stripIndent());
    }

    @Test
    void failsWhenAnOpListLacksWhatTheRuntimeNeeds() throws Exception {
        Registry registry = Samples.registry();
        KernelList list = KernelList.stock(List.of(
                "tensorflow/core/kernels/constant_op.cc",
                "tensorflow/core/kernels/no_op.cc",
                "tensorflow/core/kernels/sendrecv_ops.cc",
                "tensorflow/core/ops/math_ops.cc",
                "tensorflow/core/ops/sendrecv_ops.cc"));
        Diagnosis diagnosis = Diagnosis.of(
                RequirementRequest.of(
                        List.of(TestModels.model(
                                "m", TestModels.graph(TestModels.placeholder("x", DataType.DT_FLOAT)))),
                        Samples.lookup(registry, Samples.IOS_SLIM),
                        list,
                        Samples.sources(registry)),
                Samples.alternatives());

        assertThatThrownBy(diagnosis::requireAllRegistered).hasMessage("""
                        2 ops are not registered in TensorFlow 1.15.0 for ios-slim (kernels: stock)
                          op       nodes  models  reason
                          _Arg     -      every   not-in-kernel-list
                          _Retval  -      every   not-in-kernel-list
                        - solves 2 of 2 (_Arg, _Retval): build with the generated tf_op_files.txt in place of the stock one, and set kernels to available: kernels=available
                        _Arg
                          why: no model shows it, but the runtime feeds, fetches and calls functions through it; its kernel exists in the source tree, but the op list does not compile it: tensorflow/core/kernels/function_ops.cc
                          - compile these files, too:
                              tensorflow/core/kernels/function_ops.cc
                        _Retval
                          why: no model shows it, but the runtime feeds, fetches and calls functions through it; its kernel exists in the source tree, but the op list does not compile it: tensorflow/core/kernels/function_ops.cc
                          - compile these files, too:
                              tensorflow/core/kernels/function_ops.cc""".stripIndent());
        assertThat(JsonReport.render(diagnosis))
                .contains("\"solves\": 2,\n      \"ops\": [\n        \"_Arg\",\n        \"_Retval\"\n      ]");
        assertThat(HtmlReport.render(diagnosis, SettingNames.PLAIN))
                .contains("<li>2 of 2: build with the generated tf_op_files.txt");
    }

    @Test
    void warnsOfVariablesAndDevices() throws Exception {
        Registry registry = TestRegistry.desktop();
        Graph graph = TestModels.graph(
                TestModels.typed("Relu", "a", DataType.DT_FLOAT).toBuilder()
                        .setDevice("/device:GPU:0")
                        .build(),
                TestModels.node("VariableV2", "v").build());
        Requirements requirements = Requirements.of(RequirementRequest.of(
                List.of(TestModels.model("m", graph)),
                TestRegistry.lookup(registry),
                KernelList.available(),
                TestSources.of(registry)));

        assertThat(requirements.warnings())
                .containsExactly(
                        "model \"m\" pins nodes to a GPU; " + Setting.CLEAR_DEVICES.with("true")
                                + " drops device names: 1 node, first \"a\"",
                        "model \"m\" still has variables, which nothing will restore on the device: 1 node, first \"v\"");
    }

    private static Requirements with(Include... includes) throws ProblemException {
        Registry registry = Samples.registry();
        return Requirements.of(new RequirementRequest(
                Samples.goodModels(),
                Samples.lookup(registry, Samples.IOS_SLIM),
                KernelList.available(),
                Samples.sources(registry),
                List.of(includes),
                RuntimeKernels.of(registry.runtimeOps())));
    }

    private static Requirements requirements(Registry registry, Graph graph) throws ProblemException {
        return Requirements.of(RequirementRequest.of(
                List.of(TestModels.model("m", graph)),
                Samples.lookup(registry, Samples.IOS_SLIM),
                KernelList.available(),
                Samples.sources(registry)));
    }
}
