package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.build.RegistryBuilder;
import io.github.tfmobile.registry.file.RegistryFile;
import io.github.tfmobile.registry.file.RegistryJson;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Reads a TensorFlow source tree and writes a registry file: its op definitions, and its kernel registrations with the
 * target profiles in which each exists.
 *
 * @since 0.1.0
 */
@Mojo(name = "scan", requiresProject = false, threadSafe = true)
public final class ScanMojo extends AbstractTfmobileMojo {

    /** How many unresolved places the log lists; all of them are counted. */
    private static final int SHOWN = 20;

    /**
     * Macros to scan every profile with, besides without them, comma-separated: {@code USE_GEMM_FOR_CONV}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.defines")
    @Nullable
    String defines;

    /**
     * The former name of {@code scanFile}, which is an input of other goals.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.registryFile")
    @Nullable
    File registryFile;

    /**
     * A file to which the registrations are written as JSON lines, besides the registry file.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.registryJson")
    @Nullable
    File registryJson;

    /**
     * What to call the release; without it what the tree calls itself.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.release")
    @Nullable
    String release;

    /**
     * The commit of the tree, for the record.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.revision")
    @Nullable
    String revision;

    /**
     * The root of the source tree: the folder that holds {@code tensorflow/}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.tensorflowRoot")
    @Nullable
    File tensorflowRoot;

    /**
     * The registry file to write. Without it {@code tensorflow-<release>.registry} in the output directory.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.scanFile")
    @Nullable
    File scanFile;

    @Override
    void run() throws ProblemException, IOException {
        if (tensorflowRoot == null) {
            throw new ProblemException(Problem.of(
                    "<tensorflowRoot> is missing",
                    "name the folder that holds tensorflow/ (-Dtfmobile.tensorflowRoot)"));
        }
        SortedSet<String> toggles = new TreeSet<>();
        if (defines != null) {
            for (String define : defines.split(",", -1)) {
                if (!define.isBlank()) {
                    toggles.add(define.strip());
                }
            }
        }
        Registry registry = RegistryBuilder.build(
                tensorflowRoot.toPath(),
                revision == null ? "" : revision,
                release == null ? "" : release,
                toggles,
                progress());
        if (registryFile != null) {
            getLog().warn("<registryFile> of the goal scan is called <scanFile> (-Dtfmobile.scanFile) now.");
        }
        File wanted = scanFile != null ? scanFile : registryFile;
        Path file = wanted != null
                ? wanted.toPath()
                : outputPath().resolve("tensorflow-" + registry.release() + ".registry");
        RegistryFile.write(registry, file);
        if (registryJson != null) {
            RegistryJson.write(registry, registryJson.toPath());
        }
        registry.unresolved().stream().limit(SHOWN).forEach(problem -> getLog().warn(problem.text()));
        getLog().info("TensorFlow " + registry.release() + ": "
                + registry.registeredOps().size() + " ops, "
                + registry.registrations().size() + " registrations in "
                + registry.profiles().size()
                + " target profiles, " + registry.unresolved().size() + " places not resolved: " + file);
    }
}
