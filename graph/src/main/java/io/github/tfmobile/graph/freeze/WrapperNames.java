package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.Colocation;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.Rewiring;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives the nodes of a signature's function the names that they have in it, where these are free: the call of it in the
 * graph of a SavedModel is none of the model's, and {@code convert_variables_to_constants_v2}, which begins at the function,
 * calls them so, too.
 */
final class WrapperNames implements Transform {

    private final Set<String> calls;

    /**
     * The pass for a model.
     *
     * @param calls the calls, which are written out by now
     */
    WrapperNames(Set<String> calls) {
        this.calls = calls;
    }

    @Override
    public String name() {
        return "wrapper_names";
    }

    @Override
    public boolean mayBreakOpDefinitions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) {
        Set<String> taken = new HashSet<>();
        graph.all().forEach(node -> taken.add(node.name()));
        Map<String, String> names = new LinkedHashMap<>();
        for (Node node : graph.all()) {
            String name = within(node.name());
            if (name != null && taken.add(name)) {
                names.put(node.name(), name);
            }
        }
        if (names.isEmpty()) {
            return graph;
        }
        Rewiring rewiring = new Rewiring();
        names.forEach(rewiring::node);
        List<Node> nodes = new ArrayList<>(graph.size());
        for (Node node : graph.all()) {
            nodes.add(rewiring.apply(node).withName(names.getOrDefault(node.name(), node.name())));
        }
        return Colocation.rename(graph.with(nodes), names);
    }

    private @Nullable String within(String name) {
        int slash = name.indexOf('/');
        while (slash > 0) {
            if (calls.contains(name.substring(0, slash))) {
                return name.substring(slash + 1);
            }
            slash = name.indexOf('/', slash + 1);
        }
        return null;
    }
}
