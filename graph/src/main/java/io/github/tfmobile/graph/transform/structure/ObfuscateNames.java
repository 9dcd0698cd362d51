package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.Set;

/**
 * {@code obfuscate_names}: short names for all nodes but inputs and outputs, counted in file order with the digits 0-9,
 * a-z, A-Z (tensorflow/tools/graph_transforms/obfuscate_names.cc).
 */
@AutoService(Transform.class)
public final class ObfuscateNames implements Transform {

    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    @Override
    public String name() {
        return "obfuscate_names";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        Set<String> kept = context.protectedNodes();
        GraphEditor editor = new GraphEditor(graph);
        int next = 0;
        for (int node = 0; node < graph.size(); node++) {
            if (kept.contains(graph.node(node).name())) {
                continue;
            }
            String shortName;
            do {
                shortName = digits(next++);
            } while (kept.contains(shortName));
            editor.rename(node, shortName);
        }
        return editor.build();
    }

    private static String digits(int number) {
        StringBuilder text = new StringBuilder();
        for (int rest = number; text.isEmpty() || rest > 0; rest /= DIGITS.length()) {
            text.append(DIGITS.charAt(rest % DIGITS.length()));
        }
        return text.reverse().toString();
    }
}
