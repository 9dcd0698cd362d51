package io.github.tfmobile.maven;

import java.io.File;
import java.util.List;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** The parameters that say what the models must run on, and what is generated for it. */
abstract class AbstractTargetMojo extends AbstractModelMojo {

    /**
     * Custom ops of TensorFlow Lite that the app registers itself, comma-separated.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.customOps")
    @Nullable
    List<String> customOps;

    /**
     * Macros that the target's build sets beyond those of its profile, comma-separated: {@code USE_GEMM_FOR_CONV}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.defines")
    @Nullable
    List<String> defines;

    /**
     * Whether an op that the target does not register fails the build; otherwise it is a warning;
     * {@code true} by default.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.failOnUnregistered")
    @Nullable
    String failOnUnregistered;

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
     * Where the sources of TensorFlow Lite lie in the tree that is built: {@code tensorflow/lite}, or {@code tflite} as in
     * LiteRT's tree. Without it that of {@code liteVersion}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.liteLayout")
    @Nullable
    String liteLayout;

    /**
     * The runtime that the app ships: {@code 2.18.0} is TensorFlow Lite, {@code litert-2.1.0} LiteRT. The builtin ops
     * of TensorFlow Lite models are checked against it; without it they are not.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.liteVersion")
    @Nullable
    String liteVersion;

    /**
     * TensorFlow Lite for Microcontrollers as the runtime: the bundled revision {@code 2026-08}, or the path of the tree's
     * {@code micro_mutable_op_resolver.h}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.micro")
    @Nullable
    String micro;

    /**
     * The namespace of the generated {@code register_selected_ops.cc} or {@code micro_op_resolver.h}; without it there is
     * none.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.namespace")
    @Nullable
    String namespace;

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
}
