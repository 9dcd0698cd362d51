package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.engine.Tfmobile;
import io.github.tfmobile.engine.event.ProgressLines;
import io.github.tfmobile.engine.request.TfmobileRequest;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.state.CodeIdentity;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** What all goals share: skipping, where output goes, and how a problem ends a build. */
abstract class AbstractTfmobileMojo extends AbstractMojo {

    /**
     * Does everything again, whether or not something changed.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.force")
    @Nullable
    String force;

    /**
     * Where everything is written. Without it {@code tfmobile} in the build directory, or in the current folder when
     * the goal runs without a project.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.outputDirectory")
    @Nullable
    File outputDirectory;

    /**
     * Skips all goals of this plugin.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.skip")
    @Nullable
    String skip;

    @Parameter(defaultValue = "${project}", readonly = true)
    @Nullable
    MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true)
    @Nullable
    MojoExecution execution;

    @Parameter(defaultValue = "${session}", readonly = true)
    @Nullable
    MavenSession session;

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        try {
            if (SettingTable.isTrue(parameters().values(SettingScope.RUN), Setting.SKIP)) {
                getLog().info("Skipped: tfmobile.skip is true.");
                return;
            }
            long start = System.nanoTime();
            run();
            getLog().debug("Took " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms.");
        } catch (ProblemException e) {
            MojoFailureException failure = new MojoFailureException(e.message(MavenSettingNames.IN_PROJECT));
            failure.addSuppressed(e); // Maven would tell the message of a cause once more, in the engine's words
            throw failure;
        } catch (IOException e) {
            throw new MojoExecutionException("Cannot read or write a file: " + e.getMessage(), e);
        }
    }

    /** Does what the goal is for. */
    abstract void run() throws ProblemException, IOException;

    /** The project, if a {@code pom.xml} stands behind this run. */
    final @Nullable MavenProject pom() {
        return project == null || project.getFile() == null ? null : project;
    }

    /** The engine, whose events go to Maven's log; long work is shown as the way in which Maven runs allows. */
    final Tfmobile engine() {
        Progress progress = getLog().isInfoEnabled()
                ? ProgressLines.of(
                        session != null && session.getRequest().isInteractiveMode(),
                        session != null && session.isParallel(),
                        getLog()::info)
                : Progress.NONE;
        return new Tfmobile(new LogListener(getLog(), progress));
    }

    /** What the parameters say. */
    final Parameters parameters() {
        return new Parameters(
                this,
                userProperties(),
                session == null || execution == null
                        ? text -> text
                        : new PluginParameterExpressionEvaluator(session, execution)::evaluate);
    }

    private Properties userProperties() {
        return session == null ? new Properties() : session.getUserProperties();
    }

    /** What all goals ask for: places, and how the run goes; and the names in it that no goal has. */
    final TfmobileRequest plainRequest() throws IOException {
        MavenProject pom = pom();
        Path base = pom != null
                ? pom.getBasedir().toPath()
                : Path.of(session == null ? "" : session.getExecutionRootDirectory())
                        .toAbsolutePath();
        Path build = pom != null ? Path.of(pom.getBuild().getDirectory()) : base;
        Path output = outputDirectory != null ? outputDirectory.toPath() : build.resolve("tfmobile");
        return TfmobileRequest.in(base, output)
                .javaSources(pom != null ? build.resolve("generated-sources/tfmobile") : output.resolve("java"))
                .identity(CodeIdentity.of(getClass()))
                .names(
                        pom != null || execution == null
                                ? MavenSettingNames.IN_PROJECT
                                : MavenSettingNames.without(execution.getPlugin()))
                .execution(execution == null ? "" : execution.getExecutionId())
                .run(parameters().values(SettingScope.RUN))
                .problems(KnownNames.of(execution, project, userProperties()).unknown());
    }
}
