package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.Set;
import org.tensorflow.proto.AttrValue;

/**
 * {@code rename_attribute}: renames {@code old_attribute_name} to {@code new_attribute_name} in nodes of
 * {@code op_name}, without it in all. A node that has an attr of the new name keeps that
 * (tensorflow/tools/graph_transforms/rename_attribute.cc).
 */
@AutoService(Transform.class)
public final class RenameAttribute implements Transform {

    @Override
    public String name() {
        return "rename_attribute";
    }

    @Override
    public Set<String> arguments() {
        return Set.of(PerNode.FUNCTIONS, "old_attribute_name", "new_attribute_name", "op_name");
    }

    @Override
    public boolean mayBreakOpDefinitions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        String example = "rename_attribute(old_attribute_name=foo, new_attribute_name=bar)";
        String old = context.required("old_attribute_name", example);
        String other = context.required("new_attribute_name", example);
        String op = context.string("op_name", "*");
        return PerNode.rewrite(graph, context, node -> {
            AttrValue value = node.attr(old);
            if (value == null || !(op.equals("*") || node.op().equals(op))) {
                return node;
            }
            Node.Builder renamed = node.toBuilder().removeAttr(old);
            return renamed.attr(other) != null
                    ? renamed.build()
                    : renamed.attr(other, value).build();
        });
    }
}
