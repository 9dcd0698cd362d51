package io.github.tfmobile.codegen.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.ModelTensor;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.testing.GeneratedClass;
import io.github.tfmobile.codegen.testing.TestModels;
import io.github.tfmobile.codegen.testing.TestRegistry;
import io.github.tfmobile.codegen.testing.TestSources;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.Registry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

class JavaRegistryTest {

    private static final String PACKAGE = "com.example.models";
    private static final String NAME = PACKAGE + ".KernelRegistry";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tf1/cond_v1/optimized",
                "tf1/control_flow_v2/optimized",
                "tf1/dtypes_ref/optimized",
                "tf1/inception_v3_train/optimized",
                "saved_model/keras_lstm/optimized_nolower",
                "tf1/lstm_v1/frozen",
                "saved_model/tf2_hash_table/optimized",
                "saved_model/tf2_while_if/frozen_nolower"
            })
    void findsNothingMissingFromTheModelItWasMadeFor(String path) throws Exception {
        GeneratedClass registry = compile(requirements(path));

        assertThat(registry.missingFrom(TestModels.corpus(path + ".pb"))).isEmpty();
        assertThat(registry.missingFrom(new Dribble(TestModels.corpus(path + ".pb"))))
                .isEmpty();
    }

    @Test
    void namesWhatAnotherModelNeedsWithItsNodes() throws Exception {
        GeneratedClass registry = compile(requirements("tf1/cond_v1/optimized"));

        assertThat(registry.missingFrom(TestModels.corpus("tf1/old_batch_norm/optimized.pb")))
                .containsOnlyKeys(
                        "AvgPool{T=DT_FLOAT}",
                        "BiasAdd{T=DT_FLOAT}",
                        "CheckNumerics{T=DT_FLOAT}",
                        "ConcatV2{T=DT_FLOAT, Tidx=DT_INT32}",
                        "Conv2D{T=DT_FLOAT}",
                        "Reshape{T=DT_FLOAT, Tshape=DT_INT32}",
                        "Softmax{T=DT_FLOAT}")
                .containsEntry("ConcatV2{T=DT_FLOAT, Tidx=DT_INT32}", List.of("mixed/join"))
                .containsEntry(
                        "Conv2D{T=DT_FLOAT}",
                        List.of(
                                "conv/Conv2D",
                                "conv_1/Conv2D",
                                "conv_2/Conv2D",
                                "mixed/conv/Conv2D",
                                "mixed/tower/conv/Conv2D",
                                "mixed/tower/conv_1/Conv2D"));
    }

    @Test
    void followsCallsIntoFunctionsAndLeavesUncalledOnesAlone() throws Exception {
        GeneratedClass registry = compile(requirements("tf1/cond_v1/optimized"));
        GraphDef graph = GraphDef.newBuilder()
                .addNode(TestModels.placeholder("x", DataType.DT_FLOAT))
                .addNode(TestModels.node("PartitionedCall", "call", "x")
                        .putAttr("f", function("outer"))
                        .build())
                .addNode(TestModels.node("direct", "call2", "x").build())
                .setLibrary(FunctionDefLibrary.newBuilder()
                        .addFunction(FunctionDef.newBuilder()
                                .setSignature(OpDef.newBuilder().setName("outer"))
                                .addNodeDef(TestModels.node("If", "branch").putAttr("then_branch", function("inner"))))
                        .addFunction(FunctionDef.newBuilder()
                                .setSignature(OpDef.newBuilder().setName("inner"))
                                .addNodeDef(TestModels.typed("Cosh", "cosh", DataType.DT_DOUBLE, "x")))
                        .addFunction(FunctionDef.newBuilder()
                                .setSignature(OpDef.newBuilder().setName("direct"))
                                .addNodeDef(TestModels.node("Sinh", "sinh")))
                        .addFunction(FunctionDef.newBuilder()
                                .setSignature(OpDef.newBuilder().setName("uncalled"))
                                .addNodeDef(TestModels.node("Tan", "tan"))))
                .build();

        assertThat(registry.missingFrom(graph.toByteArray()))
                .isEqualTo(Map.of(
                        "PartitionedCall{}", List.of("call"),
                        "If{}", List.of("outer:branch"),
                        "Cosh{T=DT_DOUBLE}", List.of("inner:cosh"),
                        "Sinh{}", List.of("direct:sinh")));
    }

    @Test
    void tellsADtypeThatIsNotRegisteredFromOneThatIs() throws Exception {
        GeneratedClass registry = compile(requirements("tf1/cond_v1/optimized"));
        GraphDef graph = GraphDef.newBuilder()
                .addNode(TestModels.typed("Tanh", "a", DataType.DT_FLOAT))
                .addNode(TestModels.typed("Tanh", "b", DataType.DT_DOUBLE))
                .addNode(TestModels.typed("Tanh", "c", DataType.DT_DOUBLE))
                .build();

        assertThat(registry.isRegistered("Tanh", "float")).isTrue();
        assertThat(registry.isRegistered("Tanh", "DT_FLOAT")).isTrue();
        assertThat(registry.isRegistered("Tanh", "double")).isFalse();
        assertThat(registry.isRegistered("Conv2D", "float")).isFalse();
        assertThat(registry.isRegistered("NoOp", "float")).isTrue();
        assertThat(registry.missingFrom(graph.toByteArray())).isEqualTo(Map.of("Tanh{T=DT_DOUBLE}", List.of("b", "c")));
    }

    @Test
    void takesAnAttrLeftOutForItsDefault() throws Exception {
        Registry ops = TestRegistry.of("1.15.0", TestRegistry.DESKTOP)
                .kernel("Conv2D", "data_format", List.of("s:NHWC"), "ConvOp", "tensorflow/core/kernels/conv.cc", 0)
                .kernels("Placeholder", "tensorflow/core/kernels/constant_op.cc", 0)
                .build();
        GraphDef.Builder graph = GraphDef.newBuilder()
                .addNode(TestModels.node("Conv2D", "conv", "x", "x")
                        .putAttr("T", TestModels.type(DataType.DT_FLOAT))
                        .putAttr(
                                "strides",
                                AttrValue.newBuilder()
                                        .setList(
                                                AttrValue.ListValue.newBuilder().addI(1))
                                        .build())
                        .putAttr(
                                "padding",
                                AttrValue.newBuilder()
                                        .setS(ByteString.copyFromUtf8("SAME"))
                                        .build()))
                .addNode(TestModels.placeholder("x", DataType.DT_FLOAT));
        GeneratedClass registry = compile(requirements(ops, "model", Graph.of(graph.build())));

        assertThat(registry.missingFrom(graph.build().toByteArray())).isEmpty();
        graph.getNodeBuilder(0)
                .putAttr(
                        "data_format",
                        AttrValue.newBuilder()
                                .setS(ByteString.copyFromUtf8("NCHW"))
                                .build());
        assertThat(registry.missingFrom(graph.build().toByteArray()))
                .isEqualTo(Map.of("Conv2D{T=DT_FLOAT}", List.of("conv")));
    }

    @Test
    void holdsModelsWithAllThatAnAppNeedsToFeedThem() throws Exception {
        Registry ops = TestRegistry.desktop();
        TensorShapeProto shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(-1))
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(4))
                .build();
        FinalModel model = new FinalModel(
                "cond",
                TestModels.corpusGraph("tf1/cond_v1/optimized.pb"),
                List.of(new ModelTensor("x", Dtype.of(DataType.DT_FLOAT), shape)),
                List.of(new ModelTensor("out\"$S\\u0022\n\u00e9:1", null, null)),
                TestModels.SHA,
                "models/cond.pb");
        GeneratedClass registry = compile(Requirements.of(RequirementRequest.of(
                List.of(model), TestRegistry.lookup(ops), KernelList.available(), TestSources.of(ops))));

        Object found = ((Map<?, ?>) registry.call("models")).get("cond");
        Object input = ((List<?>) GeneratedClass.get(found, "inputs")).get(0);
        Object output = ((List<?>) GeneratedClass.get(found, "outputs")).get(0);
        assertThat(GeneratedClass.get(found, "sha256")).isEqualTo(TestModels.SHA);
        assertThat(GeneratedClass.get(found, "resourcePath")).isEqualTo("models/cond.pb");
        assertThat(GeneratedClass.get(input, "name")).isEqualTo("x");
        assertThat(GeneratedClass.get(input, "dtype")).isEqualTo("DT_FLOAT");
        assertThat((long[]) GeneratedClass.get(input, "shape")).containsExactly(-1, 4);
        assertThat(GeneratedClass.get(output, "name")).isEqualTo("out\"$S\\u0022\n\u00e9:1");
        assertThat(GeneratedClass.get(output, "dtype")).isEqualTo("");
        assertThat(GeneratedClass.get(input, "hasKnownRank")).isEqualTo(true);
        assertThat(GeneratedClass.get(output, "hasKnownRank")).isEqualTo(false);
        assertThatThrownBy(() -> GeneratedClass.get(output, "shape"))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("the rank of out\"$S\\u0022\n\u00e9:1 is not known");
        assertThat(input).hasToString("x DT_FLOAT [-1, 4]");
    }

    @Test
    void holdsKernelClassesDtypesAndSourceFilesOfEveryOp() throws Exception {
        GeneratedClass registry = compile(requirements("tf1/cond_v1/optimized"));

        Object matMul = ((Map<?, ?>) registry.call("ops")).get("MatMul");
        assertThat((Iterable<?>) GeneratedClass.get(matMul, "kernelClasses"))
                .hasToString("[BatchMatMulOp<CPUDevice, float, float, float, true>]");
        assertThat((Iterable<?>) GeneratedClass.get(matMul, "dtypes")).hasToString("[DT_FLOAT]");
        assertThat((Iterable<?>) GeneratedClass.get(matMul, "sourceFiles"))
                .hasToString("[tensorflow/core/kernels/all.cc, tensorflow/core/ops/math_ops.cc]");
    }

    @Test
    void skipsTensorsWithoutKeepingThem() throws Exception {
        GeneratedClass registry = compile(requirements("tf1/cond_v1/optimized"));
        byte[] node = TestModels.node("Const", "weights")
                .putAttr("dtype", TestModels.type(DataType.DT_FLOAT))
                .build()
                .toByteArray();
        long contentSize = 300L << 20;
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(head);
        // NodeDef.attr {"value": AttrValue.tensor {tensor_content}} by hand, so that no array of that size is made
        int tensor = (int) (1 + CodedOutputStream.computeUInt64SizeNoTag(contentSize) + contentSize);
        int value = 1 + CodedOutputStream.computeUInt32SizeNoTag(tensor) + tensor;
        int entry = 7 + 1 + CodedOutputStream.computeUInt32SizeNoTag(value) + value;
        int whole = node.length + 1 + CodedOutputStream.computeUInt32SizeNoTag(entry) + entry;
        out.writeTag(1, 2);
        out.writeUInt32NoTag(whole);
        out.writeRawBytes(node);
        out.writeTag(5, 2);
        out.writeUInt32NoTag(entry);
        out.writeString(1, "value");
        out.writeTag(2, 2);
        out.writeUInt32NoTag(value);
        out.writeTag(8, 2);
        out.writeUInt32NoTag(tensor);
        out.writeTag(TensorProto.TENSOR_CONTENT_FIELD_NUMBER, 2);
        out.writeUInt64NoTag(contentSize);
        out.flush();
        byte[] tail = GraphDef.newBuilder()
                .addNode(TestModels.node("Cosh", "after"))
                .build()
                .toByteArray();

        assertThat(registry.missingFrom(new Zeros(head.toByteArray(), contentSize, tail)))
                .isEqualTo(Map.of("Cosh{}", List.of("after")));
    }

    @Test
    void endsInItsOwnExceptionOnEveryTruncationOrDamage() throws Exception {
        GeneratedClass registry = compile(requirements("tf1/cond_v1/optimized"));
        byte[] graph = TestModels.corpus("saved_model/tf2_while_if_plain/optimized_nolower.pb");
        for (int length = 0; length < graph.length; length += 3) {
            tryToRead(registry, Arrays.copyOf(graph, length));
        }
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = graph.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            tryToRead(registry, damaged);
        }
        for (int i = 0; i < 3000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            tryToRead(registry, noise);
        }
    }

    @Test
    void saysWhereAGraphIsTruncated() throws Exception {
        GeneratedClass registry = compile(requirements("tf1/cond_v1/optimized"));
        byte[] graph = TestModels.corpus("tf1/cond_v1/frozen.pb");

        assertThatThrownBy(() -> registry.missingFrom(new Dribble(Arrays.copyOf(graph, 100))))
                .isInstanceOf(IOException.class)
                .hasMessage("The graph is truncated at byte 100");
        assertThatThrownBy(() -> registry.missingFrom("<!DOCTYPE html>".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("at byte");
    }

    @Test
    void refusesMessagesNestedWithoutEnd() throws Exception {
        GeneratedClass registry = compile(requirements("tf1/cond_v1/optimized"));
        AttrValue value = TestModels.type(DataType.DT_FLOAT);
        for (int i = 0; i < 60; i++) {
            value = AttrValue.newBuilder()
                    .setFunc(NameAttrList.newBuilder().setName("f" + i).putAttr("a", value))
                    .build();
        }
        byte[] graph = GraphDef.newBuilder()
                .addNode(TestModels.node("NoOp", "n").putAttr("deep", value))
                .build()
                .toByteArray();

        assertThatThrownBy(() -> registry.missingFrom(graph))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Messages are nested too deeply at byte ");
    }

    @Test
    void staysWithinTheLimitsOfAClassFileHoweverLargeTheRegistry() throws Exception {
        TestRegistry builder = TestRegistry.of("1.15.0", TestRegistry.DESKTOP);
        GraphDef.Builder graph = GraphDef.newBuilder();
        for (int i = 0; i < 6000; i++) {
            builder.with(
                    OpDef.newBuilder()
                            .setName("Op" + i)
                            .addAttr(OpDef.AttrDef.newBuilder()
                                    .setName("T")
                                    .setType("type")
                                    .setDefaultValue(TestModels.type(DataType.DT_FLOAT)))
                            .build(),
                    "tensorflow/core/ops/ops_" + i + ".cc");
            for (int kernel = 0; kernel < 2; kernel++) {
                builder.kernel(
                        "Op" + i,
                        kernel == 0 ? "" : "T",
                        List.of("DT_INT8"),
                        "Class" + i + "<" + kernel % 2 + ">",
                        "tensorflow/core/kernels/kernel_" + i + ".cc",
                        0);
            }
            graph.addNode(TestModels.node("Op" + i, "n" + i));
        }
        String longName = "x".repeat(200_000);
        Registry ops = builder.build();
        FinalModel model = new FinalModel(
                "large",
                Graph.of(graph.build()),
                List.of(new ModelTensor(longName, Dtype.of(DataType.DT_FLOAT), null)),
                List.of(),
                TestModels.SHA,
                "models/large.pb");
        GeneratedClass registry = compile(Requirements.of(RequirementRequest.of(
                List.of(model), TestRegistry.lookup(ops), KernelList.available(), TestSources.of(ops))));

        assertThat((Map<?, ?>) registry.call("ops")).hasSize(6000);
        Object found = ((Map<?, ?>) registry.call("models")).get("large");
        assertThat(GeneratedClass.get(((List<?>) GeneratedClass.get(found, "inputs")).get(0), "name"))
                .isEqualTo(longName);
        assertThat(registry.missingFrom(graph.build().toByteArray())).isEmpty();
    }

    @Test
    void refusesAPackageThatIsNone() throws Exception {
        Requirements requirements = requirements("tf1/cond_v1/optimized");

        assertThatThrownBy(() -> JavaRegistry.files(requirements, "com.example.class"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("javaPackage is no package name: \"com.example.class\"\n"
                        + "  write identifiers with dots between them, as in com.example.models: javaPackage");
    }

    private static void tryToRead(GeneratedClass registry, byte[] graph) throws Exception {
        try {
            registry.missingFrom(graph);
        } catch (IOException e) {
            assertThat(e.getClass().getSimpleName()).isEqualTo("MalformedGraphException");
            assertThat(e).hasMessageContaining(" at byte ");
        }
    }

    private static AttrValue function(String name) {
        return AttrValue.newBuilder()
                .setFunc(NameAttrList.newBuilder().setName(name))
                .build();
    }

    private static Requirements requirements(String path) throws ProblemException {
        return requirements(TestRegistry.desktop(), "model", TestModels.corpusGraph(path + ".pb"));
    }

    private static Requirements requirements(Registry registry, String name, Graph graph) throws ProblemException {
        return Requirements.of(RequirementRequest.of(
                List.of(TestModels.model(name, graph)),
                TestRegistry.lookup(registry),
                KernelList.available(),
                TestSources.of(registry)));
    }

    private static GeneratedClass compile(Requirements requirements) throws Exception {
        return GeneratedClass.compile(NAME, JavaRegistry.files(requirements, PACKAGE));
    }

    /** Gives a few bytes at a time, as a network does. */
    private static final class Dribble extends InputStream {
        private final ByteArrayInputStream in;

        Dribble(byte[] bytes) {
            in = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return in.read(bytes, offset, Math.min(length, 7));
        }
    }

    /** Bytes, then many zeros, then bytes. */
    @SuppressWarnings("InputStreamSlowMultibyteRead") // read a byte at a time on purpose
    private static final class Zeros extends InputStream {
        private final byte[] head;
        private final long zeros;
        private final byte[] tail;
        private long at;

        Zeros(byte[] head, long zeros, byte[] tail) {
            this.head = head;
            this.zeros = zeros;
            this.tail = tail;
        }

        @Override
        public int read() {
            long position = at++;
            if (position < head.length) {
                return head[(int) position] & 0xff;
            }
            if (position < head.length + zeros) {
                return 0;
            }
            long inTail = position - head.length - zeros;
            return inTail < tail.length ? tail[(int) inTail] & 0xff : -1;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.min(count, head.length + zeros + tail.length - at);
            at += skipped;
            return skipped;
        }
    }
}
