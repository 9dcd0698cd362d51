package io.github.tfmobile.graph.transform.flow;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.function.Inliner;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;

/**
 * {@code inline_functions}: writes all calls of functions out, with the calls inside of them. A node of a body gets the
 * call's name and a slash before its own; an input or output that is a call leaves an Identity or IdentityN of its name.
 * A function that calls itself stays a call, and the library stays as it is.
 */
@AutoService(Transform.class)
public final class InlineFunctions implements Transform {

    @Override
    public String name() {
        return "inline_functions";
    }

    /** What a function of the user's model holds is not the fault of who writes it out. */
    @Override
    public boolean mayBreakOpDefinitions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        FunctionLibrary library = new FunctionLibrary(graph.library(), context.ops(), null);
        return new Inliner(library, null).inline(graph, context.protectedNodes());
    }
}
