package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.Set;

/** {@code remove_attribute}: takes {@code attribute_name} from nodes of {@code op_name}, without it from all. */
@AutoService(Transform.class)
public final class RemoveAttribute implements Transform {

    @Override
    public String name() {
        return "remove_attribute";
    }

    @Override
    public Set<String> arguments() {
        return Set.of(PerNode.FUNCTIONS, "attribute_name", "op_name");
    }

    @Override
    public boolean mayBreakOpDefinitions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        String attribute = context.required("attribute_name", "remove_attribute(op_name=Mul, attribute_name=foo)");
        String op = context.string("op_name", "*");
        return PerNode.rewrite(
                graph,
                context,
                node -> (op.equals("*") || node.op().equals(op)) && node.attrs().containsKey(attribute)
                        ? node.withoutAttr(attribute)
                        : node);
    }
}
