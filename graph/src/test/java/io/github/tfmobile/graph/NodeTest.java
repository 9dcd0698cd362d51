package io.github.tfmobile.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;

class NodeTest {

    private static final NodeDef MESSAGE = NodeDef.newBuilder()
            .setName("sum")
            .setOp("AddN")
            .addInput("a")
            .addInput("b:2")
            .addInput("^c")
            .setDevice("/cpu:0")
            .putAttr("N", Attrs.integer(2))
            .setExperimentalDebugInfo(NodeDef.ExperimentalDebugInfo.newBuilder().addOriginalNodeNames("old"))
            .build();

    @Test
    void readsAMessageAndGivesItBack() {
        Node node = Node.of(MESSAGE);
        assertEquals(List.of(new NodeInput("a", 0), new NodeInput("b", 2)), node.dataInputs());
        assertEquals(List.of(NodeInput.control("c")), node.controlInputs());
        assertEquals(2, node.attrs().get("N").getI());
        assertNull(node.attr("T"));
        assertEquals(MESSAGE, node.message());
    }

    @Test
    void editsMakeOtherNodesAndKeepWhatTheyDoNotTouch() {
        Node node = Node.of(MESSAGE);
        Node other = node.toBuilder()
                .name("total")
                .input(0, new NodeInput("d", 1))
                .attr("T", Attrs.string("x"))
                .removeAttr("N")
                .build();
        assertEquals(
                MESSAGE.toBuilder()
                        .setName("total")
                        .setInput(0, "d:1")
                        .removeAttr("N")
                        .putAttr("T", Attrs.string("x"))
                        .build(),
                other.message());
        assertEquals(MESSAGE, node.message());
        assertNotEquals(node, other);
    }

    @Test
    void anEditThatChangesNothingGivesTheNodeItself() {
        Node node = Node.of(MESSAGE);
        assertSame(node, node.withName("sum"));
        assertSame(node, node.withoutAttr("T"));
        assertSame(node, node.withInputs(List.copyOf(node.inputs())));
        assertSame(node, node.filtered(input -> true));
    }

    @Test
    void keepsFieldsThatItDoesNotKnow() throws Exception {
        NodeDef unknown = NodeDef.parseFrom(MESSAGE.toByteString()
                .concat(ByteString.copyFrom(new byte[] {(byte) 0xf8, 0x7, 1}))); // field 127, a varint
        assertEquals(
                unknown.toBuilder().setName("n").build().toByteString(),
                Node.of(unknown).withName("n").message().toByteString());
    }

    @Test
    void aBuilderThatGoesOnDoesNotTouchWhatItHasBuilt() {
        Node.Builder builder =
                Node.builder("n", "Op").attr("a", Attrs.bool(true)).input("x");
        Node first = builder.build();
        Node second = builder.attr("b", Attrs.bool(true)).control("y").build();
        assertEquals(1, first.attrs().size());
        assertEquals(1, first.inputCount());
        assertEquals(2, second.attrs().size());
        assertEquals(List.of(new NodeInput("x", 0), NodeInput.control("y")), second.inputs());
    }

    @Test
    void hasTheSameAttrsInWhateverOrder() {
        Node one = Node.builder("n", "Op")
                .attr("a", Attrs.bool(true))
                .attr("b", Attrs.integer(1))
                .build();
        Node other = Node.builder("n", "Op")
                .attr("b", Attrs.integer(1))
                .attr("a", Attrs.bool(true))
                .build();
        assertEquals(one.attrs(), other.attrs());
        assertEquals(one.attrs(), Map.copyOf(other.attrs()));
        assertEquals(Map.copyOf(one.attrs()).hashCode(), one.attrs().hashCode());
        assertNotEquals(one.attrs(), one.withAttr("b", Attrs.integer(2)).attrs());
        assertNotEquals(one.attrs(), one.withoutAttr("b").attrs());
    }

    @Test
    void waitsForANodeOnce() {
        Node node = Node.builder("n", "Op")
                .input("x")
                .control("y")
                .control("z")
                .control("y")
                .distinctControls()
                .build();
        assertEquals(List.of(new NodeInput("x", 0), NodeInput.control("y"), NodeInput.control("z")), node.inputs());
    }
}
