package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.Goal;
import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Tells of a model's inputs, outputs, ops and parameters, and which names inference most likely needs; of a TensorFlow Lite model
 * also its signatures, the versions of its ops, and whether it needs the Flex library.
 *
 * @since 0.1.0
 */
@Mojo(name = "summarize", requiresProject = false, threadSafe = true)
public final class SummarizeMojo extends AbstractModelMojo {

    @Override
    void run() throws ProblemException, IOException {
        run(Goal.SUMMARIZE);
    }
}
