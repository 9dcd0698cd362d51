package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.request.ConfigurationReader;
import io.github.tfmobile.engine.setting.SettingScope;
import java.io.File;
import java.io.IOException;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Tells where an op is implemented in a release, for a target: its definition, each kernel with device, dtypes, class, file
 * and line, the platforms that register it, whether the stock build has it, and what adding it to a build takes. Needs no
 * model and no source tree.
 *
 * @since 0.1.0
 */
@Mojo(name = "find", requiresProject = false, threadSafe = true)
public final class FindMojo extends AbstractTfmobileMojo {

    /**
     * Macros that the target's build sets beyond those of its profile, comma-separated: {@code USE_GEMM_FOR_CONV}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.defines")
    @Nullable
    List<String> defines;

    /**
     * A source file to look for, by its path or the end of it: {@code cwise_op_mul_1.cc}; {@code *} is any text.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.file")
    @Nullable
    String file;

    /**
     * A kernel class to look for, or a part of it: {@code BiasOp}; {@code *} is any text.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.kernelClass")
    @Nullable
    String kernelClass;

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
     * An op to look for, as in {@code Mul}; {@code *} is any text, as in {@code Conv*}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.op")
    @Nullable
    String op;

    /**
     * The platform: {@code ios}, {@code raspberry-pi}, {@code android}, {@code elinux}, {@code linux} (the default) or
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
     * Whether to tell in which bundled release the op and each dtype came; {@code false} by default.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.since")
    @Nullable
    String since;

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
    PlexusConfiguration target;

    /**
     * A TensorFlow source tree, scanned in place of a bundled registry.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.tensorflowRoot")
    @Nullable
    File tensorflowRoot;

    /**
     * The TensorFlow release whose bundled registry is used; 1.15.0 when nothing else is said. Flex ops of TensorFlow Lite
     * models need it, or another registry, to be named.
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

    @Override
    void run() throws ProblemException, IOException {
        engine().find(
                        ConfigurationReader.target(plainRequest(), parameters()),
                        parameters().values(SettingScope.FIND));
    }
}
