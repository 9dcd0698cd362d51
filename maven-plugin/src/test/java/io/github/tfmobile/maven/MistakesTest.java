package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a user who made a mistake reads: the whole message of each is in {@code mistakes.txt}, one case after the other,
 * {@code == name} before its message. {@code -Dtfmobile.regenerateGoldens=true} writes that file anew.
 */
@Tag("corpus")
class MistakesTest {

    private static final Path CORPUS = Path.of("../testing/corpus");
    private static final Path GOLDEN = Path.of("src/test/resources/mistakes.txt");

    @TempDir
    static Path output;

    private record Mistake(String name, AbstractTfmobileMojo mojo) {}

    @TestFactory
    Stream<DynamicTest> endInOneMessageAndLeaveNothingBehind() throws IOException {
        Map<String, String> expected = golden();
        Map<String, String> found = new LinkedHashMap<>();
        List<DynamicTest> tests = new ArrayList<>();
        for (Mistake mistake : mistakes()) {
            tests.add(DynamicTest.dynamicTest(mistake.name(), () -> {
                String message = message(mistake);
                found.put(mistake.name(), message);
                if (Boolean.getBoolean("tfmobile.regenerateGoldens")) {
                    write(found);
                } else {
                    assertThat(message).isEqualTo(expected.get(mistake.name()));
                }
            }));
        }
        return tests.stream();
    }

    /** Each is made by one of the mistakes above, and the one that the documentation shows is among them. */
    @Test
    void allMessagesAreOfMistakes() throws IOException {
        Map<String, String> golden = golden();

        assertThat(mistakes()).extracting(Mistake::name).containsExactlyElementsOf(golden.keySet());
        assertThat(Files.readString(Path.of("../docs/problems.md")))
                .contains(golden.get("unknown recipe").indent(4));
    }

    private static String message(Mistake mistake) throws IOException {
        Path folder = output.resolve(mistake.name());
        mistake.mojo().outputDirectory = folder.toFile();
        MojoFailureException[] thrown = new MojoFailureException[1];
        assertThatThrownBy(() -> mistake.mojo().execute())
                .isInstanceOfSatisfying(MojoFailureException.class, e -> thrown[0] = e);
        if (Files.exists(folder)) {
            try (Stream<Path> left = Files.walk(folder)) {
                assertThat(left.filter(Files::isRegularFile)).isEmpty();
            }
        }
        String here = Path.of("").toAbsolutePath().toString().replace('\\', '/');
        return String.valueOf(thrown[0].getMessage())
                .replace('\\', '/')
                .replace(here + "/../", "../")
                .replace(here, "${basedir}");
    }

    private static List<Mistake> mistakes() {
        List<Mistake> mistakes = new ArrayList<>();
        for (String bad : List.of(
                "bitflip_data_shard",
                "bitflip_index_magic",
                "cyclic_graph",
                "dtype_mismatch",
                "duplicate_node_names",
                "empty_graph",
                "empty_index",
                "garbage_graph",
                "missing_checkpoint",
                "missing_index",
                "truncated_data_shard",
                "truncated_graph",
                "truncated_index_half")) {
            mistakes.add(
                    freeze(bad, "bad_inputs/" + bad + "/graph.pb", "bad_inputs/" + bad + "/model.ckpt", "softmax"));
        }
        mistakes.add(freeze(
                "checkpoint_lacks_variable",
                "bad_inputs/checkpoint_lacks_variable/graph.pb",
                "bad_inputs/checkpoint_lacks_variable/partial.ckpt",
                "softmax"));
        mistakes.add(freeze(
                "missing_shard",
                "bad_inputs/missing_shard/graph.pb",
                "bad_inputs/missing_shard/sharded.ckpt",
                "softmax"));
        for (String bad : List.of("pbtxt_syntax_error", "pbtxt_unknown_enum")) {
            mistakes.add(
                    freeze(bad, "bad_inputs/" + bad + "/graph.pbtxt", "bad_inputs/" + bad + "/model.ckpt", "softmax"));
        }
        mistakes.add(freeze("graph that does not exist", "tf1/mlp_ref_vars/grahp.pb", null, "softmax"));
        mistakes.add(freeze("checkpoint given as graph", "tf1/mlp_ref_vars/model.ckpt.index", null, "softmax"));
        mistakes.add(
                freeze("shard given as graph", "tf1/mlp_ref_vars/model.ckpt.data-00000-of-00001", null, "softmax"));
        mistakes.add(freeze("SavedModel given as graph", "saved_model/tf2_multi_signature/saved_model", null, "x"));
        mistakes.add(freeze("MetaGraph given as graph", "tf1/mlp_ref_vars/model.ckpt.meta", null, "softmax"));
        mistakes.add(freeze(
                "graph given as checkpoint", "tf1/mlp_ref_vars/graph.pb", "tf1/mlp_ref_vars/graph.pb", "softmax"));
        mistakes.add(freeze("no checkpoint", "tf1/mlp_ref_vars/graph.pb", null, "softmax"));
        mistakes.add(freeze(
                "output that does not exist", "tf1/mlp_ref_vars/graph.pb", "tf1/mlp_ref_vars/model.ckpt", "sofmax"));
        FreezeMojo input =
                freeze(new FreezeMojo(), "tf1/mlp_ref_vars/graph.pb", "tf1/mlp_ref_vars/model.ckpt", "softmax");
        input.inputs = List.of("X1=float[?,12]");
        mistakes.add(new Mistake("input that does not exist", input));
        FreezeMojo spec =
                freeze(new FreezeMojo(), "tf1/mlp_ref_vars/graph.pb", "tf1/mlp_ref_vars/model.ckpt", "softmax");
        spec.inputs = List.of("x=flaot[?,12],y=float[1,");
        mistakes.add(new Mistake("inputs that cannot be read", spec));
        TransformMojo transform =
                freeze(new TransformMojo(), "tf1/mlp_ref_vars/graph.pb", "tf1/mlp_ref_vars/model.ckpt", "softmax");
        transform.transforms = "strip_unused_nodes(typ=float) fold_constant";
        mistakes.add(new Mistake("unknown transform and argument", transform));
        TransformMojo bracket =
                freeze(new TransformMojo(), "tf1/mlp_ref_vars/graph.pb", "tf1/mlp_ref_vars/model.ckpt", "softmax");
        bracket.transforms = "remove_nodes(op=Identity";
        mistakes.add(new Mistake("unclosed bracket", bracket));
        TransformMojo recipe =
                freeze(new TransformMojo(), "tf1/mlp_ref_vars/graph.pb", "tf1/mlp_ref_vars/model.ckpt", "softmax");
        recipe.recipe = "depoly";
        mistakes.add(new Mistake("unknown recipe", recipe));
        CheckMojo version = freeze(new CheckMojo(), "tf1/mlp_ref_vars/frozen.pb", null, "softmax");
        version.tensorflowVersion = "1.3.0";
        mistakes.add(new Mistake("unknown TensorFlow version", version));
        CheckMojo target = freeze(new CheckMojo(), "tf1/mlp_ref_vars/frozen.pb", null, "softmax");
        target.platform = "iso";
        target.types = "smal";
        target.javaPackage = "com.example.my models";
        mistakes.add(new Mistake("unknown platform and types, bad package", target));
        CheckMojo define = freeze(new CheckMojo(), "tf1/mlp_ref_vars/frozen.pb", null, "softmax");
        define.defines = List.of("USE_GEM_FOR_CONV");
        mistakes.add(new Mistake("define that changes nothing", define));
        CheckMojo list = freeze(new CheckMojo(), "tf1/mlp_ref_vars/frozen.pb", null, "softmax");
        list.kernels = "no_such_list.txt";
        mistakes.add(new Mistake("op list that does not exist", list));
        FreezeMojo savedModel = new FreezeMojo();
        savedModel.name = "model";
        savedModel.savedModel = file("saved_model/tf2_multi_signature/saved_model");
        savedModel.signature = List.of("classify_all");
        mistakes.add(new Mistake("unknown signature", savedModel));
        FreezeMojo tags = new FreezeMojo();
        tags.name = "model";
        tags.savedModel = file("saved_model/tf1_two_meta_graphs/saved_model");
        tags.tags = List.of("train,gpu");
        mistakes.add(new Mistake("unknown tag set", tags));
        return mistakes;
    }

    private static Mistake freeze(String name, String graph, String checkpoint, String outputs) {
        return new Mistake(name, freeze(new FreezeMojo(), graph, checkpoint, outputs));
    }

    private static <T extends AbstractModelMojo> T freeze(T mojo, String graph, String checkpoint, String outputs) {
        mojo.name = "model";
        mojo.graph = file(graph);
        mojo.checkpoint = checkpoint == null ? null : file(checkpoint);
        mojo.outputs = List.of(outputs);
        return mojo;
    }

    private static File file(String path) {
        return CORPUS.resolve(path).toFile();
    }

    private static Map<String, String> golden() throws IOException {
        Map<String, String> messages = new LinkedHashMap<>();
        if (Files.exists(GOLDEN)) {
            for (String part : Files.readString(GOLDEN).split("(?m)^== ", -1)) {
                int end = part.indexOf('\n');
                if (end > 0) {
                    messages.put(part.substring(0, end), part.substring(end + 1).stripTrailing());
                }
            }
        }
        return messages;
    }

    private static void write(Map<String, String> messages) throws IOException {
        StringBuilder text = new StringBuilder();
        messages.forEach((name, message) ->
                text.append("== ").append(name).append('\n').append(message).append("\n\n"));
        Files.createDirectories(GOLDEN.toAbsolutePath().getParent());
        Files.writeString(GOLDEN, text);
    }
}
