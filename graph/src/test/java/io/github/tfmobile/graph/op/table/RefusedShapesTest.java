package io.github.tfmobile.graph.op.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.analysis.TensorFacts;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.TestOps;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class RefusedShapesTest {

    /**
     * Nodes with inputs of random shapes and values, of which TensorFlow 2.21.0 was asked: {@code _computes} is false where
     * neither importing the node nor running it with any of 25 choices for the dims that are not known came to an end.
     */
    @Test
    void refusesWhatTensorFlowRefuses() throws IOException {
        GraphDef nodes;
        try (InputStream in =
                Objects.requireNonNull(RefusedShapesTest.class.getResourceAsStream("/shape/refusals-2.21.0.pb"))) {
            nodes = GraphDef.parseFrom(in);
        }
        Graph graph = Graph.of(nodes);
        TensorFacts facts = graph.analysis(TensorFacts.of(TestOps.get(), TensorFacts.Basis.PROVEN));
        List<String> wrong = new ArrayList<>();
        Set<String> refused = new TreeSet<>();
        for (NodeDef node : nodes.getNodeList()) {
            if (!node.containsAttr("_computes")) {
                continue;
            }
            boolean computes = node.getAttrOrThrow("_computes").getB();
            String refusal = facts.refusal(graph.index().number(node.getName()));
            if (computes != (refusal == null)) {
                wrong.add(node.getOp()
                        + facts.ofInputs(graph.index().number(node.getName())).stream()
                                .map(fact -> fact.shape().toString())
                                .toList()
                        + ": " + refusal);
            }
            if (!computes) {
                refused.add(node.getOp());
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(refused).hasSizeGreaterThan(25);
    }

    @Test
    @Tag("corpus")
    void refusesNoNodeOfTheCorpus() throws ProblemException, IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Corpus.directory())) {
            // What the original tool wrote (out.pb) need not be a graph that runs.
            files = all.filter(file -> file.toString().endsWith(".pb")
                            && !file.endsWith("out.pb")
                            && !file.endsWith("saver.pb")
                            && !file.startsWith(Corpus.data("corpus/bad_inputs"))
                            && !file.startsWith(Corpus.data("corpus/saved_model")))
                    .toList();
        }
        int nodes = 0;
        for (Path file : files) {
            Graph graph = GraphReader.read(file);
            TensorFacts facts = graph.analysis(TensorFacts.of(TestOps.get(), TensorFacts.Basis.PROVEN));
            for (int node = 0; node < graph.size(); node++) {
                assertThat(facts.refusal(node))
                        .as("%s of %s", graph.node(node).name(), file)
                        .isNull();
                nodes++;
            }
        }
        assertThat(nodes).isGreaterThan(1000);
    }
}
