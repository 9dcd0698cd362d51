package io.github.tfmobile.registry.target;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.registry.makefile.MacroFlags;
import io.github.tfmobile.registry.makefile.Makefile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The macros that each target profile of a source tree sets. Where the tree has TensorFlow's makefile
 * (tensorflow/contrib/makefile/Makefile, up to 2.0), the platforms ios, raspberry-pi, android and linux are what it
 * passes to the compiler; in later trees they are what Bazel passes. {@code elinux} is Bazel's mobile library and there where
 * a tree has one for all platforms (from 2.2 on). {@code desktop} is always the Bazel build, of the files that the published
 * binary has.
 */
public final class ProfileConfigurations {

    private static final String SLIM = "__ANDROID_TYPES_SLIM__";
    private static final String FULL = "__ANDROID_TYPES_FULL__";
    private static final String SELECTIVE = "SUPPORT_SELECTIVE_REGISTRATION";
    private static final String MAKEFILE = "tensorflow/contrib/makefile/Makefile";

    /** Files of a source tree that decide over flags are small; a larger one is not what it claims to be. */
    private static final int MAX_FILE = 4 << 20;

    /** Definitions of {@code if_mkl} and the like, in the order of the releases that have them there. */
    private static final List<String> MKL_RULES = List.of(
            "third_party/mkl/build_defs.bzl",
            "third_party/tsl/tsl/mkl/build_defs.bzl",
            "third_party/xla/third_party/tsl/tsl/mkl/build_defs.bzl",
            "third_party/xla/xla/tsl/mkl/build_defs.bzl");

    /** In the rule of the mobile library. */
    private static final Pattern EXPORTS_SELECTIVE = Pattern.compile("\\bdefines\\s*=\\s*\\[\\s*\"" + SELECTIVE + "\"");

    private final Path root;

    /**
     * Whether the mobile library is one for all platforms, from 2.2 on: it passes {@code SUPPORT_SELECTIVE_REGISTRATION} on
     * to the targets that depend on it, which the kernels do ({@code defines}); the {@code copts} of those before reach
     * only their own sources, which register no kernels.
     */
    private final boolean mobileLibraryExportsSelective;

    private ProfileConfigurations(Path root) throws ProblemException {
        this.root = root;
        this.mobileLibraryExportsSelective =
                EXPORTS_SELECTIVE.matcher(text("tensorflow/core/BUILD")).find();
    }

    /**
     * Reads the build files of a tree.
     *
     * @param root the root of the tree, the directory that holds {@code tensorflow/}
     * @return every profile with all its macros
     * @throws ProblemException when a build file cannot be read
     */
    public static SortedMap<TargetProfile, Configuration> read(Path root) throws ProblemException {
        ProfileConfigurations reader = new ProfileConfigurations(root);
        SortedMap<TargetProfile, Configuration> configurations = new TreeMap<>();
        for (Platform platform : Platform.values()) {
            if (reader.builds(platform)) {
                SortedMap<String, String> stock = reader.stock(platform);
                for (Types types : Types.values()) {
                    configurations.put(
                            new TargetProfile(platform, types),
                            configuration(stock, types, platform.isPublishedBinary()));
                }
            }
        }
        return configurations;
    }

    /**
     * The defines beyond the profiles' own that a registry is scanned with, each by itself, so that a build that sets
     * them finds its answers: what a user of the mobile builds is known to set or unset. {@code USE_GEMM_FOR_CONV} is
     * Conv2D through a matrix product, as the iOS makefile and the script for the first Raspberry Pi have it.
     */
    public static List<String> toggles() {
        return List.of("USE_GEMM_FOR_CONV", "-UUSE_GEMM_FOR_CONV");
    }

    private static Configuration configuration(SortedMap<String, String> stock, Types types, boolean published) {
        SortedMap<String, String> defines = new TreeMap<>(stock);
        if (types != Types.DEFAULT) {
            defines.keySet().removeAll(List.of(SLIM, FULL, SELECTIVE));
        }
        switch (types) {
            case DEFAULT -> {}
            case SLIM -> defines.put(SLIM, "1");
            case FULL -> defines.put(FULL, "1");
            case SELECTIVE -> defines.put(SELECTIVE, "1");
        }
        return new Configuration(defines, published);
    }

    /**
     * Whether the tree has a build for a platform. What the makefile built, Bazel builds in later releases; a platform that it
     * never built needs a mobile library that is not only for Android or iOS.
     */
    private boolean builds(Platform platform) {
        return platform.isPublishedBinary() || !platform.makeArguments().isEmpty() || mobileLibraryExportsSelective;
    }

    private SortedMap<String, String> stock(Platform platform) throws ProblemException {
        SortedMap<String, String> defines = platform.compilerDefines();
        Map<String, String> given = platform.makeArguments();
        String makefile = given.isEmpty() ? "" : text(MAKEFILE);
        if (makefile.isEmpty()) {
            bazel(platform, defines);
        } else {
            defines.putAll(
                    MacroFlags.of(Makefile.read(makefile, List.of(), given).words("CXXFLAGS")));
        }
        return defines;
    }

    /** tensorflow/tensorflow.bzl, tf_copts, as far as it depends on the platform, and what rules for mobiles add. */
    private void bazel(Platform platform, SortedMap<String, String> defines) throws ProblemException {
        defines.put("EIGEN_AVOID_STL_ARRAY", "1");
        defines.putAll(platform.bazelDefines());
        if (platform.isMobileLibrary() && mobileLibraryExportsSelective) {
            defines.put(SELECTIVE, "1");
        }
        if (defines.containsKey("__x86_64__")) {
            mkl(defines);
        }
    }

    /** oneDNN is in the x86 build from the release on whose {@code if_mkl} names the platform, before it is not. */
    private void mkl(SortedMap<String, String> defines) throws ProblemException {
        StringBuilder rules = new StringBuilder();
        for (String file : MKL_RULES) {
            rules.append(text(file)).append('\n');
        }
        if (selectsLinux(rules, "if_mkl")) {
            defines.put("INTEL_MKL", "1");
        }
        if (selectsLinux(rules, "onednn_v3_define")) {
            defines.put("ENABLE_ONEDNN_V3", "1");
        }
    }

    private static boolean selectsLinux(CharSequence rules, String function) {
        Matcher body = Pattern.compile("def " + function + "\\([^\\n]*\\n((?:[ \\t][^\\n]*\\n|\\n)*)")
                .matcher(rules);
        return body.find()
                && Pattern.compile("linux_x86_64\"[^\\n]*(?:if_true|-D)")
                        .matcher(body.group(1))
                        .find();
    }

    /** The text of a file of the tree, empty when the tree has none. */
    private String text(String file) throws ProblemException {
        Path path = root.resolve(file);
        if (!InputFiles.isFile(path)) {
            return "";
        }
        try {
            return InputFiles.text(path, MAX_FILE, StandardCharsets.ISO_8859_1).replace("\r", "");
        } catch (UnreadableException e) {
            throw e.problem("a file of the TensorFlow source tree, " + Setting.TENSORFLOW_ROOT + ",");
        }
    }
}
