package io.github.tfmobile.graph.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.savedmodel.SavedModelFolder;
import io.github.tfmobile.graph.savedmodel.SavedModelReader;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.registry.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.MetaGraphDef;

/**
 * Damaged files of every kind: each reading ends in a result or in one {@link ProblemException}, soon. Truncations at
 * every byte of small files and at many of large ones, and flipped bits, changed bytes and cut out pieces at random
 * places of a fixed seed.
 */
class FuzzTest {

    private static final long SEED = 20_261_122;
    private static final int FLIPS = 2500;
    private static final int CUTS = 300;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private interface Reading {
        void read(Path folder) throws ProblemException;
    }

    /** Files that belong together, of which one is damaged. */
    private record Target(String name, Path source, List<String> files, String damaged, Reading reading) {
        @Override
        public String toString() {
            return name + " " + damaged;
        }
    }

    static Stream<Target> targets() {
        Path bad = Corpus.directory().resolve("bad_inputs/text_given_as_binary");
        Path v1 = Corpus.directory().resolve("tf1/checkpoint_v1");
        Path dtypes = Corpus.directory().resolve("tf1/dtypes_ref");
        Path sliced = Corpus.directory().resolve("tf1/partitioned_ref");
        Path model = Corpus.directory().resolve("saved_model/tf2_hash_table/saved_model");
        List<String> ckpt = List.of("model.ckpt.index", "model.ckpt.data-00000-of-00001");
        List<String> saved =
                List.of("saved_model.pb", "variables/variables.index", "variables/variables.data-00000-of-00001");
        Path text = Corpus.directory().resolve("saved_model/tf1_partitioned/saved_model");
        Path frozen = Corpus.directory().resolve("saved_model/tf2_while_if");
        return Stream.of(
                new Target("GraphDef", bad, List.of("graph.pb"), "graph.pb", FuzzTest::graph),
                new Target("functions", frozen, List.of("frozen.pb"), "frozen.pb", FuzzTest::graph),
                new Target("text", bad, List.of("graph.pbtxt"), "graph.pbtxt", FuzzTest::graph),
                new Target("MetaGraphDef", v1, List.of("model.ckpt.meta"), "model.ckpt.meta", FuzzTest::metaGraph),
                new Target("V1", v1, List.of("model.ckpt"), "model.ckpt", FuzzTest::checkpoint),
                new Target("V2", dtypes, ckpt, "model.ckpt.index", FuzzTest::checkpoint),
                new Target("V2", dtypes, ckpt, "model.ckpt.data-00000-of-00001", FuzzTest::checkpoint),
                new Target("slices", sliced, ckpt, "model.ckpt.index", FuzzTest::checkpoint),
                new Target("SavedModel", model, saved, "saved_model.pb", FuzzTest::savedModel),
                new Target(
                        "SavedModel",
                        text,
                        List.of("saved_model.pbtxt", saved.get(1), saved.get(2)),
                        "saved_model.pbtxt",
                        FuzzTest::savedModel),
                new Target("SavedModel", model, saved, "variables/variables.index", FuzzTest::savedModel),
                new Target(
                        "SavedModel", model, saved, "variables/variables.data-00000-of-00001", FuzzTest::savedModel));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void endsInAResultOrInOneProblem(Target target) throws Exception {
        for (String file : target.files()) {
            Path copy = folder.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(target.source().resolve(file), copy);
        }
        byte[] whole = Files.readAllBytes(target.source().resolve(target.damaged()));
        int[] counts = new int[2];
        Assertions.assertTimeout(LIMIT, () -> {
            for (int size = 0; size < whole.length; size += 1 + whole.length / CUTS) {
                run(target, Arrays.copyOf(whole, size), "cut to " + size, counts);
            }
            Random random = new Random(SEED);
            // Text takes longer, and large files do.
            int bytes = target.damaged().endsWith(".pbtxt") ? 8_000_000 : 30_000_000;
            int flips = Math.max(200, Math.min(FLIPS, bytes / (whole.length + 1)));
            for (int i = 0; i < flips; i++) {
                byte[] changed = damage(whole, random);
                run(target, changed, "damage " + i + " of seed " + SEED, counts);
            }
        });
        assertThat(counts[1]).as("damaged files that were refused").isPositive();
    }

    private static byte[] damage(byte[] whole, Random random) {
        byte[] changed = whole.clone();
        int at = random.nextInt(whole.length);
        switch (random.nextInt(4)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt();
            case 2 -> {
                for (int i = at; i < Math.min(at + 8, changed.length); i++) {
                    changed[i] = (byte) 0xff;
                }
            }
            default -> {
                int gone = Math.min(1 + random.nextInt(9), changed.length - at);
                System.arraycopy(changed, at + gone, changed, at, changed.length - at - gone);
                changed = Arrays.copyOf(changed, changed.length - gone);
            }
        }
        return changed;
    }

    private void run(Target target, byte[] content, String what, int[] counts) throws IOException {
        // A new file each time: the old one may still be mapped.
        Path file = folder.resolve(target.damaged());
        Files.delete(file);
        Files.write(file, content);
        try {
            target.reading().read(folder);
            counts[0]++;
        } catch (ProblemException e) {
            assertThat(e.problems()).hasSize(1);
            counts[1]++;
        } catch (RuntimeException | Error e) {
            fail(target + ", " + what, e);
        }
    }

    private static void graph(Path folder) throws ProblemException {
        Path file = Files.exists(folder.resolve("graph.pb"))
                ? folder.resolve("graph.pb")
                : Files.exists(folder.resolve("frozen.pb"))
                        ? folder.resolve("frozen.pb")
                        : folder.resolve("graph.pbtxt");
        Graph graph = GraphReader.read(file);
        assertThat(GraphSize.of(graph)).isNotNegative();
    }

    private static void metaGraph(Path folder) throws ProblemException {
        MetaGraphDef graph = MetaGraphReader.read(folder.resolve("model.ckpt.meta"));
        assertThat(graph.getSerializedSize()).isNotNegative();
    }

    private static void checkpoint(Path folder) throws ProblemException {
        all(Checkpoints.open(folder.resolve("model.ckpt")));
    }

    private static void all(Checkpoint checkpoint) throws ProblemException {
        ProblemException last = null;
        for (String name : checkpoint.names()) {
            assertThat(checkpoint.find(name)).isNotNull();
            try {
                checkpoint.read(name);
            } catch (ProblemException e) {
                last = e;
            }
        }
        if (last != null) {
            throw last;
        }
        checkpoint.objectVariables();
    }

    private static void savedModel(Path folder) throws ProblemException {
        SavedModelFolder model = SavedModelReader.read(folder);
        model.metaGraphs().forEach(graph -> {
            SavedModelFolder.signatures(graph);
            SavedModelFolder.assetNames(graph);
        });
        if (model.hasVariables()) {
            all(model.variables());
        }
    }
}
