package io.github.tfmobile.maven.build;

import io.github.tfmobile.registry.progress.Progress;
import java.nio.file.Path;
import org.apache.maven.plugin.logging.Log;

/**
 * What all steps of a run share.
 *
 * @param base what relative paths in transform arguments are relative to
 * @param output the folder for all outputs
 * @param force whether everything is done again
 * @param identity tells this build of the plugin from every other
 * @param log Maven's log
 * @param progress shows long work
 */
public record Settings(Path base, Path output, boolean force, String identity, Log log, Progress progress) {

    /** A path for messages: relative to the base where it lies below it. */
    public String display(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path root = base.toAbsolutePath().normalize();
        return (absolute.startsWith(root) ? root.relativize(absolute) : absolute)
                .toString()
                .replace('\\', '/');
    }
}
