package io.github.tfmobile.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.registry.Dtype;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** The types of inputs and outputs, as TensorFlow's InOutTypesForNode gives them. */
class NodeSignatureTest {

    private static final AttrValue FLOAT = Dtype.of(DataType.DT_FLOAT).attr();

    @Test
    void marksReferences() {
        NodeSignature assign = Objects.requireNonNull(
                signature(NodeDef.newBuilder().setOp("Assign").putAttr("T", FLOAT)));

        assertThat(assign.inputTypes()).extracting(Dtype::name).containsExactly("float_ref", "float");
        assertThat(assign.outputTypes()).extracting(Dtype::name).containsExactly("float_ref");
    }

    @Test
    void countsTheArgsOfNumbersAndListsOfTypes() {
        NodeSignature concat = Objects.requireNonNull(signature(NodeDef.newBuilder()
                .setOp("Concat")
                .putAttr("N", AttrValue.newBuilder().setI(3).build())
                .putAttr("T", FLOAT)));
        assertThat(concat.inputTypes()).extracting(Dtype::name).containsExactly("int32", "float", "float", "float");
        assertThat(concat.inputCount()).isEqualTo(4);
        assertThat(concat.inputType(4)).isNull();

        NodeSignature identity = Objects.requireNonNull(signature(NodeDef.newBuilder()
                .setOp("IdentityN")
                .putAttr(
                        "T",
                        AttrValue.newBuilder()
                                .setList(AttrValue.ListValue.newBuilder()
                                        .addType(DataType.DT_INT64)
                                        .addType(DataType.DT_STRING))
                                .build())));
        assertThat(identity.outputTypes()).extracting(Dtype::name).containsExactly("int64", "string");
        assertThat(identity.portName(1)).isEqualTo("output:1");
        assertThat(identity.port("output", 1)).isEqualTo(1);
        assertThat(identity.port("output", 2)).isEqualTo(-1);
    }

    @Test
    void takesDefaultsFromTheDefinition() {
        NodeSignature shape = Objects.requireNonNull(
                signature(NodeDef.newBuilder().setOp("Shape").putAttr("T", FLOAT)));

        assertThat(shape.outputType(0)).isEqualTo(Dtype.of(DataType.DT_INT32));
    }

    @Test
    void isNoneWhereAttrsAreMissingOrOfAnotherKind() {
        assertThat(signature(NodeDef.newBuilder().setOp("Identity"))).isNull();
        assertThat(signature(NodeDef.newBuilder()
                        .setOp("Identity")
                        .putAttr("T", AttrValue.newBuilder().setI(1).build())))
                .isNull();
        assertThat(signature(NodeDef.newBuilder().setOp("IdentityN").putAttr("T", FLOAT)))
                .isNull();
        assertThat(signature(
                        NodeDef.newBuilder().setOp("AddN").putAttr("T", FLOAT).putAttr("N", FLOAT)))
                .isNull();
    }

    @Test
    void isNoneWhereANodeWouldHaveMorePortsThanAnyHas() {
        assertThat(signature(addN(1 << 20))).isNotNull();
        assertThat(signature(addN((1 << 20) + 1))).isNull();
        assertThat(signature(addN(-1))).isNull();
    }

    @Test
    void fillsInDefaultsWithoutTouchingWhatIsThere() {
        Node node = Node.builder("n", "Shape").attr("T", FLOAT).build();

        Node filled = NodeSignature.withDefaults(node, TestOps.get().find("Shape"));

        assertThat(filled.attrs()).containsOnlyKeys("T", "out_type").containsEntry("T", FLOAT);
        assertThat(NodeSignature.withDefaults(filled, TestOps.get().find("Shape")))
                .isSameAs(filled);
        assertThat(NodeSignature.withDefaults(node, null)).isSameAs(node);
    }

    private static NodeDef.Builder addN(long count) {
        return NodeDef.newBuilder()
                .setOp("AddN")
                .putAttr("T", FLOAT)
                .putAttr("N", AttrValue.newBuilder().setI(count).build());
    }

    private static @Nullable NodeSignature signature(NodeDef.Builder node) {
        return NodeSignature.of(
                Node.of(node.build()), Objects.requireNonNull(TestOps.get().find(node.getOp())));
    }
}
