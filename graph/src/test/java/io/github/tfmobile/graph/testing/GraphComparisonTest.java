package io.github.tfmobile.graph.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.NodeDef;

@Tag("corpus")
class GraphComparisonTest {

    static List<CorpusCase> tf1() {
        return Corpus.cases("tf1");
    }

    @ParameterizedTest
    @MethodSource("tf1")
    void findsBinaryAndTextFormOfAGraphEqual(CorpusCase model) {
        if (model.has("graph.pbtxt")) {
            GraphComparison.exact().assertEqual(model.graph("graph.pbtxt"), model.graph("graph.pb"));
        }
        assertThat(model.tensors("outputs")).isNotEmpty();
    }

    @Test
    void tellsOfEveryDifference() {
        Graph frozen = Corpus.find("tf1/mlp_ref_vars").graph("frozen.pb");
        List<NodeDef> nodes = new ArrayList<>(frozen.nodes());
        NodeDef removed = nodes.remove(0);
        int last = nodes.size() - 1;
        nodes.set(
                last,
                nodes.get(last).toBuilder().setOp("Relu6").setDevice("/cpu:0").build());
        nodes.set(last - 1, nodes.get(last - 1).toBuilder().setDevice("/cpu:0").build());
        assertThat(GraphComparison.exact().differences(frozen.withNodes(nodes), frozen))
                .containsExactlyInAnyOrder(
                        "node " + removed.getName() + " is missing",
                        nodes.get(last).getName() + ": op Relu6 instead of "
                                + frozen.nodes().get(last + 1).getOp(),
                        nodes.get(last - 1).getName() + ": device \"/cpu:0\" instead of \"\"");
    }

    @Test
    void comparesWeightsBitForBitUnlessTold() {
        Graph frozen = Corpus.find("tf1/mlp_ref_vars").graph("frozen.pb");
        List<NodeDef> nodes = new ArrayList<>();
        for (NodeDef node : frozen.nodes()) {
            NodeDef.Builder changed = node.toBuilder();
            if (node.getName().equals("dense_0/bias")) {
                TensorValue value = TensorValue.of(node.getAttrOrThrow("value").getTensor());
                byte[] bytes = value.bytes().toByteArray();
                bytes[0] ^= 1;
                changed.putAttr(
                        "value",
                        node.getAttrOrThrow("value").toBuilder()
                                .setTensor(new TensorValue(
                                                value.dtype(), value.shape(), ByteString.copyFrom(bytes), List.of())
                                        .toProto())
                                .build());
            }
            nodes.add(changed.build());
        }
        Graph other = frozen.withNodes(nodes);
        assertThat(GraphComparison.exact().differences(other, frozen))
                .singleElement()
                .asString()
                .startsWith("dense_0/bias: attr value: value of DT_FLOAT");
        assertThat(GraphComparison.exact().withTolerance(1e-5, 1e-6).differences(other, frozen))
                .isEmpty();
    }
}
