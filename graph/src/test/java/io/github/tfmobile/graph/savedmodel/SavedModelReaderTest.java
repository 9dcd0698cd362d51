package io.github.tfmobile.graph.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.CheckpointTensor;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.SavedModel;

class SavedModelReaderTest {

    static List<CorpusCase> cases() {
        return Corpus.cases("saved_model");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsGraphsAndVariables(CorpusCase one) throws Exception {
        SavedModel.Builder model = SavedModel.newBuilder();
        if (one.has("saved_model/saved_model.pb")) {
            model.mergeFrom(Files.readAllBytes(one.path("saved_model/saved_model.pb")));
        } else {
            TextFormat.merge(Files.readString(one.path("saved_model/saved_model.pbtxt")), model);
        }
        SavedModel expected = model.build();

        SavedModelFolder folder = SavedModelReader.read(one.path("saved_model"));

        assertThat(folder.metaGraphs()).isEqualTo(expected.getMetaGraphsList());
        assertThat(folder.metaGraph(folder.metaGraphs().get(0).getMetaInfoDef().getTagsList()))
                .isEqualTo(expected.getMetaGraphs(0));
        if (folder.hasVariables()) {
            Checkpoint variables = folder.variables();
            for (String name : variables.names()) {
                CheckpointTensor found = variables.find(name);
                assertThat(found).isNotNull();
                assertThat(variables.read(name).getDtype()).isEqualTo(found.dtype());
            }
        }
        for (String asset : SavedModelFolder.assetNames(folder.metaGraphs().get(0))) {
            assertThat(folder.asset(asset)).isRegularFile();
        }
    }
}
