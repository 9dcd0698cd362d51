package io.github.tfmobile.graph.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.TestOps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** What a graph takes over from the one that it was made of is what a fresh analysis finds. */
@Tag("corpus")
class InheritedAnalysesTest {

    private static final int ROUNDS = 15;
    private static final JavaEvaluator EVALUATOR = new JavaEvaluator();

    @ParameterizedTest
    @ValueSource(strings = {"mobilenet_v1_train", "lstm_v1", "cond_v1", "control_flow_v2"})
    void areWhatFreshOnesFind(String model) throws Exception {
        Random random = new Random(model.hashCode());
        CorpusCase test = Corpus.cases("tf1").stream()
                .filter(each -> each.name().endsWith(model))
                .findFirst()
                .orElseThrow();
        Graph graph = test.graph("frozen.pb");
        for (int round = 0; round < ROUNDS; round++) {
            describe(graph); // so that there is something to take over
            graph = edited(graph, random);
            Graph fresh = Graph.of(graph.all(), graph.library(), graph.versions());
            assertThat(describe(graph)).as("round %s", round).isEqualTo(describe(fresh));
        }
    }

    /** All that is found out about each node. */
    private static List<String> describe(Graph graph) {
        List<TensorFacts> facts = Arrays.stream(TensorFacts.Basis.values())
                .map(basis -> graph.analysis(TensorFacts.of(TestOps.get(), basis)))
                .toList();
        ConstantValues constants = ConstantValues.of(graph, TestOps.get(), EVALUATOR);
        Frames frames = Frames.of(graph);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < graph.size(); i++) {
            String name = graph.node(i).name();
            StringBuilder line = new StringBuilder(name);
            for (TensorFacts each : facts) {
                each.of(i)
                        .forEach(fact -> line.append(' ')
                                .append(fact.shape())
                                .append(fact.exact())
                                .append(Arrays.toString(fact.values())));
                line.append(' ').append(each.refusal(i));
            }
            TensorProto value = constants.find(new NodeInput(name, 0));
            line.append(" value ").append(value == null ? "none" : Integer.toHexString(value.hashCode()));
            line.append(" frame ").append(frames.name(i)).append(frames.isInBranch(i) ? " branch" : "");
            all.add(line.toString());
        }
        all.add(Arrays.toString(graph.index().topologicalOrder().nodes()));
        all.add(Arrays.toString(graph.index().runOrder()));
        all.add(Arrays.toString(Liveness.of(graph, outputs(graph)).nodes().toArray()));
        return all;
    }

    /** What nobody reads, without the first of it: something of the graph is not needed. */
    private static List<String> outputs(Graph graph) {
        return IntStream.range(0, graph.size())
                .filter(node -> graph.index().readerEdges(node) == 0)
                .skip(1)
                .mapToObj(node -> graph.node(node).name())
                .toList();
    }

    private static Graph edited(Graph graph, Random random) {
        if (random.nextInt(4) == 0 && !outputs(graph).isEmpty()) {
            return Liveness.extract(graph, outputs(graph));
        }
        GraphEditor editor = new GraphEditor(graph);
        for (int i = 0; i < 3; i++) {
            int at = random.nextInt(graph.size());
            Node node = graph.node(at);
            NodeInput output = new NodeInput(node.name(), 0);
            Node other = graph.node(random.nextInt(graph.size()));
            switch (random.nextInt(8)) {
                case 0 -> editor.remove(at);
                case 1 -> editor.replace(at, node.withoutAttr("shape"));
                case 2 -> editor.rename(at, node.name() + "_renamed" + random.nextInt(1000));
                case 3 -> editor.reroute(output, new NodeInput(other.name(), 0));
                case 4 -> {
                    String name = editor.names().take("inserted");
                    editor.insertAfter(
                            at,
                            Node.builder(name, "Identity")
                                    .attr("T", Attrs.type(DataType.DT_FLOAT))
                                    .input(output)
                                    .build());
                    editor.keepInputs(name);
                    editor.reroute(output, new NodeInput(name, 0));
                }
                case 5 ->
                    editor.append(Constants.node(editor.names().take("added"), Constants.scalar(random.nextFloat())));
                case 6 -> {
                    if (node.is("Const")) {
                        editor.replace(at, Constants.withValue(node, Constants.scalar(random.nextInt())));
                    }
                }
                default -> editor.merge(at, other.name());
            }
        }
        return editor.build();
    }
}
