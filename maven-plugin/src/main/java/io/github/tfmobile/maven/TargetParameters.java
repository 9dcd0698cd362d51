package io.github.tfmobile.maven;

import java.io.File;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code <target>}. The properties of the same names win over it. */
public final class TargetParameters {

    /** A release with a bundled registry. */
    @Nullable
    String tensorflowVersion;

    /** A TensorFlow source tree. */
    @Nullable
    File tensorflowRoot;

    /** A registry file that {@code scan} wrote. */
    @Nullable
    File registryFile;

    /** {@code ios}, {@code raspberry-pi}, {@code android}, {@code linux} or {@code desktop}. */
    @Nullable
    String platform;

    /** {@code default}, {@code slim}, {@code full} or {@code selective}. */
    @Nullable
    String types;

    /** {@code available}, {@code stock} or the path of an op list. */
    @Nullable
    String kernels;

    /** Further macros of the build. */
    List<String> defines = List.of();

    /** What the build contains besides what the models show. */
    List<IncludeParameters> includes = List.of();

    /** One {@code <include>}: an op or a source file, and why. */
    public static final class IncludeParameters {

        /** The op. */
        @Nullable
        String op;

        /** Its dtypes, comma-separated; without it all that the target registers. */
        @Nullable
        String dtypes;

        /** A source file, relative to the root of the TensorFlow tree. */
        @Nullable
        String file;

        /** Why. */
        @Nullable
        String reason;
    }
}
