package io.github.tfmobile.graph.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.Graph;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

/** The nodes that a node shares its device with. */
class ColocationTest {

    private final Graph graph = graph(node("a"), node("b", "loc:@a", "loc:@gone", "other"), node("c", "loc:@gone"));

    @Test
    void dropsMentionsOfNodesThatAreNotThere() {
        assertThat(Colocation.withoutMissing(graph).nodes())
                .containsExactly(node("a"), node("b", "loc:@a", "other"), node("c"));
    }

    @Test
    void dropsOnlyWhatWasThereBefore() {
        assertThat(Colocation.withoutRemoved(graph, graph)).isSameAs(graph);
        assertThat(Colocation.withoutRemoved(graph, graph(node("gone"))).nodes())
                .containsExactly(node("a"), node("b", "loc:@a", "other"), node("c"));
    }

    @Test
    void followsNodesToTheirNewNames() {
        assertThat(Colocation.rename(graph, Map.of("a", "z")).nodes().get(1))
                .isEqualTo(node("b", "loc:@z", "loc:@gone", "other"));
    }

    private static Graph graph(NodeDef... nodes) {
        return new Graph(List.of(nodes), FunctionDefLibrary.getDefaultInstance(), VersionDef.getDefaultInstance());
    }

    private static NodeDef node(String name, String... classes) {
        NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp("Op");
        if (classes.length > 0) {
            AttrValue.Builder value = AttrValue.newBuilder();
            for (String text : classes) {
                value.getListBuilder().addS(ByteString.copyFromUtf8(text));
            }
            node.putAttr("_class", value.build());
        }
        return node.build();
    }
}
