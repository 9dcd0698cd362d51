package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.Set;

/** {@code remove_device}: no node says where it runs. */
@AutoService(Transform.class)
public final class RemoveDevice implements Transform {

    @Override
    public String name() {
        return "remove_device";
    }

    @Override
    public Set<String> arguments() {
        return Set.of(PerNode.FUNCTIONS);
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        return PerNode.rewrite(
                graph,
                context,
                node -> node.device().isEmpty()
                        ? node
                        : node.toBuilder().device("").build());
    }
}
