package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.Goal;
import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Freezes models where needed and transforms them: {@code models/<name>.pb}.
 *
 * @since 0.1.0
 */
@Mojo(name = "transform", defaultPhase = LifecyclePhase.GENERATE_SOURCES, requiresProject = false, threadSafe = true)
public final class TransformMojo extends AbstractTargetMojo {

    @Override
    void run() throws ProblemException, IOException {
        run(Goal.TRANSFORM);
    }
}
