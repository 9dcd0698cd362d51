package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.Set;

/**
 * {@code rename_node}: gives the node {@code old_node_name} the name {@code new_node_name}, and so its readers. A name
 * that no node has changes nothing.
 */
@AutoService(Transform.class)
public final class RenameNode implements Transform {

    @Override
    public String name() {
        return "rename_node";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("old_node_name", "new_node_name");
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        String example = "rename_node(old_node_name=foo, new_node_name=bar)";
        String old = context.required("old_node_name", example);
        String other = context.required("new_node_name", example);
        if (graph.named(old) == null || old.equals(other)) {
            return graph;
        }
        if (graph.named(other) != null) {
            throw context.problem(
                    TransformProblem.NAME_TAKEN,
                    "cannot give a name that another node has: \"" + other + "\"",
                    "choose another");
        }
        if (context.protectedNodes().contains(old)) {
            throw context.problem(
                    TransformProblem.ENDPOINT_RENAMED,
                    "cannot rename an input or output of the model: \"" + old + "\"",
                    "leave it out of " + Setting.INPUTS + " and " + Setting.OUTPUTS
                            + ", or rename it there and in the graph that is read");
        }
        GraphEditor editor = new GraphEditor(graph);
        editor.rename(graph.index().number(old), other);
        return editor.build();
    }
}
