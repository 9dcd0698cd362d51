package io.github.tfmobile.codegen.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.codegen.report.HtmlReport;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.RuntimeKernels;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.testing.Samples;
import io.github.tfmobile.codegen.testing.TestModels;
import io.github.tfmobile.codegen.testing.TestRegistry;
import io.github.tfmobile.codegen.testing.TestSources;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.registry.Registry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

class UnregisteredMessageTest {

    @Test
    void saysNothingWhenEveryNodeHasAKernel() {
        assertThatCode(() -> Samples.goodDiagnosis().requireAllRegistered()).doesNotThrowAnyException();
    }

    @Test
    void tellsEverythingAtOnce() {
        assertThatThrownBy(() -> Samples.bad().requireAllRegistered())
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        4 ops are not registered in TensorFlow 1.15.0 for ios-slim (kernels: available): 5 nodes of models "loop" and "pictures"
                          op                     nodes  models    reason
                          Atan2 with T=DT_FLOAT  1      loop      no-kernel
                          DecodeJpeg             1      pictures  needs-library
                          FancyNewOp             1      loop      unknown-op
                          Less with T=DT_INT32   2      loop      no-kernel-for-attrs
                        Atan2 with T=DT_FLOAT: 1 node of model "loop"
                          nodes: "angle"
                          why: target ios-slim registers no kernel of it at all
                          - no types value of ios registers it; other platforms do: desktop (default) (not tried)
                        DecodeJpeg: 1 node of model "pictures"
                          nodes: "DecodeJpeg"
                          why: its kernel in tensorflow/core/kernels/decode_image_op.cc needs libjpeg, which builds for ios do not have
                          - strip: feed model "pictures" further inside, in place of "contents": inputs=DecodeJpeg=uint8[?,?,?]
                          - strip: feed model "pictures" further inside, in place of "contents": inputs=Mul=float[?,?,?]
                          - do in the app what this op does, and feed the result; or build libjpeg for the device and link it, and vouch for it with an include of the file tensorflow/core/kernels/decode_image_op.cc (not tried)
                        FancyNewOp: 1 node of model "loop"
                          nodes: "fancy"
                          why: TensorFlow 1.15.0 has no op of this name
                          - use a newer TensorFlow: 2.1.0 is the first bundled release in which this target has a kernel for it: tensorflowVersion=2.1.0
                          - if it is an op of your own, give the source tree that has it as tensorflowRoot, so that its REGISTER_OP and its kernels are known (not tried)
                        Less with T=DT_INT32: 2 nodes of model "loop"
                          nodes: "less", "inner/Less" in function "compare" (called by PartitionedCall "call")
                          why: target ios-slim registers kernels of it, but none for these attrs
                          registered: T = DT_FLOAT
                          - set types to selective, with which ios registers a kernel for it: types=selective""".stripIndent());
    }

    /** The page shows the message as Maven spells it, with codes, and leaves parts out. */
    @Test
    void isWhatTheDocumentationShows() throws Exception {
        List<String> shown = Files.readString(Path.of("../docs/unregistered-ops.md"))
                .lines()
                .dropWhile(line -> !line.startsWith("    "))
                .takeWhile(line -> line.startsWith("    "))
                .filter(line -> !line.strip().equals("..."))
                .map(line -> line.substring(4)
                        .replaceFirst(" \\[[a-z-]+]$", "")
                        .replaceFirst("<(\\w+)>(.*)</\\1> \\(-Dtfmobile\\.\\1=\\2\\)", "$1=$2"))
                .toList();

        assertThat(shown).hasSizeGreaterThan(10);
        assertThatThrownBy(() -> Samples.bad().requireAllRegistered())
                .satisfies(e -> assertThat(e.getMessage().lines().toList()).containsSubsequence(shown));
    }

    @Test
    void namesTheFilesThatAnOpListLacks() throws Exception {
        Registry registry = Samples.registry();
        KernelList list = KernelList.of(
                "src/main/tf_op_files.txt",
                List.of(
                        "tensorflow/core/kernels/constant_op.cc",
                        "tensorflow/core/kernels/no_op.cc",
                        "tensorflow/core/kernels/function_ops.cc",
                        "tensorflow/core/kernels/sendrecv_ops.cc",
                        "tensorflow/core/ops/math_ops.cc",
                        "tensorflow/core/ops/sendrecv_ops.cc"));
        Graph graph = TestModels.graph(
                TestModels.placeholder("x", DataType.DT_FLOAT),
                TestModels.typed("Relu", "out", DataType.DT_FLOAT, "x"));
        Diagnosis diagnosis = Diagnosis.of(
                RequirementRequest.of(
                        List.of(TestModels.model("small", graph)),
                        Samples.lookup(registry, Samples.IOS_SLIM),
                        list,
                        Samples.sources(registry)),
                Samples.alternatives());

        assertThatThrownBy(diagnosis::requireAllRegistered).hasMessage("""
                        1 op is not registered in TensorFlow 1.15.0 for ios-slim (kernels: src/main/tf_op_files.txt): 1 node of model "small"
                          op                    nodes  models  reason
                          Relu with T=DT_FLOAT  1      small   not-in-kernel-list
                        Relu with T=DT_FLOAT: 1 node of model "small"
                          nodes: "out"
                          why: its kernel exists in the source tree, but the op list does not compile it: tensorflow/core/kernels/relu_op.cc
                          - add to "src/main/tf_op_files.txt":
                              tensorflow/core/kernels/relu_op.cc
                              tensorflow/core/kernels/relu_op_functor.cc""".stripIndent());
    }

    @Test
    void namesAnOpWhoseDefinitionIsNotCompiled() throws Exception {
        Registry registry = Samples.registry();
        KernelList list = KernelList.stock(List.of(
                "tensorflow/core/kernels/constant_op.cc",
                "tensorflow/core/kernels/no_op.cc",
                "tensorflow/core/kernels/function_ops.cc",
                "tensorflow/core/kernels/sendrecv_ops.cc",
                "tensorflow/core/kernels/decode_image_op.cc",
                "tensorflow/core/ops/math_ops.cc",
                "tensorflow/core/ops/sendrecv_ops.cc"));
        Graph graph = TestModels.graph(TestModels.node("DecodeJpeg", "decode").build());
        Diagnosis diagnosis = Diagnosis.of(
                RequirementRequest.of(
                        List.of(TestModels.model("small", graph)),
                        Samples.lookup(registry, Samples.IOS_SLIM),
                        list,
                        Samples.sources(registry)),
                Samples.alternatives());

        assertThat(UnregisteredMessage.problems(diagnosis).get(0).text()).isEqualTo("""
                        DecodeJpeg: 1 node of model "small"
                          nodes: "decode"
                          why: its kernel exists in the source tree, but the op list does not compile it: tensorflow/core/ops/image_ops.cc
                          - compile these files, too:
                              tensorflow/core/ops/image_ops.cc
                            and build libjpeg for the device and link it (not tried)""".stripIndent());
    }

    @Test
    void showsTheFirstNodesAndCountsTheRest() throws Exception {
        NodeDef[] nodes = IntStream.range(0, 30)
                .mapToObj(i -> TestModels.typed("Less", "less_" + i, DataType.DT_INT32))
                .toArray(NodeDef[]::new);
        Registry registry = Samples.registry();
        Diagnosis diagnosis = Diagnosis.of(
                RequirementRequest.of(
                        List.of(
                                TestModels.model("a", TestModels.graph(nodes)),
                                TestModels.model("b", TestModels.graph(nodes[0]))),
                        Samples.lookup(registry, Samples.IOS_SLIM),
                        KernelList.available(),
                        Samples.sources(registry)),
                Samples.alternatives());

        assertThat(UnregisteredMessage.problems(diagnosis).get(0).text())
                .startsWith("Less with T=DT_INT32: 31 nodes of models \"a\" and \"b\"\n  nodes: "
                        + IntStream.range(0, 20)
                                .mapToObj(i -> "\"less_" + i + "\" of \"a\"")
                                .collect(Collectors.joining(", "))
                        + " and 11 more\n");
        assertThat(diagnosis.problems().get(0).unregistered().uses()).hasSize(31);
    }

    @Test
    void showsTheFirstRemediesAndTheFirstFilesOfEachAndCountsTheRest() throws Exception {
        Diagnosis one = Diagnosis.of(
                RequirementRequest.of(
                        List.of(TestModels.model(
                                "m",
                                TestModels.graph(TestModels.node("Unknown", "n").build()))),
                        Samples.lookup(Samples.registry(), Samples.IOS_SLIM),
                        KernelList.available(),
                        Samples.sources(Samples.registry())),
                Alternatives.NONE);
        String files =
                IntStream.range(0, 30).mapToObj(i -> "\n    file_" + i + ".cc").collect(Collectors.joining());
        List<Remedy> remedies = IntStream.range(0, 30)
                .mapToObj(i -> Remedy.hint("files", "way " + i + ":" + (i == 0 ? files : "")))
                .toList();
        Diagnosis many = new Diagnosis(
                one.requirements(),
                List.of(new DiagnosedProblem(one.problems().get(0).unregistered(), remedies)),
                List.of());

        assertThatThrownBy(many::requireAllRegistered)
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains("\n  - way 0:\n")
                        .contains("file_19.cc\n      and 9 more, see the report\n")
                        .contains("file_29.cc (not tried)\n")
                        .doesNotContain("file_20.cc")
                        .contains("\n  - way 19: (not tried)\n  and 10 more, see the report")
                        .doesNotContain("way 20"));
    }

    @Test
    void everyOpHasItsLineAndTheFirstTwentyAreExplained() throws Exception {
        NodeDef[] nodes = IntStream.range(0, 30)
                .mapToObj(i -> TestModels.node(String.format("Unknown%02d", i), "n" + i + "/" + "x".repeat(100_000))
                        .build())
                .toArray(NodeDef[]::new);
        Registry registry = Samples.registry();
        Diagnosis diagnosis = Diagnosis.of(
                RequirementRequest.of(
                        List.of(TestModels.model("m", TestModels.graph(nodes))),
                        Samples.lookup(registry, Samples.IOS_SLIM),
                        KernelList.available(),
                        Samples.sources(registry)),
                Alternatives.NONE);

        assertThatThrownBy(diagnosis::requireAllRegistered).satisfies(failure -> {
            String message = failure.getMessage();
            for (int i = 0; i < 30; i++) {
                assertThat(message).contains(String.format("\n  Unknown%02d  1      m       unknown-op", i));
            }
            assertThat(message)
                    .contains("\n10 more are explained in the report; the first 20:\nUnknown00: 1 node of model \"m\"")
                    .contains("\nUnknown19: 1 node")
                    .doesNotContain("\nUnknown20: 1 node")
                    .hasSizeLessThan(20_000);
        });
        assertThat(HtmlReport.render(diagnosis, SettingNames.PLAIN)).contains("n0/" + "x".repeat(100_000));
    }

    @Test
    void saysThatNoOutputNeedsTheNode() throws Exception {
        Registry registry = Samples.registry();
        Graph graph = TestModels.graph(
                TestModels.placeholder("x", DataType.DT_FLOAT),
                TestModels.typed("Relu", "out", DataType.DT_FLOAT, "x"),
                TestModels.typed("Less", "debug", DataType.DT_INT32, "x", "x"));
        Diagnosis diagnosis = Diagnosis.of(
                RequirementRequest.of(
                        List.of(TestModels.model("m", graph, "out")),
                        Samples.lookup(registry, Samples.IOS_SLIM),
                        KernelList.available(),
                        Samples.sources(registry)),
                Samples.alternatives());

        assertThat(diagnosis.problems().get(0).remedies().get(0).text())
                .isEqualTo("no output of model \"m\" needs it: the transform strip_unused_nodes removes it");
    }

    @Test
    void failsOnAnAttrOfANewerReleaseWhoseValueMatters() throws Exception {
        Registry registry = Samples.registry();
        Graph graph = TestModels.graph(TestModels.typed("Relu", "out", DataType.DT_FLOAT).toBuilder()
                .putAttr("new_attr", AttrValue.newBuilder().setB(true).build())
                .build());
        Diagnosis diagnosis = Diagnosis.of(
                RequirementRequest.of(
                        List.of(TestModels.model("m", graph)),
                        Samples.lookup(registry, Samples.IOS_SLIM),
                        KernelList.available(),
                        Samples.sources(registry)),
                Samples.alternatives());

        assertThat(UnregisteredMessage.problems(diagnosis).get(0).text()).isEqualTo("""
                        Relu with T=DT_FLOAT: 1 node of model "m"
                          nodes: "out"
                          why: TensorFlow 1.15.0 does not know attr "new_attr" of this op, and no newer release is known that has the value for a default
                          registered: T = DT_FLOAT
                          - if the attr does not matter, drop it with remove_attribute(attribute_name=new_attr, op_name=Relu); otherwise export the model with the target's release""".stripIndent());
    }

    @Test
    void keepsNamesOfModelsOnOneLine() throws Exception {
        Registry registry = TestRegistry.of("1.15.0", TestRegistry.DESKTOP).build();
        Graph graph = TestModels.graph(
                TestModels.node("Tanh\n\u001b[31m", "evil\nname\u202e").build());
        Diagnosis diagnosis = Diagnosis.of(
                new RequirementRequest(
                        List.of(TestModels.model("m", graph)),
                        TestRegistry.lookup(registry),
                        KernelList.available(),
                        TestSources.of(registry),
                        List.of(),
                        RuntimeKernels.of(registry.runtimeOps())),
                Samples.alternatives());

        assertThat(UnregisteredMessage.problems(diagnosis).stream()
                        .filter(problem -> problem.what().startsWith("Tanh"))
                        .findFirst()
                        .orElseThrow()
                        .text())
                .startsWith("Tanh\\u000a\\u001b[31m: 1 node of model \"m\"\n  nodes: \"evil\\u000aname\\u202e\"\n");
    }
}
