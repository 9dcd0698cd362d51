package io.github.tfmobile.graph.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.testing.Pipes;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.CheckpointTensor;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.SavedModel;

@Tag("corpus")
class SavedModelReaderTest {

    @TempDir
    Path temporary;

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
                assertThat(variables.read(name).getDtypeValue())
                        .isEqualTo(found.dtype().number());
            }
        }
        for (String asset : SavedModelFolder.assetNames(folder.metaGraphs().get(0))) {
            assertThat(folder.asset(asset)).isRegularFile();
        }
    }

    @Test
    void readsNothingOutsideItsFolder() throws Exception {
        Path model = Corpus.directory().resolve("saved_model/tf2_hash_table/saved_model");
        Path copy = temporary.resolve("model");
        Files.createDirectories(copy.resolve("assets"));
        Files.copy(model.resolve("saved_model.pb"), copy.resolve("saved_model.pb"));
        Path secret = Files.writeString(temporary.resolve("secret"), "secret");
        Files.createSymbolicLink(copy.resolve("assets/link.txt"), secret);
        SavedModelFolder folder = SavedModelReader.read(copy);

        assertProblem(() -> folder.asset("../../secret"), """
                savedModel names an asset outside its folder: "../../secret"
                  Nothing outside "%s" is read.""");
        assertProblem(() -> folder.asset("/etc/passwd"), """
                savedModel names an asset outside its folder: "/etc/passwd"
                  Nothing outside "%s" is read.""");
        assertProblem(() -> folder.asset("link.txt"), """
                savedModel has a link that leads out of its folder: "%s/assets/link.txt"
                  Replace it by the file it points to.""");
        Files.createSymbolicLink(copy.resolve("variables"), model.resolve("variables"));
        assertProblem(folder::variables, """
                savedModel has a link that leads out of its folder: "%s/variables"
                  Replace it by the file it points to.""");
        Files.delete(copy.resolve("saved_model.pb"));
        Files.createSymbolicLink(copy.resolve("saved_model.pb"), model.resolve("saved_model.pb"));
        assertProblem(() -> SavedModelReader.read(copy), """
                savedModel has a link that leads out of its folder: "%s/saved_model.pb"
                  Replace it by the file it points to.""");
    }

    /** A state file may name any place; the variables of a SavedModel are where they are. */
    @Test
    void followsNoStateFile() throws Exception {
        Path model = Corpus.directory().resolve("saved_model/tf2_hash_table/saved_model");
        Path copy = temporary.resolve("model");
        Files.createDirectories(copy.resolve("variables"));
        Files.copy(model.resolve("saved_model.pb"), copy.resolve("saved_model.pb"));
        String state = "model_checkpoint_path: \"" + model.resolve("variables/variables") + "\"\n";
        Files.writeString(copy.resolve("variables/variables"), state);
        SavedModelFolder folder = SavedModelReader.read(copy);
        assertThat(folder.hasVariables()).isTrue();
        assertProblem(folder::variables, """
                savedModel is the state file of a folder of checkpoints, not a checkpoint: "%1$s/variables/variables"
                  Give it as checkpoint=%1$s/variables/variables, and the graph that goes with it as graph.""");
        Files.delete(copy.resolve("variables/variables"));
        Files.createDirectory(copy.resolve("variables/variables"));
        Files.writeString(copy.resolve("variables/variables/checkpoint"), state);
        assertProblem(folder::variables, """
                savedModel is a folder, not a file: "%s/variables/variables"
                  Name a file in it.""");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void waitsForNoPipe() throws Exception {
        Path copy = temporary.resolve("model");
        Files.createDirectories(copy);
        Pipes.make(copy.resolve("saved_model.pb"));
        assertProblem(() -> SavedModelReader.read(copy), """
                savedModel is no regular file: "%s/saved_model.pb"
                  Name a file, not a pipe or a device.""");
        assertThatThrownBy(() -> {
                    Pipes.make(temporary.resolve("pipe"));
                    SavedModelReader.read(temporary.resolve("pipe"));
                })
                .isInstanceOf(ProblemException.class)
                .hasMessage("savedModel is no folder: \"" + temporary.resolve("pipe")
                        + "\"\n  Name the folder of a SavedModel.");
    }

    /** A link in a circle is what nobody can read, whoever runs the build. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void saysWhatCannotBeRead() throws Exception {
        Path model = Corpus.directory().resolve("saved_model/tf2_hash_table/saved_model");
        Path copy = temporary.resolve("model");
        Files.createDirectories(copy);
        circle(copy.resolve("saved_model.pb"));
        assertProblem(() -> SavedModelReader.read(copy), unreadable("savedModel", "saved_model.pb"));
        assertProblem(
                () -> SavedModelReader.read(copy.resolve("saved_model.pb")),
                unreadable("savedModel", "saved_model.pb"));
        Files.delete(copy.resolve("saved_model.pb"));
        Files.copy(model.resolve("saved_model.pb"), copy.resolve("saved_model.pb"));
        SavedModelFolder folder = SavedModelReader.read(copy);
        assertThat(folder.hasVariables()).isFalse();
        Files.createDirectories(copy.resolve("assets"));
        circle(copy.resolve("assets/_vocab.txt"));
        assertProblem(() -> folder.asset("_vocab.txt"), unreadable("savedModel: the asset", "assets/_vocab.txt"));
        Files.createDirectories(copy.resolve("variables"));
        circle(copy.resolve("variables/variables.index"));
        assertThat(folder.hasVariables()).isTrue();
        assertProblem(folder::variables, unreadable("savedModel", "variables/variables.index"));
    }

    private static void circle(Path link) throws Exception {
        Files.createSymbolicLink(link, link.getFileName());
    }

    private static String unreadable(String what, String file) {
        return what + " cannot be read: \"%s/" + file
                + "\"\n  The operating system says: Too many levels of symbolic links or unable to access attributes of symbolic"
                + " link.";
    }

    @Test
    void saysThatVariablesAreNoFolder() throws Exception {
        Path model = Corpus.directory().resolve("saved_model/tf2_hash_table/saved_model");
        Path copy = temporary.resolve("model");
        Files.createDirectories(copy);
        Files.copy(model.resolve("saved_model.pb"), copy.resolve("saved_model.pb"));
        Files.writeString(copy.resolve("variables"), "");
        SavedModelFolder folder = SavedModelReader.read(copy);
        assertThat(folder.hasVariables()).isTrue();
        assertProblem(folder::variables, """
                savedModel is no folder: "%s/variables"
                  Name a folder.""");
    }

    /** An administrator reads everything; then the test says nothing. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void saysWhatMayNotBeRead() throws Exception {
        Path model = Corpus.directory().resolve("saved_model/tf2_hash_table/saved_model");
        Path copy = temporary.resolve("model");
        for (String folder : List.of("variables", "assets")) {
            Files.createDirectories(copy.resolve(folder));
        }
        Files.copy(model.resolve("saved_model.pb"), copy.resolve("saved_model.pb"));
        SavedModelFolder folder = SavedModelReader.read(copy);
        try {
            for (String closed : List.of("variables", "assets")) {
                Files.setPosixFilePermissions(copy.resolve(closed), Set.of());
            }
            Assumptions.assumeFalse(Files.isReadable(copy.resolve("assets")));
            assertProblem(folder::assets, denied("savedModel", "assets"));
            assertProblem(() -> folder.asset("_vocab.txt"), denied("savedModel: the asset", "assets/_vocab.txt"));
            assertProblem(folder::variables, denied("savedModel", "variables"));
        } finally {
            for (String closed : List.of("variables", "assets")) {
                Files.setPosixFilePermissions(copy.resolve(closed), PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    private static String denied(String what, String file) {
        return what + " may not be read: \"%s/" + file
                + "\"\n  Give the user who runs the build the permission to read it.";
    }

    @Test
    void namesTheTagSetsAndSignaturesThereAre() throws Exception {
        Path model = Corpus.directory().resolve("saved_model/tf2_multi_signature/saved_model");
        SavedModelFolder folder = SavedModelReader.read(model);

        assertThatThrownBy(() -> folder.metaGraph(List.of("train")))
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        savedModel has no MetaGraph with the tags "train": "%s"
                          It has "serve". Choose with tags.""".formatted(model));
        assertThatThrownBy(() -> folder.signature(folder.metaGraphs().get(0), "serving_defalt"))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("savedModel has no signature \"serving_defalt\": \"" + model
                        + "\"\n  Did you mean \"serving_default\"? It has ");
    }

    @Test
    void saysWhatIsWrongWithSplitModels() throws Exception {
        Files.write(temporary.resolve("saved_model.cpb"), new byte[] {1, 2});

        assertThatThrownBy(() -> SavedModelReader.read(temporary))
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        savedModel is damaged or no SavedModel split into chunks: it ends within a chunk: "%1$s"
                          at %1$s @ byte 0
                          Copy or write the file again.""".formatted(temporary.resolve("saved_model.cpb")));
    }

    private interface Call {
        Object call() throws Exception;
    }

    private void assertProblem(Call call, String message) {
        assertThatThrownBy(call::call)
                .isInstanceOf(ProblemException.class)
                .hasMessage(message.formatted(temporary.resolve("model")));
    }
}
