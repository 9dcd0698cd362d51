package io.github.tfmobile.graph.transform.flow;

import com.google.auto.service.AutoService;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.Set;

/**
 * {@code remove_dropout}: dropout that keeps everything, as with a keep probability of 1, becomes an Identity of what goes
 * in; then what the outputs do not need goes.
 */
@AutoService(Transform.class)
public final class RemoveDropout implements Transform {

    @Override
    public String name() {
        return "remove_dropout";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) {
        Graph result = new Dropout(graph, context.ops(), context.evaluator()).removed();
        Set<String> wanted = context.protectedNodes();
        return result.equals(graph) || wanted.isEmpty() ? result : Liveness.extract(result, wanted);
    }
}
