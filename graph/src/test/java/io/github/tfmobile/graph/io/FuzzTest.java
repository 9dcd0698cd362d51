package io.github.tfmobile.graph.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.savedmodel.SavedModelFolder;
import io.github.tfmobile.graph.savedmodel.SavedModelReader;
import io.github.tfmobile.graph.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.FingerprintDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * Damaged files of every kind: each reading ends in a result or in one {@link ProblemException}, soon. Truncations at
 * every byte of small files and at structural places of large ones; bits flipped at structural places, with checksums
 * made right again; and changes at random places of a fixed seed. The system property {@code tfmobile.fuzz} multiplies
 * their number, for a run outside the build.
 */
@Tag("corpus")
@Tag("slow")
class FuzzTest {

    private static final long SEED = Long.getLong("tfmobile.fuzz.seed", 20_261_122);
    private static final int SCALE = Integer.getInteger("tfmobile.fuzz", 1);
    private static final int FLIPS = 2500;
    private static final int CUTS = 500;
    private static final Duration LIMIT = Duration.ofMinutes(3L * SCALE);

    @TempDir
    Path folder;

    interface Reading {
        void read(Path folder) throws ProblemException;
    }

    /** Files that belong together, of which one is damaged. */
    record Target(String name, Path source, List<String> files, String damaged, Damage damage, Reading reading) {
        @Override
        public String toString() {
            return name + " " + damaged;
        }
    }

    static Stream<Target> targets() {
        Path corpus = Corpus.directory();
        Path own = corpus.resolveSibling("freeze");
        Path bad = corpus.resolve("bad_inputs/text_given_as_binary");
        Path v1 = corpus.resolve("tf1/checkpoint_v1");
        Path dtypes = corpus.resolve("tf1/dtypes_ref");
        Path sliced = corpus.resolve("tf1/partitioned_ref");
        Path model = corpus.resolve("saved_model/tf2_hash_table/saved_model");
        Path text = corpus.resolve("saved_model/tf1_partitioned/saved_model");
        Path split = own.resolve("split/chunks");
        List<String> ckpt = List.of("model.ckpt.index", "model.ckpt.data-00000-of-00001");
        String index = "variables/variables.index";
        String data = "variables/variables.data-00000-of-00001";
        Damage graph = Damage.message(GraphDef.getDescriptor());
        Damage saved = Damage.message(SavedModel.getDescriptor());
        return Stream.of(
                new Target("GraphDef", bad, List.of("graph.pb"), "graph.pb", graph, FuzzTest::graph),
                new Target(
                        "functions",
                        corpus.resolve("saved_model/tf2_while_if"),
                        List.of("frozen.pb"),
                        "frozen.pb",
                        graph,
                        FuzzTest::graph),
                new Target("text", bad, List.of("graph.pbtxt"), "graph.pbtxt", Damage.TEXT, FuzzTest::graph),
                new Target(
                        "new dtypes",
                        own.resolve("dtypes/all"),
                        List.of("graph.pbtxt"),
                        "graph.pbtxt",
                        Damage.TEXT,
                        FuzzTest::graph),
                new Target(
                        "MetaGraphDef",
                        v1,
                        List.of("model.ckpt.meta"),
                        "model.ckpt.meta",
                        Damage.message(MetaGraphDef.getDescriptor()),
                        FuzzTest::metaGraph),
                new Target("V1", v1, List.of("model.ckpt"), "model.ckpt", Damage.TABLE, FuzzTest::checkpoint),
                new Target("V2", dtypes, ckpt, ckpt.get(0), Damage.TABLE, FuzzTest::checkpoint),
                new Target("V2", dtypes, ckpt, ckpt.get(1), Damage.DATA, FuzzTest::checkpoint),
                new Target("slices", sliced, ckpt, ckpt.get(0), Damage.TABLE, FuzzTest::checkpoint),
                new Target(
                        "SavedModel",
                        model,
                        List.of("saved_model.pb", index, data),
                        "saved_model.pb",
                        saved,
                        FuzzTest::savedModel),
                new Target(
                        "SavedModel",
                        text,
                        List.of("saved_model.pbtxt", index, data),
                        "saved_model.pbtxt",
                        Damage.TEXT,
                        FuzzTest::savedModel),
                new Target(
                        "SavedModel",
                        model,
                        List.of("saved_model.pb", index, data),
                        index,
                        Damage.TABLE,
                        FuzzTest::savedModel),
                new Target(
                        "SavedModel",
                        model,
                        List.of("saved_model.pb", index, data),
                        data,
                        Damage.DATA,
                        FuzzTest::savedModel),
                new Target(
                        "SavedModel",
                        split,
                        List.of("saved_model.cpb", index, data),
                        "saved_model.cpb",
                        Damage.RIEGELI,
                        FuzzTest::savedModel),
                new Target(
                        "fingerprint",
                        own.resolve("split/whole"),
                        List.of("saved_model.pb", index, data, "fingerprint.pb"),
                        "fingerprint.pb",
                        Damage.message(FingerprintDef.getDescriptor()),
                        FuzzTest::fingerprint));
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
        // Text takes longer, and large files do.
        int bytes = target.damaged().endsWith(".pbtxt") ? 8_000_000 : 30_000_000;
        int flips = SCALE * Math.max(200, Math.min(FLIPS, bytes / (whole.length + 1)));
        int cuts = SCALE * CUTS;
        List<Integer> places = target.damage().places().apply(whole);
        assertThat(places).isNotEmpty();
        Assertions.assertTimeout(LIMIT, () -> {
            for (int size = 0; size < whole.length; size += 1 + whole.length / cuts) {
                run(target, Arrays.copyOf(whole, size), "cut to " + size, counts);
            }
            for (int i = 0; i < places.size(); i += 1 + places.size() / cuts) {
                run(target, Arrays.copyOf(whole, places.get(i)), "cut to " + places.get(i), counts);
            }
            int step = Math.max(1, (int) ((long) places.size() * Damage.WAYS / flips));
            for (int i = 0; i < places.size() * Damage.WAYS; i += step) {
                int at = places.get(i / Damage.WAYS);
                byte[] changed = Damage.flipped(whole, at, i % Damage.WAYS);
                run(target, changed, "flip " + i % Damage.WAYS + " at " + at, counts);
                repaired(target, changed, "repaired flip " + i % Damage.WAYS + " at " + at, counts);
            }
            Random random = new Random(SEED);
            for (int i = 0; i < flips; i++) {
                byte[] changed = Damage.random(whole, random);
                run(target, changed, "damage " + i + " of seed " + SEED, counts);
                repaired(target, changed, "repaired damage " + i + " of seed " + SEED, counts);
            }
        });
        // A fingerprint takes nothing from a model.
        if (target.name().equals("fingerprint")) {
            assertThat(counts[1]).isZero();
        } else {
            assertThat(counts[1]).as("damaged files that were refused").isPositive();
        }
    }

    private void repaired(Target target, byte[] changed, String what, int[] counts) throws IOException {
        if (target.damage().repair() != null) {
            run(target, target.damage().repair().apply(changed), what, counts);
        }
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
            // A small file takes little memory and stack, whatever it says of itself.
            assertThat(e.getCause() instanceof Error).as("%s, %s", target, what).isFalse();
            counts[1]++;
        } catch (RuntimeException | Error e) {
            fail(target + ", " + what, e);
        }
    }

    static void graph(Path folder) throws ProblemException {
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

    static void checkpoint(Path folder) throws ProblemException {
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

    static void savedModel(Path folder) throws ProblemException {
        SavedModelFolder model = SavedModelReader.read(folder);
        model.metaGraphs().forEach(graph -> {
            SavedModelFolder.signatures(graph);
            SavedModelFolder.assetNames(graph);
        });
        if (model.hasVariables()) {
            all(model.variables());
        }
    }

    private static void fingerprint(Path folder) throws ProblemException {
        SavedModelFolder model = SavedModelReader.read(folder);
        assertThat(model.fingerprint()).isNotNull();
        assertThat(model.metaGraphs()).hasSize(1);
    }
}
