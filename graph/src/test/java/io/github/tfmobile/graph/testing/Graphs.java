package io.github.tfmobile.graph.testing;

import com.google.protobuf.TextFormat;
import io.github.tfmobile.graph.Graph;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;

/** Small graphs for tests. */
public final class Graphs {

    private Graphs() {}

    /**
     * A graph of nodes that are written {@code name = Op(input, input) attr { ... }}, a line each; every node of an op
     * that has an attr {@code T} without default gets {@code T=float} unless it says otherwise.
     */
    public static Graph of(String... lines) {
        String text = Arrays.stream(lines).map(Graphs::node).collect(Collectors.joining("\n"));
        GraphDef.Builder graph = GraphDef.newBuilder();
        try {
            TextFormat.merge(text, graph);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(text, e);
        }
        return Graph.of(graph.build());
    }

    private static String node(String line) {
        int equals = line.indexOf(" = ");
        int open = line.indexOf('(');
        int close = line.indexOf(')');
        String op = line.substring(equals + 3, open);
        String rest = line.substring(close + 1);
        StringBuilder node =
                new StringBuilder("node { name: \"" + line.substring(0, equals) + "\" op: \"" + op + "\" ");
        for (String input : line.substring(open + 1, close).split(",", -1)) {
            if (!input.isBlank()) {
                node.append("input: \"").append(input.strip()).append("\" ");
            }
        }
        switch (op) {
            case "Placeholder" -> node.append(rest.contains("dtype") ? "" : type("dtype"));
            case "Const" ->
                node.append(
                        rest.contains("dtype")
                                ? ""
                                : type("dtype")
                                        + "attr { key: \"value\" value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 1 } } } ");
            case "NoOp" -> {}
            default -> node.append(rest.contains("\"T\"") ? "" : type("T"));
        }
        return node.append(rest).append(" }").toString();
    }

    private static String type(String attr) {
        return "attr { key: \"" + attr + "\" value { type: DT_FLOAT } } ";
    }
}
