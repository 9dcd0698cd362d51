package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.Goal;
import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Generates op list, header, makefile and Bazel fragments and Java sources.
 *
 * @since 0.1.0
 */
@Mojo(name = "generate", defaultPhase = LifecyclePhase.GENERATE_SOURCES, requiresProject = false, threadSafe = true)
public final class GenerateMojo extends AbstractTargetMojo {

    @Override
    void run() throws ProblemException, IOException {
        run(Goal.GENERATE);
    }
}
