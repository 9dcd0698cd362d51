package io.github.tfmobile.graph.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How the work of a computation grows with its input, counted by what it allocates: a clock would depend on the machine. */
public final class Growth {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Growth() {}

    /** A computation of some size. */
    @FunctionalInterface
    public interface Sized {

        /** Makes the input; what is returned is measured. */
        Work of(int size) throws Exception;
    }

    /** What is measured. */
    @FunctionalInterface
    public interface Work {

        /** Works. */
        void run() throws Exception;
    }

    /** What eight times the size allocates, divided by what the size allocates. */
    public static double eightfold(int size, Sized computation) throws Exception {
        allocated(computation.of(size)); // loads classes
        double small = allocated(computation.of(size));
        return allocated(computation.of(8 * size)) / small;
    }

    private static double allocated(Work work) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
