package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.setting.SettingScope;
import java.io.File;
import java.io.IOException;
import java.util.List;
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

    /**
     * Macros to scan every profile with, besides without them, comma-separated: {@code USE_GEMM_FOR_CONV}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.defines")
    @Nullable
    List<String> defines;

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
        engine().scan(plainRequest(), parameters().values(SettingScope.SCAN, SettingScope.TARGET));
    }
}
