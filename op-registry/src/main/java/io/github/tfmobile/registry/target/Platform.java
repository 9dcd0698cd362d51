package io.github.tfmobile.registry.target;

import static io.github.tfmobile.registry.target.CompilerDefines.APPLE;
import static io.github.tfmobile.registry.target.CompilerDefines.ARM32;
import static io.github.tfmobile.registry.target.CompilerDefines.ARM64;
import static io.github.tfmobile.registry.target.CompilerDefines.LINUX_SYSTEM;
import static io.github.tfmobile.registry.target.CompilerDefines.NEON;
import static io.github.tfmobile.registry.target.CompilerDefines.X86_64;

import io.github.tfmobile.registry.bazel.BuildConfiguration;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a native library is built for: all that is known of a platform is here. A new one is a constant, and a scan of the
 * releases that build it.
 *
 * <p>The processor of each is the one that its build takes by default or that its devices have. On {@link #ELINUX} 32-bit
 * and 64-bit ARM register the same.
 */
public enum Platform {
    /** The iOS build of the makefile, Bazel's in later releases. */
    IOS(
            APPLE + ARM64 + NEON + "__arm64__=1",
            "TARGET=IOS IOS_ARCH=ARM64",
            Bazel.MOBILE_LIBRARY,
            "cpu=ios_arm64 apple_platform_type=ios @platforms//os:ios @platforms//cpu:arm64",
            ""),
    /**
     * The Raspberry Pi build of the makefile; in later releases that of Bazel with the tool chain
     * third_party/toolchains/cpus/arm, as tools/ci_build/pi/build_raspberry_pi.sh calls it.
     */
    RASPBERRY_PI(
            LINUX_SYSTEM + ARM32,
            "TARGET=PI",
            Bazel.ALL_FILES,
            "cpu=armeabi crosstool_top=@local_config_arm_compiler//:toolchain @platforms//os:linux @platforms//cpu:armv7",
            "RASPBERRY_PI=1"),
    /** The Android build: the makefile's ({@code ANDROID_ARCH}), Bazel's in later releases. */
    ANDROID(
            LINUX_SYSTEM + ARM32 + NEON + "__ANDROID__=1",
            "TARGET=ANDROID",
            Bazel.MOBILE_LIBRARY,
            "cpu=armeabi-v7a crosstool_top=//external:android/crosstool @platforms//os:android @platforms//cpu:armv7",
            "TF_LEAN_BINARY=1"),
    /** The makefile build for Linux, Bazel's in later releases. */
    LINUX(LINUX_SYSTEM + X86_64, "TARGET=LINUX", Bazel.ALL_FILES, "", ""),
    /** The ordinary full build, as the published desktop binaries are made. */
    DESKTOP(LINUX_SYSTEM + X86_64, "", Bazel.PUBLISHED_BINARY, "", ""),
    /** Embedded Linux on ARM, 64 and 32 bits: Bazel's mobile library, with the macro that makes it a mobile platform. */
    ELINUX(
            LINUX_SYSTEM + ARM64 + NEON,
            "",
            Bazel.MOBILE_LIBRARY,
            "cpu=aarch64 crosstool_top=@local_config_embedded_arm//:toolchain @platforms//os:linux @platforms//cpu:aarch64",
            "IS_MOBILE_PLATFORM=1");

    /** What Bazel builds for a platform. */
    enum Bazel {
        /** The library that TensorFlow has for mobiles, {@code portable_tensorflow_lib}. */
        MOBILE_LIBRARY,
        /** Whatever file is asked for. */
        ALL_FILES,
        /** What the published binary is linked from. */
        PUBLISHED_BINARY
    }

    private final String compilerDefines;
    private final String makeArguments;
    private final Bazel bazel;
    private final String bazelOptions;
    private final String bazelDefines;

    Platform(String compilerDefines, String makeArguments, Bazel bazel, String bazelOptions, String bazelDefines) {
        this.compilerDefines = CompilerDefines.EVERYWHERE + compilerDefines;
        this.makeArguments = makeArguments;
        this.bazel = bazel;
        this.bazelOptions = bazelOptions;
        this.bazelDefines = bazelDefines;
    }

    /** The name in configuration, as in {@code raspberry-pi}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * What the makefile is called with: its target, and the variables that choose what its build scripts build for a
     * device. Nothing for a platform that it does not build.
     */
    public Map<String, String> makeArguments() {
        return assignments(makeArguments);
    }

    /** Whether Bazel builds TensorFlow's mobile library for it. */
    public boolean isMobileLibrary() {
        return bazel == Bazel.MOBILE_LIBRARY;
    }

    /** Whether Bazel builds it in another configuration than for the machine that builds. */
    public boolean isConfigured() {
        return !bazelOptions.isEmpty();
    }

    /** The configuration in which Bazel builds it, as {@code config_setting}s of all releases test it. */
    public BuildConfiguration bazelConfiguration() {
        SortedSet<String> constraints = new TreeSet<>();
        for (String word : bazelOptions.split(" ", -1)) {
            if (word.startsWith("@")) {
                constraints.add(word);
            }
        }
        return isConfigured()
                ? BuildConfiguration.of(assignments(bazelOptions), constraints)
                : BuildConfiguration.linux();
    }

    /** Whether it is the binary that TensorFlow publishes, which Bazel builds in every release. */
    boolean isPublishedBinary() {
        return bazel == Bazel.PUBLISHED_BINARY;
    }

    /** The macros that its compiler and system headers define by themselves, as far as TensorFlow's sources ask for them. */
    SortedMap<String, String> compilerDefines() {
        return assignments(compilerDefines);
    }

    /** The macros that Bazel's build for it sets and its builds for others do not. */
    Map<String, String> bazelDefines() {
        return assignments(bazelDefines);
    }

    /** {@code NAME=VALUE NAME=VALUE}. */
    private static SortedMap<String, String> assignments(String text) {
        SortedMap<String, String> values = new TreeMap<>();
        for (String assignment : text.split(" ", -1)) {
            int equals = assignment.indexOf('=');
            if (equals > 0) {
                values.put(assignment.substring(0, equals), assignment.substring(equals + 1));
            }
        }
        return values;
    }
}
