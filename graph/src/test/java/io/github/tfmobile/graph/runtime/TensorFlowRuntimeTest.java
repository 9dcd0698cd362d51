package io.github.tfmobile.graph.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

@Tag("runtime")
class TensorFlowRuntimeTest {

    private static final String REMEDY = "\n  Leave verify out, or compute it with another TensorFlow.";

    private static final TensorShapeProto PAIR = TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dim.newBuilder().setSize(2))
            .build();

    private static NodeDef node(String name, String op, DataType type, String attr, String... inputs) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(op)
                .addAllInput(List.of(inputs))
                .putAttr(attr, AttrValue.newBuilder().setType(type).build())
                .build();
    }

    private static Graph graph(NodeDef... nodes) {
        return new Graph(List.of(nodes), FunctionDefLibrary.getDefaultInstance(), VersionDef.getDefaultInstance());
    }

    private static Graph identity(DataType dtype) {
        return graph(node("in", "Placeholder", dtype, "dtype"), node("out", "Identity", dtype, "T", "in"));
    }

    private static NodeInput tensor(String text) {
        return NodeInput.parse(text);
    }

    @Test
    void passesNumbersOfEveryTypeThroughUnchanged() throws ProblemException {
        Map<DataType, Integer> sizes = new TreeMap<>(Map.ofEntries(
                Map.entry(DataType.DT_FLOAT, 4),
                Map.entry(DataType.DT_DOUBLE, 8),
                Map.entry(DataType.DT_HALF, 2),
                Map.entry(DataType.DT_BFLOAT16, 2),
                Map.entry(DataType.DT_INT8, 1),
                Map.entry(DataType.DT_INT16, 2),
                Map.entry(DataType.DT_INT32, 4),
                Map.entry(DataType.DT_INT64, 8),
                Map.entry(DataType.DT_UINT8, 1),
                Map.entry(DataType.DT_UINT16, 2),
                Map.entry(DataType.DT_UINT32, 4),
                Map.entry(DataType.DT_UINT64, 8),
                Map.entry(DataType.DT_BOOL, 1),
                Map.entry(DataType.DT_COMPLEX64, 8),
                Map.entry(DataType.DT_COMPLEX128, 16),
                Map.entry(DataType.DT_QINT8, 1),
                Map.entry(DataType.DT_QUINT8, 1),
                Map.entry(DataType.DT_QINT32, 4)));
        TensorFlowRuntime runtime = TensorFlowRuntime.load();
        for (Map.Entry<DataType, Integer> type : sizes.entrySet()) {
            byte[] content = new byte[2 * type.getValue()];
            for (int i = 0; i < content.length; i++) {
                content[i] = (byte) (type.getKey() == DataType.DT_BOOL ? i : i + 1);
            }
            TensorProto value = TensorProto.newBuilder()
                    .setDtype(type.getKey())
                    .setTensorShape(PAIR)
                    .setTensorContent(ByteString.copyFrom(content))
                    .build();
            assertThat(runtime.run(identity(type.getKey()), Map.of(tensor("in"), value), List.of(tensor("out"))))
                    .containsExactly(value);
        }
    }

    @Test
    void passesStringsThroughUnchanged() throws ProblemException {
        TensorProto value = TensorProto.newBuilder()
                .setDtype(DataType.DT_STRING)
                .setTensorShape(PAIR)
                .addStringVal(ByteString.copyFrom("é".repeat(1000), StandardCharsets.UTF_8))
                .addStringVal(ByteString.copyFrom(new byte[] {0, -1, 2}))
                .build();
        assertThat(TensorFlowRuntime.load()
                        .run(identity(DataType.DT_STRING), Map.of(tensor("in"), value), List.of(tensor("out"))))
                .containsExactly(value);
    }

    @Test
    void tellsInTensorFlowsWordsWhyAGraphIsRefused() throws ProblemException {
        TensorFlowRuntime runtime = TensorFlowRuntime.load();
        assertThatThrownBy(() -> runtime.open(graph(node("a", "Identity", DataType.DT_FLOAT, "T", "missing"))))
                .isInstanceOf(ProblemException.class)
                .hasMessage("TensorFlow refuses the graph: \"Node 'a': Unknown input node 'missing'\"" + REMEDY);
    }

    @Test
    void anOpThatFailsEndsInAnError() throws ProblemException {
        TensorFlowRuntime runtime = TensorFlowRuntime.load();
        try (TensorFlowRuntime.RuntimeSession session = runtime.open(identity(DataType.DT_FLOAT))) {
            assertThatThrownBy(() -> session.run(Map.of(), List.of(tensor("out"))))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith("TensorFlow cannot run the graph: \"You must feed a value for placeholder");
            assertThatThrownBy(() -> session.run(Map.of(), List.of(tensor("out:1"))))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage("The graph has no tensor \"out:1\"" + REMEDY);
            assertThatThrownBy(() -> session.run(Map.of(), List.of(tensor("none"))))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage("The graph has no node \"none\"" + REMEDY);
        }
    }

    @Test
    void aClosedSessionSaysSo() throws ProblemException {
        TensorFlowRuntime.RuntimeSession session = TensorFlowRuntime.load().open(identity(DataType.DT_FLOAT));
        session.close();
        session.close();
        assertThatThrownBy(() -> session.run(Map.of(), List.of(tensor("out"))))
                .isInstanceOf(ProblemException.class)
                .hasMessage("The session is closed" + REMEDY);
    }

    @Test
    void evaluatesASingleNode() throws ProblemException {
        TensorFlowRuntime runtime = TensorFlowRuntime.load();
        TensorProto two = TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(PAIR)
                .addFloatVal(2)
                .build();
        NodeDef add = node("sum", "AddV2", DataType.DT_FLOAT, "T", "a", "b");
        assertThat(runtime.evaluate(Node.of(add), List.of(two, two))
                        .orElseThrow()
                        .get(0)
                        .getTensorContent())
                .isEqualTo(ByteString.copyFrom(new byte[] {0, 0, -128, 64, 0, 0, -128, 64}));
        assertThat(runtime.evaluate(Node.of(node("x", "NoSuchOp", DataType.DT_FLOAT, "T", "a")), List.of(two)))
                .isEmpty();
        assertThat(runtime.evaluate(Node.of(node("x", "MatMul", DataType.DT_FLOAT, "T", "a", "b")), List.of(two, two)))
                .isEmpty();
    }
}
