package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.Set;

/** {@code rename_op}: gives nodes of {@code old_op_name} the op {@code new_op_name}. */
@AutoService(Transform.class)
public final class RenameOp implements Transform {

    @Override
    public String name() {
        return "rename_op";
    }

    @Override
    public Set<String> arguments() {
        return Set.of(PerNode.FUNCTIONS, "old_op_name", "new_op_name");
    }

    @Override
    public boolean mayBreakOpDefinitions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        String example = "rename_op(old_op_name=Mul, new_op_name=Multiply)";
        String old = context.required("old_op_name", example);
        String other = context.required("new_op_name", example);
        return PerNode.rewrite(
                graph,
                context,
                node -> node.is(old) ? node.toBuilder().op(other).build() : node);
    }
}
