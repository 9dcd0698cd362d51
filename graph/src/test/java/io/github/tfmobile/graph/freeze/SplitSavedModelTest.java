package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.savedmodel.SavedModelReader;
import io.github.tfmobile.graph.testing.Corpus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.MetaGraphDef;

/** A SavedModel in chunks: {@code split/chunks} is {@code split/whole}, split and compressed with Brotli. */
@Tag("corpus")
class SplitSavedModelTest {

    private static final Path FOLDER = Corpus.directory().resolveSibling("freeze/split");

    @Test
    void readsWhatTheWholeModelHolds() throws ProblemException {
        assertThat(metaGraphs("chunks/saved_model.cpb")).isNotEmpty().isEqualTo(metaGraphs("whole"));
    }

    private static List<MetaGraphDef> metaGraphs(String path) throws ProblemException {
        List<MetaGraphDef> whole = new ArrayList<>();
        for (MetaGraphDef metaGraph :
                SavedModelReader.read(FOLDER.resolve(path)).metaGraphs()) {
            whole.add(metaGraph.toBuilder()
                    .setGraphDef(Graph.of(metaGraph.getGraphDef()).toGraphDef())
                    .build());
        }
        return whole;
    }

    @Test
    void freezesToTheSameGraph() throws ProblemException {
        Graph split = freeze("chunks");
        assertThat(split.toGraphDef().getNodeList())
                .hasSizeGreaterThan(4)
                .isEqualTo(freeze("whole").toGraphDef().getNodeList());
    }

    private static Graph freeze(String folder) throws ProblemException {
        return FreezeTesting.freeze(
                        new OpenModel.SavedModelDirectory(
                                FOLDER.resolve(folder), new TreeSet<>(List.of("serve")), List.of()),
                        List.of(),
                        FreezeOptions.DEFAULTS)
                .graph();
    }
}
