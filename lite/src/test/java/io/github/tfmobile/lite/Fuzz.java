package io.github.tfmobile.lite;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.flex.FlexOps;
import io.github.tfmobile.lite.model.ModelReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The reader of {@code .tflite} files, which takes any bytes. {@code benchmarks/fuzz.sh} runs Jazzer on it;
 * {@code FuzzRegressionTest} gives it what is kept of such runs.
 */
public final class Fuzz {

    private Fuzz() {}

    /** One input: it ends in a result or in problems that have nothing to do with memory or stack. */
    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        Path file = Files.createTempFile("fuzz", ".tflite");
        try {
            Files.write(file, data);
            FlexOps.of(ModelReader.read(file), problem -> {});
        } catch (ProblemException e) {
            if (e.getCause() instanceof Error) {
                throw new AssertionError("a small file takes little memory and stack", e);
            }
        } finally {
            Files.delete(file);
        }
    }

    /** What changes are made to: the smaller ones of the models. */
    static List<byte[]> seeds() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        for (String model : Samples.models()) {
            Path file = Samples.file(model);
            if (Files.size(file) < 20_000) {
                seeds.add(Files.readAllBytes(file));
            }
        }
        return seeds;
    }

    /** Writes the seeds: {@code model FOLDER}. */
    public static void main(String[] args) throws Exception {
        List<byte[]> seeds = seeds();
        Path folder = Files.createDirectories(Path.of(args[1]));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed-" + i), seeds.get(i));
        }
    }
}
