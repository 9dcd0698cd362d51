package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.Goal;
import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Freezes models: source to {@code models/<name>.frozen.pb}.
 *
 * @since 0.1.0
 */
@Mojo(name = "freeze", defaultPhase = LifecyclePhase.GENERATE_SOURCES, requiresProject = false, threadSafe = true)
public final class FreezeMojo extends AbstractModelMojo {

    @Override
    void run() throws ProblemException, IOException {
        run(Goal.FREEZE);
    }
}
