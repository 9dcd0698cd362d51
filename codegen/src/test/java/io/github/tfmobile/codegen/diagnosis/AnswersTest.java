package io.github.tfmobile.codegen.diagnosis;

import static io.github.tfmobile.codegen.testing.TestModels.node;
import static io.github.tfmobile.codegen.testing.TestModels.placeholder;
import static io.github.tfmobile.codegen.testing.TestModels.typed;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.RuntimeKernels;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.RegistrySources;
import io.github.tfmobile.codegen.testing.TestModels;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.transform.backport.DropUnknownAttrs;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.Answer;
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

/** What a user reads for each kind of answer that a real release gives. */
class AnswersTest {

    private static String message(String release, Platform platform, Types types, NodeDef node) throws Exception {
        Registry registry = BundledRegistries.load(release);
        Target target = Target.of(platform, types);
        Diagnosis diagnosis = Diagnosis.of(
                new RequirementRequest(
                        List.of(TestModels.model("m", TestModels.graph(placeholder("x", DataType.DT_FLOAT), node))),
                        KernelLookup.of(registry, target),
                        KernelList.available(),
                        RegistrySources.of(registry, target),
                        List.of(),
                        RuntimeKernels.of(registry.runtimeOps())),
                new RegistryAlternatives());
        assertThat(diagnosis.problems()).hasSize(1);
        return UnregisteredMessage.problems(diagnosis).get(0).text();
    }

    private static NodeDef conv(DataType type, int dilation) {
        AttrValue.Builder dilations = AttrValue.newBuilder();
        for (int size : new int[] {1, dilation, dilation, 1}) {
            dilations.getListBuilder().addI(size);
        }
        AttrValue strides = AttrValue.newBuilder()
                .setList(
                        AttrValue.ListValue.newBuilder().addI(1).addI(1).addI(1).addI(1))
                .build();
        return typed("Conv2D", "conv", type, "x", "x").toBuilder()
                .putAttr("dilations", dilations.build())
                .putAttr("strides", strides)
                .putAttr(
                        "padding",
                        AttrValue.newBuilder()
                                .setS(ByteString.copyFromUtf8("SAME"))
                                .build())
                .build();
    }

    private static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    @Test
    void unknownOp() throws Exception {
        NodeDef product = node("BatchMatMulV3", "product", "x", "x")
                .putAttr("Ta", type(DataType.DT_FLOAT))
                .putAttr("Tb", type(DataType.DT_FLOAT))
                .putAttr("Tout", type(DataType.DT_FLOAT))
                .build();

        assertThat(message("1.15.0", Platform.LINUX, Types.DEFAULT, product)).isEqualTo("""
                        BatchMatMulV3 with Ta=DT_FLOAT, Tb=DT_FLOAT, Tout=DT_FLOAT: 1 node of model "m"
                          nodes: "product"
                          why: TensorFlow 1.15.0 has no op of this name
                          - use a newer TensorFlow: 2.6.0 is the first bundled release in which this target has a kernel for it: tensorflowVersion=2.6.0
                          - Did you mean "BatchMatMulV2", "BatchMatMul" or "Batch"? (not tried)
                          - if it is an op of your own, give the source tree that has it as tensorflowRoot, so that its REGISTER_OP and its kernels are known (not tried)""".stripIndent());
    }

    @Test
    void opOfFilesThatThePublishedBinaryLacks() throws Exception {
        NodeDef pairs = node("SkipGramGenerateCandidates", "pairs", "x").build();

        assertThat(message("1.15.0", Platform.DESKTOP, Types.DEFAULT, pairs)).isEqualTo("""
                        SkipGramGenerateCandidates: 1 node of model "m"
                          nodes: "pairs"
                          why: target desktop-default has no op of this name, though the source tree of TensorFlow 1.15.0 has one
                          - no types value of desktop registers it; other platforms do: ios (default, full, selective, slim), raspberry-pi (default, full, selective, slim), android (default, full, selective, slim), linux (default, full, selective, slim) (not tried)""".stripIndent());
    }

    @Test
    void attrWhoseValueMatters() throws Exception {
        assertThat(message("1.4.1", Platform.IOS, Types.SLIM, conv(DataType.DT_FLOAT, 2)))
                .isEqualTo("""
                        Conv2D with T=DT_FLOAT: 1 node of model "m"
                          nodes: "conv"
                          why: TensorFlow 1.4.1 does not know attr "dilations" of this op, and no newer release is known that has the value for a default
                          registered: T = DT_FLOAT
                          - if the attr does not matter, drop it with remove_attribute(attribute_name=dilations, op_name=Conv2D); otherwise export the model with the target's release
                          - use a newer TensorFlow: 1.5.1 is the first bundled release in which this target has a kernel for it: tensorflowVersion=1.5.1""".stripIndent());
    }

    @Test
    void attrThatHasItsDefaultIsDropped() throws Exception {
        Graph graph = TestModels.graph(placeholder("x", DataType.DT_FLOAT), conv(DataType.DT_FLOAT, 1));
        KernelLookup kernels = KernelLookup.of(BundledRegistries.load("1.4.1"), Target.of(Platform.IOS, Types.SLIM));

        List<String> dropped = new ArrayList<>();
        Graph result = new DropUnknownAttrs(kernels, (op, attrs) -> dropped.add(op + attrs)).apply(graph);

        assertThat(dropped).containsExactly("Conv2D[dilations]");
        assertThat(kernels.find(result.nodes().get(1))).isInstanceOf(Answer.Kernel.class);
    }

    @Test
    void noKernelOnTheDevice() throws Exception {
        NodeDef node = conv(DataType.DT_FLOAT, 1).toBuilder()
                .setDevice("/device:TPU:0")
                .build();

        assertThat(message("1.15.0", Platform.RASPBERRY_PI, Types.SLIM, node)).isEqualTo("""
                        Conv2D with T=DT_FLOAT: 1 node of model "m"
                          nodes: "conv"
                          why: target raspberry-pi-slim has no kernel of it on device TPU, only on CPU
                          registered: T = DT_DOUBLE, DT_FLOAT, DT_HALF
                          - drop device names: clearDevices=true""".stripIndent());
    }

    @Test
    void noKernelForTheDtypes() throws Exception {
        assertThat(message("2.1", Platform.ANDROID, Types.FULL, conv(DataType.DT_DOUBLE, 1)))
                .isEqualTo("""
                        Conv2D with T=DT_DOUBLE: 1 node of model "m"
                          nodes: "conv"
                          why: target android-full registers kernels of it, but none for these attrs
                          registered: T = DT_FLOAT, DT_HALF, DT_INT32
                          - set types to selective, with which android registers a kernel for it: types=selective""".stripIndent());
    }

    /** The kernels of PyFunc are linked into the Python package only. */
    @Test
    void noKernelInTheProfile() throws Exception {
        NodeDef node = node("PyFunc", "call", "x")
                .putAttr(
                        "token",
                        AttrValue.newBuilder()
                                .setS(ByteString.copyFromUtf8("f"))
                                .build())
                .putAttr(
                        "Tin",
                        AttrValue.newBuilder()
                                .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
                                .build())
                .putAttr(
                        "Tout",
                        AttrValue.newBuilder()
                                .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
                                .build())
                .build();

        assertThat(message("1.15.0", Platform.DESKTOP, Types.DEFAULT, node)).isEqualTo("""
                        PyFunc with Tin=[DT_FLOAT], Tout=[DT_FLOAT]: 1 node of model "m"
                          nodes: "call"
                          why: target desktop-default registers no kernel of it at all
                          - use a newer TensorFlow: 2.21.0-dev is the first bundled release in which this target has a kernel for it: tensorflowVersion=2.21.0-dev
                          - no types value of desktop registers it; other platforms do: ios (default, full, selective, slim), raspberry-pi (default, full, selective, slim), android (default, full, selective, slim), linux (default, full, selective, slim) (not tried)
                          - this op calls Python, which no mobile build has: export the model without tf.py_function (not tried)""".stripIndent());
    }
}
