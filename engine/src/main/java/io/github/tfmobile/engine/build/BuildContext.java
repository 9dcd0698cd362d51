package io.github.tfmobile.engine.build;

import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.engine.event.BuildListener;
import io.github.tfmobile.engine.state.Step;
import java.nio.file.Path;

/**
 * What all steps of a run share.
 *
 * @param base where relative paths in transform arguments start
 * @param output the folder for all outputs
 * @param force whether everything is done again
 * @param identity tells this build of the engine from every other
 * @param listener is told what happens
 * @param names how the user writes settings
 */
public record BuildContext(
        Path base, Path output, boolean force, String identity, BuildListener listener, SettingNames names) {

    /** Shows long work. */
    Progress progress() {
        return listener.progress();
    }

    /** Says what was done. */
    void note(String text) {
        progress().makeRoom();
        listener.note(names.render(text));
    }

    /** Says what helps to find a fault. */
    void detail(String text) {
        listener.detail(names.render(text));
    }

    /** Warns. */
    void warn(String text) {
        progress().makeRoom();
        listener.warning(names.render(text));
    }

    /** Says or warns. */
    void say(Step.Message message) {
        if (message.warning()) {
            warn(message.text());
        } else {
            note(message.text());
        }
    }

    /** Says what is to be said of a step that is up to date. */
    public void repeat(Step step) {
        for (Step.Message message : step.messages()) {
            say(message);
        }
    }

    /** A path for messages: relative to the base where it lies below it. */
    String display(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path root = base.toAbsolutePath().normalize();
        return (absolute.startsWith(root) ? root.relativize(absolute) : absolute)
                .toString()
                .replace('\\', '/');
    }
}
