package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.GraphComparison;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.NodeDef;

/** Every case of corpus/transforms: our graph is the Graph Transform Tool's, our error names the same culprit. */
@Tag("corpus")
class CorpusTransformsTest {

    /** Cases in which the original is wrong and ours is right on purpose; tests of their own say how. */
    private static final Set<String> DIFFERENT = Set.of(
            "arguments/2",
            "backport_concatv2/2",
            "fold_batch_norms/10",
            "fold_old_batch_norms/10",
            "fold_old_batch_norms/7",
            "backport_tensor_array_v3/1",
            "backport_tensor_array_v3/2",
            "fuse_resize_and_conv/4",
            "quantize_weights/4",
            "sparsify_gather/4");

    /** What the message must name where the original refuses, too. */
    private static final Map<String, List<String>> CULPRITS = Map.ofEntries(
            Map.entry("arguments/1", List.of("no_such_transform")),
            Map.entry("arguments/7", List.of("ignore_errors", "perhaps")),
            Map.entry("arguments/11", List.of("\"=\"", "\",3)\"")),
            Map.entry("fold_batch_norms/7", List.of("fold_batch_norms", "\"out\"", "\"scale\"", "DT_FLOAT[]")),
            Map.entry("arguments/14", List.of("\":0, device=/gpu:0)\"")),
            Map.entry("add_default_attributes/2", List.of("add_default_attributes", "NoSuchOpAnywhere", "\"out\"")),
            Map.entry("freeze_requantization_ranges/4", List.of("freeze_requantization_ranges", "\"other\"")),
            Map.entry(
                    "freeze_requantization_ranges/7",
                    List.of("freeze_requantization_ranges", "RequantizationRange", "\"requant\"")),
            Map.entry("freeze_requantization_ranges/8", List.of("freeze_requantization_ranges", "nofile.txt")),
            Map.entry(
                    "inline_partitionedcall/7",
                    List.of("inline_partitionedcall", "\"__inference_f_2210\"", "\"PartitionedCall\"")),
            Map.entry("obfuscate_names/4", List.of("\"gone\"", "\"out\"")),
            Map.entry("remove_attribute/4", List.of("remove_attribute", "\"op_name\"", "found 2")),
            Map.entry("remove_nodes/4", List.of("remove_nodes", "\"op\"")),
            Map.entry("rename_attribute/4", List.of("rename_attribute", "\"new_attribute_name\"")),
            Map.entry("set_device/4", List.of("set_device", "\"if_default\"", "boolean", "\"maybe\"")),
            Map.entry("sort_by_execution_order/4", List.of("cycle", "\"a -> b -> a\"")),
            Map.entry("sparsify_gather/8", List.of("sparsify_gather", "checkpoint", "\"w/part_0\"")),
            Map.entry("strip_unused_nodes/7", List.of("strip_unused_nodes", "\"1,x\"")),
            Map.entry("strip_unused_nodes/8", List.of("strip_unused_nodes", "\"nope\"")));

    static List<CorpusCase> cases() {
        return Corpus.cases("transforms").stream()
                .filter(test -> !DIFFERENT.contains(test.name().substring("transforms/".length())))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void givesWhatTheGraphTransformToolGives(CorpusCase test) throws ProblemException {
        String name = test.name().substring("transforms/".length());
        String transforms = test.text("transforms");
        if (!test.text("error").isEmpty()) {
            assertThatThrownBy(() -> run(test, transforms))
                    .isInstanceOf(ProblemException.class)
                    .message()
                    .contains(CULPRITS.getOrDefault(name, List.of("no culprit is known for " + name)));
            return;
        }
        Graph actual = run(test, transforms);
        Graph expected = test.graph("out.pb");
        if (name.startsWith("merge_duplicate_nodes")) {
            // Which of several equal nodes survives carries no meaning.
            actual = namedByContent(actual, TransformContexts.of(test).protectedNodes());
            expected = namedByContent(expected, TransformContexts.of(test).protectedNodes());
        }
        if (name.equals("quantize_nodes/7")) {
            expected = renamed(expected, "rb_eightbit/in/(min|quantize)", "avg_eightbit/in/$1"); // of equal nodes one
        }
        assertThat(comparison(name).differences(actual, expected)).isEmpty();
    }

    private static Graph renamed(Graph graph, String pattern, String replacement) {
        return graph.withNodes(graph.nodes().stream()
                .map(node -> node.toBuilder()
                        .setName(node.getName().replaceAll(pattern, replacement))
                        .clearInput()
                        .addAllInput(node.getInputList().stream()
                                .map(input -> input.replaceAll(pattern, replacement))
                                .toList())
                        .build())
                .toList());
    }

    /** The graph with names that say what a node computes, but for inputs and outputs. */
    private static Graph namedByContent(Graph graph, Set<String> kept) {
        Map<String, String> names = new HashMap<>();
        List<NodeDef> nodes = new ArrayList<>();
        for (int number : graph.index().runOrder()) {
            NodeDef node = graph.node(number).message();
            NodeDef.Builder renamed = node.toBuilder().clearName().clearInput();
            for (String text : node.getInputList()) {
                NodeInput input = NodeInput.parse(text);
                renamed.addInput(new NodeInput(names.get(input.node()), input.port()).toString());
            }
            boolean stateful = node.getOp().startsWith("Random");
            String name = kept.contains(node.getName()) || stateful
                    ? node.getName()
                    : "content_" + renamed.build().hashCode();
            names.put(node.getName(), name);
            nodes.add(renamed.setName(name).build());
        }
        return graph.withNodes(nodes);
    }

    private static GraphComparison comparison(String name) {
        return name.startsWith("add_default_attributes")
                        || name.startsWith("remove_attribute")
                        || name.startsWith("rename_attribute")
                ? GraphComparison.exact().withExplicitDefaults()
                : name.startsWith("fold_")
                                || name.startsWith("pipelines")
                                || name.startsWith("quantize_")
                                || name.startsWith("round_")
                        ? GraphComparison.exact()
                                .withFoldedNames()
                                .withTolerance(1e-5, 1e-6)
                                .withCodeTolerance(1)
                        : GraphComparison.exact();
    }

    private static Graph run(CorpusCase test, String transforms) throws ProblemException {
        return TransformPipeline.parse(transforms).apply(test.graph("in.pb"), TransformContexts.of(test));
    }
}
