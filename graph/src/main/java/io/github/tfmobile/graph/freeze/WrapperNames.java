package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.HashSet;
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
        GraphEditor editor = new GraphEditor(graph);
        for (int i = 0; i < graph.size(); i++) {
            String name = within(graph.node(i).name());
            if (name != null && taken.add(name)) {
                editor.rename(i, name);
            }
        }
        return editor.build();
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
