package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.Goal;
import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Writes the HTML report.
 *
 * @since 0.1.0
 */
@Mojo(name = "report", requiresProject = false, threadSafe = true)
public final class ReportMojo extends AbstractTargetMojo {

    @Override
    void run() throws ProblemException, IOException {
        run(Goal.REPORT);
    }
}
