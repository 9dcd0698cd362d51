package io.github.tfmobile.graph.io;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.checkpoint.TableRepair;
import io.github.tfmobile.graph.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Readers that take any bytes. {@code benchmarks/fuzz.sh} runs Jazzer on one of them, which the system property
 * {@code tfmobile.fuzz.target} names; {@code FuzzRegressionTest} gives each what is kept of such runs.
 */
public final class Fuzz {

    private static final String TARGET = "tfmobile.fuzz.target";
    private static final String DATA = "model.ckpt.data-00000-of-00001";

    /** One reader. */
    enum Target {
        /** A GraphDef. */
        GRAPH("graph.pb", "corpus/tf1/mlp_ref_vars/frozen.pb", "corpus/saved_model/tf2_while_if/frozen.pb") {
            @Override
            void read(Path folder) throws ProblemException {
                FuzzTest.graph(folder);
            }
        },
        /** A GraphDef in text. */
        TEXT("graph.pbtxt", "freeze/dtypes/all/graph.pbtxt") {
            @Override
            void read(Path folder) throws ProblemException {
                FuzzTest.graph(folder);
            }
        },
        /** The index of a checkpoint, its checksums made right. */
        CHECKPOINT(
                "model.ckpt.index",
                "corpus/tf1/dtypes_ref/model.ckpt.index",
                "corpus/tf1/partitioned_ref/model.ckpt.index") {
            @Override
            byte[] file(byte[] data) {
                return TableRepair.repaired(data);
            }

            @Override
            void read(Path folder) throws ProblemException, IOException {
                Files.copy(Corpus.data("corpus/tf1/dtypes_ref").resolve(DATA), folder.resolve(DATA));
                FuzzTest.checkpoint(folder);
            }
        },
        /** A checkpoint of version 1, its checksums made right. */
        CHECKPOINT_V1("model.ckpt", "corpus/tf1/checkpoint_v1/model.ckpt") {
            @Override
            byte[] file(byte[] data) {
                return TableRepair.repaired(data);
            }

            @Override
            void read(Path folder) throws ProblemException {
                FuzzTest.checkpoint(folder);
            }
        },
        /** A SavedModel. */
        SAVED_MODEL("saved_model.pb", "corpus/saved_model/tf2_hash_table/saved_model/saved_model.pb") {
            @Override
            void read(Path folder) throws ProblemException {
                FuzzTest.savedModel(folder);
            }
        },
        /** A split SavedModel, its hashes made right. */
        SPLIT("saved_model.cpb", "freeze/split/chunks/saved_model.cpb") {
            @Override
            byte[] file(byte[] data) {
                return Objects.requireNonNull(Damage.RIEGELI.repair()).apply(data);
            }

            @Override
            void read(Path folder) throws ProblemException {
                FuzzTest.savedModel(folder);
            }
        };

        private final String name;
        /** Paths below the test data, with a space between them. */
        private final String seeds;

        Target(String name, String... seeds) {
            this.name = name;
            this.seeds = String.join(" ", seeds);
        }

        /** The content of the file. */
        byte[] file(byte[] data) {
            return data;
        }

        /** Reads the file. */
        abstract void read(Path folder) throws ProblemException, IOException;

        /** What changes are made to. */
        List<byte[]> seeds() throws IOException {
            List<byte[]> contents = new ArrayList<>();
            for (String seed : seeds.split(" ", -1)) {
                contents.add(Files.readAllBytes(Corpus.data(seed)));
            }
            return contents;
        }

        /** The name in lower case. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Fuzz() {}

    /** One input of Jazzer. */
    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        run(Target.valueOf(System.getProperty(TARGET, "").toUpperCase(Locale.ROOT)), data);
    }

    /** Writes the seeds of a target: {@code TARGET FOLDER}. */
    public static void main(String[] args) throws Exception {
        List<byte[]> seeds = Target.valueOf(args[0].toUpperCase(Locale.ROOT)).seeds();
        Path folder = Files.createDirectories(Path.of(args[1]));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed-" + i), seeds.get(i));
        }
    }

    /** Gives a reader some bytes: it ends in a result or in problems that have nothing to do with memory or stack. */
    static void run(Target target, byte[] data) throws Exception {
        Path folder = Files.createTempDirectory("fuzz");
        try {
            Files.write(folder.resolve(target.name), target.file(data));
            target.read(folder);
        } catch (ProblemException e) {
            if (e.getCause() instanceof Error) {
                throw new AssertionError("a small file takes little memory and stack", e);
            }
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(files::add);
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
