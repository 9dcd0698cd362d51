package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.proto.OpDef;

/**
 * {@code add_default_attributes}: writes the attrs that a node leaves out with the default of its op's definition
 * (tensorflow/core/framework/graph_def_util.cc, AddDefaultAttrsToGraphDef).
 */
@AutoService(Transform.class)
public final class AddDefaultAttributes implements Transform {

    @Override
    public String name() {
        return "add_default_attributes";
    }

    @Override
    public Set<String> arguments() {
        return Set.of(PerNode.FUNCTIONS);
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        Set<String> functions = new HashSet<>();
        graph.library()
                .getFunctionList()
                .forEach(function -> functions.add(function.getSignature().getName()));
        return PerNode.rewrite(graph, context, node -> {
            if (functions.contains(node.op())) {
                return node;
            }
            OpDef op = context.ops().find(node.op());
            if (op == null) {
                throw context.unknownOp(node);
            }
            return NodeSignature.withDefaults(node, op);
        });
    }
}
