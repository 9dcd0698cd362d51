package io.github.tfmobile.graph.transform.structure;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Colocation;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code obfuscate_names}: short names for all nodes but inputs and outputs, counted in file order with the digits 0-9,
 * a-z, A-Z (tensorflow/tools/graph_transforms/obfuscate_names.cc).
 */
public final class ObfuscateNames implements Transform {

    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    @Override
    public String name() {
        return "obfuscate_names";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        Set<String> kept = context.protectedNodes();
        Map<String, String> names = new HashMap<>();
        int next = 0;
        for (Node node : graph.all()) {
            String name = node.name();
            if (kept.contains(name)) {
                names.put(name, name);
                continue;
            }
            String shortName;
            do {
                shortName = digits(next++);
            } while (kept.contains(shortName));
            names.put(name, shortName);
        }
        List<Node> nodes = new ArrayList<>(graph.size());
        for (Node node : graph.all()) {
            Node.Builder renamed = node.toBuilder()
                    .name(names.getOrDefault(node.name(), node.name()))
                    .inputs(List.of());
            for (NodeInput input : node.inputs()) {
                renamed.input(new NodeInput(names.getOrDefault(input.node(), input.node()), input.port()));
            }
            nodes.add(renamed.build());
        }
        return Colocation.rename(graph.with(nodes), names);
    }

    private static String digits(int number) {
        StringBuilder text = new StringBuilder();
        for (int rest = number; text.isEmpty() || rest > 0; rest /= DIGITS.length()) {
            text.append(DIGITS.charAt(rest % DIGITS.length()));
        }
        return text.reverse().toString();
    }
}
