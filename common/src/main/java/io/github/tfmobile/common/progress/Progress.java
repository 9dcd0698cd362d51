package io.github.tfmobile.common.progress;

/** Receives word of how far work has come; whoever shows it decides how often. Implementations are thread-safe. */
public interface Progress {

    /** Shows nothing. */
    Progress NONE = (what, unit, total) -> done -> {};

    /**
     * A piece of work begins.
     *
     * @param what what is done, as in {@code "writing inception.frozen.pb"}
     * @param unit what is counted: {@code "bytes"}, {@code "nodes"}, {@code "files"}
     * @param total how many there are
     */
    Task start(String what, String unit, long total);

    /** Something else is about to be said: what is shown in place makes room. */
    default void makeRoom() {}

    /** Work on one thing among others, whose name stands before what is done. */
    default Progress on(String name) {
        Progress all = this;
        return new Progress() {
            @Override
            public Task start(String what, String unit, long total) {
                return all.start(name + ": " + what, unit, total);
            }

            @Override
            public void makeRoom() {
                all.makeRoom();
            }
        };
    }

    /** One piece of work under way. */
    @FunctionalInterface
    interface Task extends AutoCloseable {

        /** So many units are done, all in all. */
        void done(long count);

        /** Of the work, this is what is being done now. */
        default void doing(String part) {}

        /** The work has ended, well or not. */
        @Override
        default void close() {}
    }
}
