package io.github.tfmobile.maven;

import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.engine.event.BuildListener;
import org.apache.maven.plugin.logging.Log;

/**
 * Writes what the engine tells to Maven's log.
 *
 * @param log the log
 * @param progress shows long work
 */
public record LogListener(Log log, Progress progress) implements BuildListener {

    @Override
    public void note(String text) {
        log.info(text);
    }

    @Override
    public void warning(String text) {
        log.warn(text);
    }

    @Override
    public void detail(String text) {
        log.debug(text);
    }
}
