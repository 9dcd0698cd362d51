package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.maven.build.ModelBuild;
import io.github.tfmobile.maven.build.ModelRequest;
import io.github.tfmobile.maven.build.PreparedModel;
import io.github.tfmobile.maven.build.Settings;
import io.github.tfmobile.maven.build.TargetBuild;
import io.github.tfmobile.maven.build.TargetKernels;
import io.github.tfmobile.maven.build.TargetRequest;
import io.github.tfmobile.maven.state.BuildState;
import io.github.tfmobile.maven.state.Digest;
import io.github.tfmobile.maven.state.FileStamp;
import io.github.tfmobile.maven.state.Run;
import io.github.tfmobile.maven.state.Step;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.lang.model.SourceVersion;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** The parameters that say what the models must run on, and what is generated for it. */
abstract class AbstractTargetMojo extends AbstractModelMojo {

    /**
     * Macros that the target's build sets beyond those of its profile, comma-separated: {@code USE_GEMM_FOR_CONV}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.defines")
    @Nullable
    String defines;

    /**
     * Whether an op that the target does not register fails the build; otherwise it is a warning.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.failOnUnregistered", defaultValue = "true")
    boolean failOnUnregistered;

    /**
     * The package of the generated Java registry; without it no Java is generated.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.javaPackage")
    @Nullable
    String javaPackage;

    /**
     * Which kernels the target's build contains: {@code available} (whatever the source tree can build),
     * {@code stock} (what the unmodified mobile build contains), or the path of a project's own
     * {@code tf_op_files.txt}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.kernels")
    @Nullable
    String kernels;

    /**
     * The platform: {@code ios}, {@code raspberry-pi}, {@code android}, {@code linux} (the default) or
     * {@code desktop}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.platform")
    @Nullable
    String platform;

    /**
     * A registry file that {@code tfmobile:scan} wrote.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.registryFile")
    @Nullable
    File registryFile;

    /**
     * The target as one element; the single parameters, given as properties, win over what it says.
     *
     * <pre>{@code
     * <target>
     *   <tensorflowVersion>1.15.0</tensorflowVersion>
     *   <platform>ios</platform>
     *   <types>selective</types>
     *   <includes>
     *     <include>
     *       <op>Cast</op>
     *       <reason>used by the next model</reason>
     *     </include>
     *   </includes>
     * </target>
     * }</pre>
     *
     * @since 0.1.0
     */
    @Parameter
    @Nullable
    TargetParameters target;

    /**
     * A TensorFlow source tree, scanned in place of a bundled registry.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.tensorflowRoot")
    @Nullable
    File tensorflowRoot;

    /**
     * The TensorFlow release whose bundled registry is used; 1.15.0 when nothing else is said.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.tensorflowVersion")
    @Nullable
    String tensorflowVersion;

    /**
     * The dtypes that the build registers: {@code default} (what the platform's own build sets), {@code slim},
     * {@code full} or {@code selective} (the default, except with {@code kernels=stock}).
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.types")
    @Nullable
    String types;

    /** The target as configured, properties before {@code <target>}. */
    final TargetParameters configuredTarget() {
        TargetParameters given = target == null ? new TargetParameters() : target;
        TargetParameters merged = new TargetParameters();
        boolean registryGiven = tensorflowVersion != null || tensorflowRoot != null || registryFile != null;
        merged.tensorflowVersion = registryGiven ? tensorflowVersion : given.tensorflowVersion;
        merged.tensorflowRoot = registryGiven ? tensorflowRoot : given.tensorflowRoot;
        merged.registryFile = registryGiven ? registryFile : given.registryFile;
        merged.platform = platform != null ? platform : given.platform;
        merged.types = types != null ? types : given.types;
        merged.kernels = kernels != null ? kernels : given.kernels;
        merged.defines = defines != null ? List.of(defines.split(",", -1)) : given.defines;
        merged.includes = given.includes;
        return merged;
    }

    /**
     * Prepares the models, checks them against the target and writes what is asked for.
     *
     * @throws ProblemException with everything that is wrong in the configuration, or else in the models, or else with
     *     everything that the target does not register
     */
    final void prepareTarget(TargetBuild.Outputs outputs) throws ProblemException, IOException {
        Settings settings = settings();
        BuildState state = BuildState.in(settings.output());
        Run run = new Run(state, String.valueOf(outputs), parameters(settings));
        List<Step> done = force ? List.of() : run.upToDate();
        if (!done.isEmpty()) {
            done.forEach(settings::repeat);
            addModelsAsResources(settings);
            addJavaSources(outputs);
            return;
        }
        List<Problem> problems = new ArrayList<>();
        List<ModelRequest> models = collect(() -> ModelConfiguration.read(configuredModels(), true), problems);
        TargetRequest request = collect(() -> TargetConfiguration.read(configuredTarget(), baseDirectory()), problems);
        TargetBuild.JavaOutput java = javaOutput(problems);
        if (!problems.isEmpty() || models == null || request == null) {
            throw new ProblemException(problems);
        }
        List<FileStamp> folders = folders(models);
        TargetKernels kernels = new TargetKernels(settings, request);
        kernels.check();
        List<PreparedModel> prepared = transformAll(models, new ModelBuild(settings, state, kernels), settings);
        new TargetBuild(settings, state).run(kernels, prepared, outputs, failOnUnregistered, java);
        run.done(folders);
        addJavaSources(outputs);
    }

    /** A digest of everything that the user can say and that decides what this goal does. */
    private String parameters(Settings settings) {
        return Digest.of(
                settings.identity(),
                settings.base(),
                settings.output(),
                ParameterText.of(configuredModels()),
                ParameterText.of(configuredTarget()),
                failOnUnregistered,
                String.valueOf(javaPackage),
                javaSources());
    }

    private static List<FileStamp> folders(List<ModelRequest> models) throws IOException {
        SortedSet<Path> folders = new TreeSet<>();
        for (ModelRequest model : models) {
            folders.addAll(model.source().folders());
        }
        return FileStamp.of(folders);
    }

    private void addJavaSources(TargetBuild.Outputs outputs) {
        if (javaPackage != null && outputs != TargetBuild.Outputs.REPORT && hasProject() && project != null) {
            project.addCompileSourceRoot(javaSources().toString());
        }
    }

    /** The source root of generated Java. */
    private Path javaSources() {
        return hasProject() && project != null
                ? Path.of(project.getBuild().getDirectory(), "generated-sources", "tfmobile")
                : outputPath().resolve("java");
    }

    private static <T> @Nullable T collect(Read<T> read, List<Problem> problems) {
        try {
            return read.run();
        } catch (ProblemException e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    @FunctionalInterface
    private interface Read<T> {
        T run() throws ProblemException;
    }

    private TargetBuild.@Nullable JavaOutput javaOutput(List<Problem> problems) {
        if (javaPackage == null) {
            return null;
        }
        if (!SourceVersion.isName(javaPackage)) {
            problems.add(Problem.of(
                    "<javaPackage> is no package name: \"" + javaPackage + "\"",
                    "write identifiers with dots between them, as in com.example.models (-Dtfmobile.javaPackage)"));
            return null;
        }
        return new TargetBuild.JavaOutput(javaPackage, javaSources());
    }
}
