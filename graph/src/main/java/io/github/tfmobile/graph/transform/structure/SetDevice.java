package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.Set;

/**
 * {@code set_device}: puts every node on {@code device}, with {@code if_default=true} those that are on none
 * (tensorflow/tools/graph_transforms/set_device.cc).
 */
@AutoService(Transform.class)
public final class SetDevice implements Transform {

    @Override
    public String name() {
        return "set_device";
    }

    @Override
    public Set<String> arguments() {
        return Set.of(PerNode.FUNCTIONS, "device", "if_default");
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        String device = context.string("device", "");
        boolean ifDefault = context.bool("if_default", false);
        return PerNode.rewrite(
                graph,
                context,
                node -> ifDefault && !node.device().isEmpty()
                        ? node
                        : node.toBuilder().device(device).build());
    }
}
