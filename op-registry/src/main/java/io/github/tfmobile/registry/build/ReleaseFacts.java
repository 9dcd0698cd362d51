package io.github.tfmobile.registry.build;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.registry.LookupRules;
import io.github.tfmobile.registry.problem.RegistryProblem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a source tree says of itself: which release it is and how it chooses a kernel. */
final class ReleaseFacts {

    /** The files looked at have some thousand lines at most. */
    private static final int MAX_FILE = 4 << 20;

    private static final Pattern VERSION_BZL = Pattern.compile("(?m)^TF_VERSION\\s*=\\s*\"([^\"]+)\"");
    private static final Pattern EQUAL_PRIORITY = Pattern.compile("priority\\(\\)\\s*==");

    private final Path root;

    ReleaseFacts(Path root) {
        this.root = root;
    }

    /**
     * The release: {@code 1.15.0}, {@code 2.1.0-rc2} (tensorflow/core/public/version.h, in late trees
     * tensorflow/tf_version.bzl).
     */
    String release() throws ProblemException {
        String header = text("tensorflow/core/public/version.h");
        Matcher late = VERSION_BZL.matcher(text("tensorflow/tf_version.bzl"));
        if (late.find()) {
            return late.group(1);
        }
        String major = defined(header, "TF_MAJOR_VERSION");
        String minor = defined(header, "TF_MINOR_VERSION");
        String patch = defined(header, "TF_PATCH_VERSION");
        if (major.isEmpty() || minor.isEmpty() || patch.isEmpty()) {
            throw new ProblemException(Problem.of(
                    RegistryProblem.TREE_WITHOUT_RELEASE,
                    Setting.TENSORFLOW_ROOT
                            + ": neither tensorflow/core/public/version.h nor tensorflow/tf_version.bzl says which"
                            + " release this source tree is: \"" + root + "\"",
                    "name the root of a complete TensorFlow source tree, the directory that holds tensorflow/"));
        }
        return major + "." + minor + "." + patch
                + defined(header, "TF_VERSION_SUFFIX").replace("\"", "");
    }

    /**
     * How the release chooses a kernel. In tensorflow/core/framework/op_kernel.cc a comparison of priorities and the
     * look-up for {@code DEVICE_DEFAULT} are there or not; tensorflow/core/framework/node_def_util.cc refuses unknown
     * attrs as long as it has the error message for it.
     */
    LookupRules rules() throws ProblemException {
        String kernels = text("tensorflow/core/framework/op_kernel.cc");
        String nodes = text("tensorflow/core/framework/node_def_util.cc");
        return new LookupRules(
                EQUAL_PRIORITY.matcher(kernels).find(),
                kernels.contains("DEVICE_DEFAULT, label"),
                !nodes.contains("NodeDef mentions attr '"));
    }

    /** The newest version of graphs that the release reads (tensorflow/core/public/version.h); 0 when it does not say. */
    int graphVersion() throws ProblemException {
        String version = defined(text("tensorflow/core/public/version.h"), "TF_GRAPH_DEF_VERSION");
        return version.matches("[0-9]{1,9}") ? Integer.parseInt(version) : 0;
    }

    private static String defined(String header, String macro) {
        Matcher define =
                Pattern.compile("(?m)^#define\\s+" + macro + "\\s+(\\S+)").matcher(header);
        return define.find() ? define.group(1) : "";
    }

    /** The text of a file of the tree; empty when it has none. */
    String text(String file) throws ProblemException {
        Path path = root.resolve(file);
        if (!InputFiles.isFile(path)) {
            return "";
        }
        try {
            return InputFiles.text(path, MAX_FILE, StandardCharsets.ISO_8859_1);
        } catch (UnreadableException e) {
            throw e.problem("a file of the TensorFlow source tree, " + Setting.TENSORFLOW_ROOT + ",");
        }
    }
}
