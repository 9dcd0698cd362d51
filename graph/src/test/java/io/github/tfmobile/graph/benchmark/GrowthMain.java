package io.github.tfmobile.graph.benchmark;

import io.github.tfmobile.graph.testing.Growth;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;

/** Prints for one of the growing models the CPU time of the work with it, the best of some runs in this JVM. */
public final class GrowthMain {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private GrowthMain() {}

    /**
     * Measures.
     *
     * @param args folder for files, number of runs, size, names of models
     */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int runs = Integer.parseInt(args[1]);
        int size = Integer.parseInt(args[2]);
        for (GrowingModel model : GrowingModel.values()) {
            milliseconds(model.of(size / 10, folder), runs); // loads and compiles
            double half = milliseconds(model.of(size / 2, folder), runs);
            double whole = milliseconds(model.of(size, folder), runs);
            System.out.printf(
                    "| %s | %.0f ms | %.0f ms | %.2f |%n",
                    model.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '), half, whole, whole / half);
        }
    }

    private static double milliseconds(Growth.Work work, int runs) throws Exception {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < runs; i++) {
            long start = THREADS.getCurrentThreadCpuTime();
            work.run();
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
        }
        return best / 1e6;
    }
}
