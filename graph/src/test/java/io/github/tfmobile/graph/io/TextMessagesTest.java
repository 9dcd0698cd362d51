package io.github.tfmobile.graph.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.savedmodel.SavedModelReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages in text format. */
class TextMessagesTest {

    private static final String GRAPH = "node { name: \"x\" op: \"Placeholder\" }\n";

    @TempDir
    Path folder;

    @Test
    void readsOverAByteOrderMark() throws Exception {
        assertThat(GraphReader.read(write("\uFEFF" + GRAPH)).find("x")).isNotNull();
        assertThat(GraphReader.read(write("\uFEFF# written by hand\n\n" + GRAPH))
                        .find("x"))
                .isNotNull();
        Path meta = write("\uFEFFgraph_def { " + GRAPH + "}\n");
        assertThat(MetaGraphReader.read(meta, "<metaGraph>").getGraphDef().getNodeCount())
                .isEqualTo(1);
        Path saver = write("\uFEFFfilename_tensor_name: \"save/Const:0\"\nrestore_op_name: \"save/restore_all\"\n");
        assertThat(SaverReader.read(saver).getRestoreOpName()).isEqualTo("save/restore_all");
        Path model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("saved_model.pbtxt"), "\uFEFFmeta_graphs { graph_def { " + GRAPH + "} }\n");
        assertThat(SavedModelReader.read(model).metaGraphs()).hasSize(1);
    }

    @Test
    void tellsAMetaGraphFromAGraphByItsFirstField() throws Exception {
        Path meta = write("# made by a Saver\nmeta_info_def { tags: \"serve\" }\ngraph_def { " + GRAPH + "}\n");

        assertThat(MetaGraphReader.read(meta, "<metaGraph>")
                        .getGraphDef()
                        .getNode(0)
                        .getName())
                .isEqualTo("x");
        assertThatThrownBy(() -> GraphReader.read(meta))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is a MetaGraphDef in text format, not a GraphDef")
                .hasMessageContaining("metaGraph");
        Path graph = write(GRAPH);
        assertThatThrownBy(() -> MetaGraphReader.read(graph, "<metaGraph>"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is a GraphDef in text format, not a MetaGraphDef")
                .hasMessageContaining("graph");
    }

    private Path write(String text) throws Exception {
        return Files.writeString(folder.resolve("text" + text.length() + ".pbtxt"), text);
    }
}
