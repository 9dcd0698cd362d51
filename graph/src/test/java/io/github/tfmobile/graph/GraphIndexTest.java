package io.github.tfmobile.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.testing.Graphs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

class GraphIndexTest {

    private static Graph graph(List<NodeDef> nodes) {
        return new Graph(nodes, FunctionDefLibrary.getDefaultInstance(), VersionDef.getDefaultInstance());
    }

    private static NodeDef node(String name, String op, String... inputs) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(op)
                .addAllInput(List.of(inputs))
                .build();
    }

    /** All that an index says, as text. */
    private static String text(GraphIndex index) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < index.size(); i++) {
            int node = i;
            text.append(index.number(index.node(i).name())).append(' ');
            text.append(index.ops().get(index.op(i)));
            for (int k = 0; k < index.inputs(i); k++) {
                text.append(' ').append(index.source(i, k)).append(':').append(index.port(i, k));
            }
            index.readers(node, (reader, input) -> {
                text.append(" >").append(reader).append('/').append(input);
                return true;
            });
            text.append('\n');
        }
        for (int node : index.runOrder()) {
            text.append(node).append(' ');
        }
        for (int node : index.misnamed()) {
            text.append('!').append(node);
        }
        return text.toString();
    }

    @Test
    void tellsEdgesByNumber() {
        GraphIndex index = Graphs.of("a = Placeholder()", "s = Split(a, b:0)", "b = Const()", "c = Relu(s:2, ^a, gone)")
                .index();

        assertThat(index.number("c")).isEqualTo(3);
        assertThat(index.number("gone")).isEqualTo(GraphIndex.NONE);
        assertThat(index.source(3, 0)).isEqualTo(1);
        assertThat(index.port(3, 0)).isEqualTo(2);
        assertThat(index.port(3, 1)).isEqualTo(NodeInput.CONTROL);
        assertThat(index.source(3, 2)).isEqualTo(GraphIndex.NONE);
        assertThat(index.source(1, 1)).isEqualTo(2);
        assertThat(index.readerEdges(0)).isEqualTo(2);
    }

    @Test
    void findsWhatLeadsToANode() {
        GraphIndex index = Graphs.of("a = Const()", "b = Relu(a)", "c = Relu(b, ^a)", "d = Relu(a)")
                .index();
        BitSet from = new BitSet();
        from.set(2);

        assertThat(index.upstream(from, (reader, source, port) -> true).stream())
                .containsExactly(0, 1, 2);
        assertThat(index.upstream(from, (reader, source, port) -> port == NodeInput.CONTROL).stream())
                .containsExactly(0, 2);
    }

    @Test
    void knowsTheSameWhenMadeFromAnEarlierOne() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<NodeDef> nodes = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                nodes.add(random(random, "n" + random.nextInt(28)));
            }
            Graph graph = graph(nodes);
            for (int step = 0; step < 4; step++) {
                if (random.nextBoolean()) {
                    graph.index(); // the next one is made from this, or from the one before
                }
                List<NodeDef> changed = new ArrayList<>(graph.nodes());
                switch (random.nextInt(5)) {
                    case 0 -> changed.removeIf(node -> random.nextInt(4) == 0);
                    case 1 ->
                        changed.replaceAll(node -> random.nextInt(4) == 0 ? random(random, node.getName()) : node);
                    case 2 -> Collections.shuffle(changed, random);
                    case 3 -> changed.add(random.nextInt(changed.size()), random(random, "new" + random.nextInt(3)));
                    default -> changed.replaceAll(node -> random.nextInt(6) == 0 ? random(random, "n3") : node);
                }
                graph = graph.withNodes(changed);
            }
            assertThat(text(graph.index()))
                    .as("seed " + seed)
                    .isEqualTo(text(graph(graph.nodes()).index()));
        }
    }

    private static NodeDef random(Random random, String name) {
        List<String> inputs = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String source = random.nextInt(9) == 0 ? "new" + random.nextInt(3) : "n" + random.nextInt(28);
            inputs.add(
                    switch (random.nextInt(4)) {
                        case 0 -> "^" + source;
                        case 1 -> source + ":" + random.nextInt(3);
                        default -> source;
                    });
        }
        return node(name, random.nextBoolean() ? "Merge" : "Op" + random.nextInt(3), inputs.toArray(String[]::new));
    }

    @Test
    void findsNodesWhoseNamesAllShareAHash() {
        List<NodeDef> nodes = new ArrayList<>();
        for (int i = 0; i < 1 << 16; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 16; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB"); // of one hash
            }
            nodes.add(node(
                    name.toString(),
                    "Op",
                    nodes.isEmpty()
                            ? new String[0]
                            : new String[] {nodes.get(i / 2).getName()}));
        }
        GraphIndex index = graph(nodes).index();
        assertThat(index.misnamed()).isEmpty();
        assertThat(index.source(50_000, 0)).isEqualTo(25_000);
    }

    @Test
    void ordersNodesAsTheyCanRun() {
        Graph graph = Graphs.of("b = Relu(a)", "a = Placeholder()", "c = Relu(d)", "d = Relu(c)", "e = Relu(gone)");

        assertThat(graph.index().runOrder()).containsExactly(1, 0);
    }

    @Test
    void ordersAllNodesBehindWhatTheyRead() {
        GraphIndex index = Graphs.of("b = Relu(a)", "a = Placeholder()", "c = Relu(d)", "d = Relu(c)", "e = Relu(c)")
                .index();

        assertThat(index.topologicalOrder().nodes()).containsExactly(1, 0, 2, 3, 4);
        assertThat(index.topologicalOrder().placed()).containsExactly(1, 0);
        assertThat(index.topologicalOrder().isPlaced(4)).isFalse();
    }
}
