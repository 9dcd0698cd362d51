package io.github.tfmobile.maven;

import org.apache.maven.plugin.logging.SystemStreamLog;

/** Warnings and errors only, as with {@code -q}. */
final class QuietLog extends SystemStreamLog {

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public void info(CharSequence content) {}

    @Override
    public void debug(CharSequence content) {}
}
