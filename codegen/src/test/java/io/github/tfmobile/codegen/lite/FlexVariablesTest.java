package io.github.tfmobile.codegen.lite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.tfmobile.lite.model.ByteRange;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.Operator;
import io.github.tfmobile.lite.model.Signature;
import io.github.tfmobile.lite.model.Subgraph;
import io.github.tfmobile.lite.model.Tensor;
import io.github.tfmobile.lite.model.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

class FlexVariablesTest {

    private final IdentityHashMap<Operator, NodeDef> nodes = new IdentityHashMap<>();
    private final List<Subgraph> subgraphs = new ArrayList<>();

    /** A Flex op of a subgraph. */
    private Operator flex(int index, String op, List<Integer> inputs, List<Integer> outputs) {
        Operator operator = new Operator(index, 0, inputs, outputs, ByteRange.NONE, 0, List.of());
        nodes.put(
                operator,
                NodeDef.newBuilder()
                        .setOp(op)
                        .putAttr(
                                "shared_name",
                                AttrValue.newBuilder()
                                        .setS(ByteString.copyFromUtf8("v"))
                                        .build())
                        .build());
        return operator;
    }

    private static Operator calling(int index, List<Integer> inputs, Integer... calls) {
        return new Operator(index, 1, inputs, List.of(), ByteRange.NONE, 0, List.of(calls));
    }

    private void subgraph(List<Integer> inputs, Operator... operators) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tensors.add(new Tensor(i, "t" + i, TensorType.FLOAT32, List.of(), null, true, 0, null, false));
        }
        subgraphs.add(new Subgraph(subgraphs.size(), "", tensors, inputs, List.of(), List.of(operators)));
    }

    private Map<String, String> readFirst(Signature... signatures) {
        return FlexVariables.readFirst(
                new LiteModel(
                        Path.of("x"),
                        0,
                        "",
                        List.of(),
                        subgraphs,
                        List.of(),
                        List.of(),
                        List.of(signatures),
                        List.of()),
                nodes);
    }

    @Test
    void findsAVariableThatIsReadFirst() {
        subgraph(
                List.of(),
                flex(0, "VarHandleOp", List.of(), List.of(0)),
                flex(1, "Identity", List.of(0), List.of(1)),
                flex(2, "ReadVariableOp", List.of(1), List.of(2)),
                flex(3, "AssignVariableOp", List.of(0, 2), List.of()));

        assertThat(readFirst()).containsExactly(Map.entry("v", "operator 2 of subgraph 0 (t1 -> t2)"));
    }

    @Test
    void findsNoneThatIsAssignedBefore() {
        subgraph(
                List.of(),
                calling(0, List.of(), 1),
                flex(1, "VarHandleOp", List.of(), List.of(0)),
                flex(2, "ReadVariableOp", List.of(0), List.of(2)));
        subgraph(
                List.of(),
                flex(0, "VarHandleOp", List.of(), List.of(0)),
                flex(1, "AssignVariableOp", List.of(0, 1), List.of()));

        assertThat(readFirst()).isEmpty();
    }

    @Test
    void followsAHandleIntoABranchAndLooksAtEverySignature() {
        subgraph(List.of(), flex(0, "VarHandleOp", List.of(), List.of(0)), calling(1, List.of(3, 0), 1));
        subgraph(List.of(1), flex(0, "ReadVariableOp", List.of(1), List.of(2)));
        subgraph(List.of(), calling(0, List.of(), 1));

        assertThat(readFirst(new Signature("other", 2, Map.of(), Map.of())))
                .containsExactly(Map.entry("v", "operator 0 of subgraph 1 (t1 -> t2)"));
    }
}
