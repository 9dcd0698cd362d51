package io.github.tfmobile.registry.progress;

/** Receives word of how far work has come; whoever shows it decides how often. Implementations are thread-safe. */
public interface Progress {

    /** Shows nothing. */
    Progress NONE = (what, unit, total) -> done -> {};

    /**
     * A piece of work begins.
     *
     * @param what what is done, as in {@code "inception: writing frozen graph"}
     * @param unit what is counted: {@code "bytes"}, {@code "nodes"}, {@code "files"}
     * @param total how many there are
     */
    Task start(String what, String unit, long total);

    /** One piece of work under way. */
    @FunctionalInterface
    interface Task extends AutoCloseable {

        /** So many units are done, all in all. */
        void done(long count);

        /** The work has ended, well or not. */
        @Override
        default void close() {}
    }
}
