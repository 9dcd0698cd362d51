package io.github.tfmobile.graph.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.Answer;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Every node of the final graphs of the corpus gets the kernel that TensorFlow 2.21's own registry gave it. */
@Tag("corpus")
class CorpusKernelsTest {

    @Test
    void everyNodeGetsTheKernelOfTheRealRegistry() throws Exception {
        KernelLookup lookup =
                KernelLookup.of(BundledRegistries.load("2.21"), Target.of(Platform.DESKTOP, Types.DEFAULT));
        List<Path> answers;
        try (Stream<Path> files = Files.walk(Corpus.directory())) {
            answers = files.filter(file -> file.endsWith("required_kernels.json"))
                    .sorted()
                    .toList();
        }
        List<String> different = new ArrayList<>();
        int nodes = 0;
        for (Path answer : answers) {
            GraphDef graph;
            try (InputStream in = Files.newInputStream(answer.resolveSibling("optimized.pb"))) {
                graph = GraphDef.parseFrom(in);
            }
            Map<String, NodeDef> byName = nodes(graph);
            KernelLookup here = lookup.forGraph(graph);
            for (Object entry : JSON.std.listFrom(Files.readString(answer))) {
                Map<?, ?> expected = (Map<?, ?>) entry;
                String name = expected.get("function") + "/" + expected.get("node");
                NodeDef node = byName.get(name);
                assertThat(node).as("%s: %s", answer, name).isNotNull();
                nodes++;
                if (!spelling(kernelOf(here.find(node))).equals(spelling((String) expected.get("kernel")))) {
                    different.add(answer.getParent().getFileName() + ": " + name + " (" + node.getOp() + "): "
                            + here.find(node) + " is not " + expected.get("kernel"));
                }
            }
        }
        assertThat(different).isEmpty();
        assertThat(answers).hasSize(21);
        assertThat(nodes).isEqualTo(3294);
    }

    private static Map<String, NodeDef> nodes(GraphDef graph) {
        Map<String, NodeDef> nodes = new HashMap<>();
        graph.getNodeList().forEach(node -> nodes.put("null/" + node.getName(), node));
        for (FunctionDef function : graph.getLibrary().getFunctionList()) {
            String prefix = function.getSignature().getName() + "/";
            function.getNodeDefList().forEach(node -> nodes.put(prefix + node.getName(), node));
        }
        return nodes;
    }

    private static String kernelOf(Answer answer) {
        return answer instanceof Answer.Kernel kernel ? kernel.registration().kernelClass() : "";
    }

    /** The tree is some months older than the binary, and integer types are spelt differently in the two. */
    private static String spelling(String kernelClass) {
        return kernelClass.replaceAll("(?:::)?(?:tensorflow::|tsl::)?\\b(u?int(?:8|16|32|64))(?:_t)?\\b", "$1");
    }
}
