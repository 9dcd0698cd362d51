package io.github.tfmobile.graph.transform.function;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GradientDef;

/**
 * {@code remove_unused_functions}, which the Graph Transform Tool does not have: leaves in the function library what
 * the nodes call, directly or through other functions.
 */
@AutoService(Transform.class)
public final class RemoveUnusedFunctions implements Transform {

    @Override
    public String name() {
        return "remove_unused_functions";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        FunctionDefLibrary library = graph.library();
        Map<String, FunctionDef> functions = new HashMap<>();
        library.getFunctionList()
                .forEach(function -> functions.put(function.getSignature().getName(), function));
        Map<String, String> gradients = new HashMap<>();
        library.getGradientList()
                .forEach(gradient -> gradients.put(gradient.getFunctionName(), gradient.getGradientFunc()));
        Set<String> used = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        graph.all().forEach(node -> calls(node, open));
        while (!open.isEmpty()) {
            String name = open.remove();
            FunctionDef function = functions.get(name);
            if (function == null || !used.add(name)) {
                continue;
            }
            FunctionLibrary.nodes(function).forEach(node -> calls(node, open));
            String gradient = gradients.get(name);
            if (gradient != null) {
                open.add(gradient);
            }
        }
        if (used.size() == functions.size()) {
            return graph;
        }
        FunctionDefLibrary.Builder kept = library.toBuilder().clearFunction().clearGradient();
        for (FunctionDef function : library.getFunctionList()) {
            if (used.contains(function.getSignature().getName())) {
                kept.addFunction(function);
            }
        }
        for (GradientDef gradient : library.getGradientList()) {
            if (used.contains(gradient.getFunctionName())) {
                kept.addGradient(gradient);
            }
        }
        return graph.withLibrary(kept.build());
    }

    private static void calls(Node node, Deque<String> names) {
        names.add(node.op());
        for (AttrValue value : node.attrs().values()) {
            if (value.hasFunc()) {
                names.add(value.getFunc().getName());
            } else if (value.hasList()) {
                value.getList().getFuncList().forEach(function -> names.add(function.getName()));
            }
        }
    }
}
