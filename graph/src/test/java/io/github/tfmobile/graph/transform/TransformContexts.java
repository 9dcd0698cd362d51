package io.github.tfmobile.graph.transform;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.TestOps;
import java.nio.file.Path;
import java.util.List;

/** Contexts for tests. */
public final class TransformContexts {

    private TransformContexts() {}

    /** A context. */
    public static TransformContext of(String inputs, String outputs) throws ProblemException {
        return of(List.of(inputs), List.of(outputs), Path.of(""));
    }

    /** The context of a case. */
    public static TransformContext of(CorpusCase test) throws ProblemException {
        return of(test.texts("inputs"), test.texts("outputs"), test.directory());
    }

    private static TransformContext of(List<String> inputs, List<String> outputs, Path base) throws ProblemException {
        Endpoints endpoints = Endpoints.parse(inputs, outputs);
        return TransformContext.of(
                endpoints.inputs(),
                endpoints.outputs(),
                TestOps.get(),
                new JavaEvaluator(),
                base,
                warning -> {},
                note -> {});
    }
}
