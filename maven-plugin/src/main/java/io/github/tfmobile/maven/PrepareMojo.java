package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.Goal;
import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Freezes, transforms and checks all models, and generates everything that an embedded build needs to run them.
 *
 * @since 0.1.0
 */
@Mojo(name = "prepare", defaultPhase = LifecyclePhase.GENERATE_SOURCES, requiresProject = false, threadSafe = true)
public final class PrepareMojo extends AbstractTargetMojo {

    @Override
    void run() throws ProblemException, IOException {
        run(Goal.PREPARE);
    }
}
