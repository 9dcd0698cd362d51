package io.github.tfmobile.graph.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.savedmodel.SavedModelReader;
import io.github.tfmobile.graph.testing.Corpus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readers say of the damaged and wrong files in corpus/bad_inputs and of other kinds of file, word for word. */
@Tag("corpus")
class BadInputsTest {

    @TempDir
    Path folder;

    private interface Call {
        Object call() throws Exception;
    }

    private static void assertProblem(Path base, Call call, String message) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, call::call);
        assertThat(problem).isNotNull();
        assertThat(problem.getMessage().replace(base + "/", "").replace(base.toString(), ""))
                .isEqualTo(message);
    }

    private static Path bad(String name) {
        return Corpus.directory().resolve("bad_inputs").resolve(name);
    }

    private static void assertGraph(String name, String file, String message) {
        assertProblem(bad(name), () -> GraphReader.read(bad(name).resolve(file)), message);
    }

    private static void assertCheckpoint(String name, String prefix, String message) {
        assertProblem(
                bad(name),
                () -> {
                    Checkpoint checkpoint = Checkpoints.open(bad(name).resolve(prefix));
                    for (String tensor : checkpoint.names()) {
                        checkpoint.read(tensor);
                    }
                    return checkpoint;
                },
                message);
    }

    @Test
    void bitflipInDataShard() {
        assertCheckpoint("bitflip_data_shard", "model.ckpt", """
                checkpoint holds "w" damaged or incomplete: its checksum does not match
                  at model.ckpt.data-00000-of-00001 @ byte 44
                  Copy or write the checkpoint again.""");
    }

    @Test
    void bitflipInIndexMagic() {
        assertCheckpoint("bitflip_index_magic", "model.ckpt", """
                checkpoint has a damaged index: the magic number of a table is not at its end: "model.ckpt"
                  at model.ckpt.index @ byte 186
                  Copy or write the checkpoint again.""");
    }

    @Test
    void emptyGraph() {
        assertGraph("empty_graph", "graph.pb", """
                graph is an empty file, not a GraphDef: "graph.pb"
                  Write or copy it again.""");
    }

    @Test
    void emptyIndex() {
        assertCheckpoint("empty_index", "model.ckpt", """
                checkpoint has a damaged index: it has 0 bytes, a table has at least 48: "model.ckpt"
                  at model.ckpt.index @ byte 0
                  Copy or write the checkpoint again.""");
    }

    @Test
    void garbageGraph() {
        assertGraph("garbage_graph", "graph.pb", """
                graph is no GraphDef: field 12 has the unknown wire type 7: "graph.pb"
                  at graph.pb @ byte 10
                  Name the .pb or .pbtxt file that TensorFlow wrote.""");
    }

    @Test
    void missingCheckpoint() {
        assertCheckpoint("missing_checkpoint", "model.ckpt", """
                checkpoint does not exist: "model.ckpt"
                  Name the prefix of a checkpoint, the part before .index and .data-?????-of-?????.""");
    }

    @Test
    void missingIndex() {
        assertCheckpoint("missing_index", "model.ckpt", """
                checkpoint has data shards but no index file: "model.ckpt.index"
                  Copy all files of the checkpoint: .index and every .data-?????-of-?????.""");
    }

    @Test
    void missingShard() {
        assertCheckpoint("missing_shard", "sharded.ckpt", """
                checkpoint lacks data shard 2 of 2: "sharded.ckpt.data-00001-of-00002"
                  at sharded.ckpt.index
                  Copy all files of the checkpoint: .index and every .data-?????-of-?????.""");
    }

    @Test
    void syntaxErrorInText() {
        assertGraph("pbtxt_syntax_error", "graph.pbtxt", """
                graph is no valid text format: NodeDef has no field "node"
                  at graph.pbtxt:24:1
                  GraphDef has that field; is a } missing before it?""");
    }

    @Test
    void unknownFieldInText() throws Exception {
        assertFile("graph.pbtxt", "node {\n  name: 'a'\n  inptu: 'b'\n}\n", """
                graph is no valid text format: NodeDef has no field "inptu"
                  at graph.pbtxt:3:3
                  Did you mean "input"?""");
    }

    @Test
    void unknownEnumInText() {
        assertGraph("pbtxt_unknown_enum", "graph.pbtxt", """
                graph is no valid text format: "DT_FLOOT" is not a value of DataType
                  at graph.pbtxt:7:13
                  Did you mean "DT_FLOAT" or "DT_BOOL"?""");
    }

    @Test
    void savedModelMissing() {
        assertProblem(bad("x").getParent(), () -> SavedModelReader.read(bad("saved_model_missing")), """
                savedModel holds no saved_model.pb, saved_model.pbtxt or saved_model.cpb: "saved_model_missing"
                  Name the folder that tf.saved_model.save or an exporter wrote.""");
        assertProblem(
                bad("saved_model_missing"),
                () -> SavedModelReader.read(bad("saved_model_missing").resolve("no_such_dir")),
                """
                savedModel does not exist: "no_such_dir"
                  Relative paths start at the project's folder.""");
    }

    @Test
    void savedModelWithoutShard() {
        assertProblem(
                bad("saved_model_no_variables"),
                () -> SavedModelReader.read(bad("saved_model_no_variables").resolve("saved_model"))
                        .variables()
                        .read("w"),
                """
                savedModel lacks data shard 1 of 1: "saved_model/variables/variables.data-00000-of-00001"
                  at saved_model/variables/variables.index
                  Copy all files of the checkpoint: .index and every .data-?????-of-?????.""");
    }

    @Test
    void textAndBinaryAreToldApartByContent() throws Exception {
        Path one = bad("text_given_as_binary");
        Path swapped = Files.copy(one.resolve("graph.pbtxt"), folder.resolve("graph.pb"));
        assertThat(GraphReader.read(swapped).nodes())
                .isEqualTo(GraphReader.read(one.resolve("graph.pb")).nodes());
    }

    @Test
    void truncatedDataShard() {
        assertCheckpoint("truncated_data_shard", "model.ckpt", """
                checkpoint holds "w2" damaged or incomplete: it should have 96 bytes from byte 236 of its shard, which has 292
                  at model.ckpt.data-00000-of-00001 @ byte 236
                  Copy or write the checkpoint again.""");
    }

    @Test
    void truncatedGraph() {
        assertGraph("truncated_graph", "graph.pb", """
                graph is damaged or cut short: a length of 136 bytes where 64 are left (after node 7, "w/Initializer/random_uniform/mul"): "graph.pb"
                  at graph.pb @ byte 834
                  Copy or write the file again.""");
    }

    @Test
    void truncatedIndex() {
        assertCheckpoint("truncated_index_half", "model.ckpt", """
                checkpoint has a damaged index: the magic number of a table is not at its end: "model.ckpt"
                  at model.ckpt.index @ byte 52
                  Copy or write the checkpoint again.""");
    }

    @Test
    void otherKindsOfFileGivenAsGraph() throws Exception {
        Path tf1 = Corpus.directory().resolve("tf1/mlp_ref_vars");
        assertProblem(tf1, () -> GraphReader.read(tf1.resolve("model.ckpt.index")), """
                graph is the index file of a checkpoint, not a GraphDef: "model.ckpt.index"
                  Give it as checkpoint=model.ckpt, and the graph that goes with it as graph.""");
        assertProblem(tf1, () -> GraphReader.read(tf1.resolve("model.ckpt.data-00000-of-00001")), """
                graph is a data shard of a checkpoint, not a GraphDef: "model.ckpt.data-00000-of-00001"
                  Give it as checkpoint=model.ckpt, and the graph that goes with it as graph.""");
        assertProblem(tf1, () -> GraphReader.read(tf1.resolve("model.ckpt.meta")), """
                graph is a MetaGraphDef, not a GraphDef: "model.ckpt.meta"
                  Give it as metaGraph=model.ckpt.meta.""");
        Path v1 = Corpus.directory().resolve("tf1/checkpoint_v1");
        assertProblem(v1, () -> GraphReader.read(v1.resolve("model.ckpt")), """
                graph is a checkpoint in the V1 format, not a GraphDef: "model.ckpt"
                  Give it as checkpoint=model.ckpt, and the graph that goes with it as graph.""");
        Path model = Corpus.directory().resolve("saved_model/tf2_multi_signature");
        assertProblem(model, () -> GraphReader.read(model.resolve("saved_model")), """
                graph is the folder of a SavedModel, not a GraphDef file: "saved_model"
                  Give it as savedModel=saved_model.""");
        assertProblem(model, () -> GraphReader.read(model.resolve("saved_model/saved_model.pb")), """
                graph is the saved_model.pb of a SavedModel, not a GraphDef: "saved_model/saved_model.pb"
                  Give its folder as savedModel=saved_model.""");
        assertProblem(tf1, () -> GraphReader.read(tf1), """
                graph is a folder, not a GraphDef file: ""
                  Name the file in it.""");
        assertProblem(tf1, () -> GraphReader.read(tf1.resolve("nothing.pb")), """
                graph does not exist: "nothing.pb"
                  Relative paths start at the project's folder.""");
        assertFile("model.tflite", "\034\0\0\0TFL3....", """
                graph is a TensorFlow Lite model, not a GraphDef: "model.tflite"
                  Give it as tflite=model.tflite: it is shipped as it is, and cannot be turned back into a graph.""");
        assertFile("page.pb", "<!DOCTYPE html><html>", """
                graph is a web page, not a GraphDef: "page.pb"
                  The download was answered by a page; download the file itself.""");
        assertFile("pointer.pb", "version https://git-lfs.github.com/spec/v1\noid sha256:1\n", """
                graph is a Git LFS pointer, not the file it stands for, not a GraphDef: "pointer.pb"
                  Get the file itself with git lfs pull.""");
        assertFile("model.h5", "\u0089HDF\r\n\032\n....", """
                graph is an HDF5 file, as Keras writes it, not a GraphDef: "model.h5"
                  Export the model from Keras as a SavedModel (model.export(folder)) and give that as savedModel.""");
        assertFile("model.json", "{\"a\": 1}", """
                graph is a JSON file, not a GraphDef: "model.json"
                  Name the binary or text file that TensorFlow wrote.""");
        assertFile("checkpoint", "model_checkpoint_path: \"m\"\n", """
                graph is the state file of a folder of checkpoints, not a GraphDef: "checkpoint"
                  Give it as checkpoint=checkpoint, and the graph that goes with it as graph.""");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(1);
        }
        assertFile("graph.pb.gz", packed.toString(StandardCharsets.ISO_8859_1), """
                graph is a compressed file, not a GraphDef: "graph.pb.gz"
                  Unpack it and name what was in it.""");
    }

    @Test
    void otherKindsOfFileGivenAsSomethingElse() throws Exception {
        Path tf1 = Corpus.directory().resolve("tf1/mlp_ref_vars");
        assertProblem(tf1, () -> MetaGraphReader.read(tf1.resolve("graph.pb")), """
                metaGraph is a GraphDef, not a MetaGraphDef: "graph.pb"
                  Give it as graph=graph.pb.""");
        assertProblem(tf1, () -> Checkpoints.open(tf1.resolve("graph.pb")), """
                checkpoint is a GraphDef, not a checkpoint: "graph.pb"
                  Give it as graph=graph.pb.""");
        assertProblem(tf1, () -> SavedModelReader.read(tf1), """
                savedModel holds no saved_model.pb, saved_model.pbtxt or saved_model.cpb: ""
                  Name the folder that tf.saved_model.save or an exporter wrote.""");
        assertProblem(tf1, () -> SavedModelReader.read(tf1.resolve("graph.pb")), """
                savedModel is a GraphDef, not the folder of a SavedModel: "graph.pb"
                  Give it as graph=graph.pb.""");
        Path model = Corpus.directory().resolve("saved_model/tf2_multi_signature");
        assertProblem(model, () -> Checkpoints.open(model.resolve("saved_model")), """
                checkpoint is the folder of a SavedModel, not a checkpoint: "saved_model"
                  Give it as savedModel=saved_model.""");
    }

    private void assertFile(String name, String content, String message) throws Exception {
        Path file = Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
        assertProblem(folder, () -> GraphReader.read(file), message);
    }
}
