package io.github.tfmobile.maven.build;

import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.maven.state.Step;
import java.nio.file.Path;
import java.util.List;
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

    /** Warns, and keeps the warning for later runs that find this step up to date. */
    void warn(String warning, List<Step.Message> messages) {
        progress.makeRoom();
        log.warn(warning);
        messages.add(new Step.Message(warning, true));
    }

    /** Says what is to be said of a step that is up to date. */
    public void repeat(Step step) {
        for (Step.Message message : step.messages()) {
            if (message.warning()) {
                log.warn(message.text());
            } else {
                log.info(message.text());
            }
        }
    }

    /** A path for messages: relative to the base where it lies below it. */
    public String display(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path root = base.toAbsolutePath().normalize();
        return (absolute.startsWith(root) ? root.relativize(absolute) : absolute)
                .toString()
                .replace('\\', '/');
    }
}
