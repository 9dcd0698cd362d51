package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;

/** Graphs that parse but are damaged or hostile: each ends in a result or in a ProblemException. */
@Tag("corpus")
class DamagedModelTest {

    private static final int RUNS = 120;

    @ParameterizedTest
    @ValueSource(strings = {"tf1/control_flow_v2", "tf1/lstm_v1", "tf1/partitioned_ref", "tf1/hash_table"})
    void survivesDamagedGraphs(String name) throws IOException, ProblemException {
        CorpusCase model = Corpus.find(name);
        byte[] bytes = Files.readAllBytes(model.path("graph.pb"));
        OpenModel.GraphModel source = FreezeTesting.graph(model);
        int parsed = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            GraphDef graph;
            try {
                graph = GraphDef.parseFrom(damaged(bytes, seed));
            } catch (InvalidProtocolBufferException e) {
                continue; // the readers' matter
            }
            parsed++;
            FreezeOptions options = FreezeOptions.DEFAULTS.withControlFlow(
                    seed % 2 == 0 ? FreezeOptions.ControlFlow.LOWER : FreezeOptions.ControlFlow.KEEP);
            freeze(
                    new OpenModel.GraphModel(Graph.of(graph), source.file(), source.checkpoint()),
                    FreezeTesting.outputs(model),
                    options,
                    seed);
        }
        assertThat(parsed).isGreaterThan(RUNS / 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"saved_model/tf2_while_if", "saved_model/tf2_hash_table", "saved_model/keras_lstm"})
    void survivesDamagedFunctions(String name) throws IOException, ProblemException {
        CorpusCase model = Corpus.find(name);
        byte[] bytes = Files.readAllBytes(model.path("saved_model/saved_model.pb"));
        int parsed = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            SavedModel damaged;
            try {
                damaged = SavedModel.parseFrom(damaged(bytes, seed));
            } catch (InvalidProtocolBufferException e) {
                continue; // the readers' matter
            }
            parsed++;
            if (damaged.getMetaGraphsCount() > 0) {
                FreezeOptions options = FreezeOptions.DEFAULTS.withControlFlow(
                        seed % 2 == 0 ? FreezeOptions.ControlFlow.LOWER : FreezeOptions.ControlFlow.KEEP);
                freeze(
                        new OpenModel.MetaGraphModel(damaged.getMetaGraphs(0), null, null),
                        List.of(NodeInput.parse("StatefulPartitionedCall")),
                        options,
                        seed);
            }
        }
        assertThat(parsed).isGreaterThan(RUNS / 10);
    }

    /** The whole way of a SavedModel: signature, assets, checkpoint, functions, tables. */
    @ParameterizedTest
    @ValueSource(
            strings = {"tf2_hash_table/saved_model.pb", "tf2_hash_table/assets", "tf1_two_meta_graphs/saved_model.pb"})
    void survivesDamagedSavedModels(String damaged, @TempDir Path folder) throws IOException {
        int slash = damaged.indexOf('/');
        Path source = Corpus.find("saved_model/" + damaged.substring(0, slash)).path("saved_model");
        copy(source, folder);
        Path file = folder.resolve(damaged.substring(slash + 1));
        if (Files.isDirectory(file)) {
            try (Stream<Path> files = Files.list(file)) {
                file = files.findFirst().orElseThrow();
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        int refused = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            // A new file each time: the old one may still be mapped.
            Files.delete(file);
            Files.write(file, damaged(bytes, seed));
            OpenModel model = new OpenModel.SavedModelDirectory(folder, new TreeSet<>(List.of("serve")), List.of());
            refused += freeze(model, List.of(), FreezeOptions.DEFAULTS, seed) ? 0 : 1;
        }
        assertThat(refused).isLessThan(RUNS);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static byte[] damaged(byte[] bytes, int seed) {
        Random random = new Random(seed);
        byte[] copy = bytes.clone();
        for (int i = 0; i <= seed % 3; i++) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    /** Whether a model can be frozen. */
    private static boolean freeze(OpenModel source, List<NodeInput> outputs, FreezeOptions options, int seed) {
        try {
            assertThat(FreezeTesting.freeze(source, outputs, options).graph().nodes())
                    .isNotEmpty();
            return true;
        } catch (ProblemException e) {
            assertThat(e.problems()).isNotEmpty();
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void refusesFunctionsThatCallEachOtherWithoutEnd() {
        // 60 functions, each of which calls the next one twice: more calls than anybody can write out.
        List<FunctionDef> functions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            FunctionDef.Builder function = FunctionDef.newBuilder()
                    .setSignature(OpDef.newBuilder().setName("f" + i).build());
            if (i < 59) {
                function.addNodeDef(call("a", "f" + (i + 1))).addNodeDef(call("b", "f" + (i + 1)));
            }
            functions.add(function.build());
        }
        GraphDef graph = GraphDef.newBuilder()
                .addNode(call("call", "f0"))
                .addNode(NodeDef.newBuilder().setName("out").setOp("NoOp").addInput("^call"))
                .setLibrary(FunctionDefLibrary.newBuilder().addAllFunction(functions))
                .build();
        assertThatThrownBy(() -> FreezeTesting.freeze(
                        new OpenModel.GraphModel(Graph.of(graph), null, null),
                        List.of(NodeInput.parse("out")),
                        FreezeOptions.DEFAULTS))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("function library: the functions written out where they are called make ");
    }

    private static NodeDef call(String name, String function) {
        AttrValue types = AttrValue.newBuilder()
                .setList(AttrValue.ListValue.getDefaultInstance())
                .build();
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("StatefulPartitionedCall")
                .putAttr("Tin", types)
                .putAttr("Tout", types)
                .putAttr(
                        "f",
                        AttrValue.newBuilder()
                                .setFunc(NameAttrList.newBuilder().setName(function))
                                .build())
                .build();
    }
}
