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
 * passes to the compiler; in later trees they are what Bazel passes. {@code desktop} is always the Bazel build, of the
 * files that the published binary has.
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

    /** Targets of the makefile, and the variables that choose what its build scripts build for a device. */
    private static final Map<Platform, Map<String, String>> MAKE_ARGUMENTS = Map.of(
            Platform.IOS, Map.of("TARGET", "IOS", "IOS_ARCH", "ARM64"),
            Platform.RASPBERRY_PI, Map.of("TARGET", "PI"),
            Platform.ANDROID, Map.of("TARGET", "ANDROID"),
            Platform.LINUX, Map.of("TARGET", "LINUX"));

    private final Path root;

    private ProfileConfigurations(Path root) {
        this.root = root;
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
            SortedMap<String, String> stock = reader.stock(platform);
            for (Types types : Types.values()) {
                configurations.put(
                        new TargetProfile(platform, types), configuration(stock, types, platform == Platform.DESKTOP));
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

    /** What the makefile's build for a platform is called with; nothing for a platform that it does not build. */
    public static Map<String, String> makeArguments(Platform platform) {
        return MAKE_ARGUMENTS.getOrDefault(platform, Map.of());
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

    private SortedMap<String, String> stock(Platform platform) throws ProblemException {
        SortedMap<String, String> defines = CompilerDefines.of(platform);
        String makefile = platform == Platform.DESKTOP ? "" : text(MAKEFILE);
        if (makefile.isEmpty()) {
            bazel(platform, defines);
        } else {
            Map<String, String> given = makeArguments(platform);
            defines.putAll(
                    MacroFlags.of(Makefile.read(makefile, List.of(), given).words("CXXFLAGS")));
        }
        return defines;
    }

    /** tensorflow/tensorflow.bzl, tf_copts, as far as it depends on the platform, and what rules for mobiles add. */
    private void bazel(Platform platform, SortedMap<String, String> defines) throws ProblemException {
        defines.put("EIGEN_AVOID_STL_ARRAY", "1");
        boolean mobile = platform == Platform.ANDROID || platform == Platform.IOS;
        if (platform == Platform.ANDROID) {
            defines.put("TF_LEAN_BINARY", "1");
        }
        if (platform == Platform.RASPBERRY_PI) {
            // third_party/toolchains/cpus/arm, the tool chain of tools/ci_build/pi/build_raspberry_pi.sh
            defines.put("RASPBERRY_PI", "1");
        }
        if (mobile && mobileLibraryExportsSelective()) {
            defines.put(SELECTIVE, "1");
        }
        if (platform == Platform.DESKTOP || platform == Platform.LINUX) {
            mkl(defines);
        }
    }

    /**
     * Whether the mobile library passes {@code SUPPORT_SELECTIVE_REGISTRATION} on to the targets that depend on it,
     * which the kernels do ({@code defines}); {@code copts} reach only its own sources, which register no kernels.
     */
    private boolean mobileLibraryExportsSelective() throws ProblemException {
        return Pattern.compile("\\bdefines\\s*=\\s*\\[\\s*\"" + SELECTIVE + "\"")
                .matcher(text("tensorflow/core/BUILD"))
                .find();
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
