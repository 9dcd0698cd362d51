package io.github.tfmobile.maven;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.maven.plugin.MojoFailureException;

/** Checks one graph with an op list in a new JVM and prints how long that took, for measurements. */
public final class CheckMain {

    private CheckMain() {}

    /**
     * Checks it, or writes the op list that it needs.
     *
     * @param args a frozen graph, its outputs with commas between, an output folder, and the op list; without one, {@code
     *     tf_op_files.txt} is written into the folder
     */
    public static void main(String[] args) throws Exception {
        boolean writes = args.length < 4;
        AbstractTargetMojo mojo = writes ? new GenerateMojo() : new CheckMojo();
        mojo.setLog(new QuietLog());
        mojo.name = "model";
        mojo.graph = Path.of(args[0]).toFile();
        mojo.outputs = List.of(args[1].split(",", -1));
        mojo.platform = "raspberry-pi";
        mojo.types = "selective";
        mojo.kernels = writes ? "available" : args[3];
        mojo.outputDirectory = Files.createDirectories(Path.of(args[2])).toFile();
        long start = System.nanoTime();
        boolean passed = true;
        try {
            mojo.execute();
        } catch (MojoFailureException e) {
            passed = false;
        }
        System.out.printf(Locale.ROOT, "seconds=%.3f passed=%d%n", (System.nanoTime() - start) / 1e9, passed ? 1 : 0);
    }
}
