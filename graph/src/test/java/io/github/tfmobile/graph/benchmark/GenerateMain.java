package io.github.tfmobile.graph.benchmark;

import java.nio.file.Path;

/** Writes a large model for measurements. */
public final class GenerateMain {

    private GenerateMain() {}

    /**
     * Generates.
     *
     * @param args folder, size in bytes, number of variables, number of shards; or folder and number of functions
     */
    public static void main(String[] args) throws Exception {
        if (args.length == 2) {
            System.out.println(new ManyFunctions(Path.of(args[0]), Integer.parseInt(args[1])).write());
            return;
        }
        BigModel model = BigModel.ofSize(
                        Path.of(args[0]), Long.parseLong(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]))
                .write();
        System.out.println(model);
    }
}
