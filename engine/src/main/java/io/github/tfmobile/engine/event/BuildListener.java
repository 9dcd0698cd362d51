package io.github.tfmobile.engine.event;

import io.github.tfmobile.common.progress.Progress;

/** Is told what happens while a request is worked on, in order. Texts are whole lines without their end. */
public interface BuildListener {

    /** Listens to nothing. */
    BuildListener NONE = new BuildListener() {
        @Override
        public void note(String text) {}

        @Override
        public void warning(String text) {}
    };

    /** What a user likes to know: what was done, and where the result is. */
    void note(String text);

    /** What is legal but surprising. */
    void warning(String text);

    /** What helps to find a fault. */
    default void detail(String text) {}

    /** Shows work that takes long. */
    default Progress progress() {
        return Progress.NONE;
    }
}
