package io.github.tfmobile.graph.testing;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The corpus of models and the real tools' answers; its README.md says what is in it. */
public final class Corpus {

    private Corpus() {}

    /** The folder of the corpus. */
    public static Path directory() {
        return data("corpus");
    }

    /** A folder or file of the test data that all modules share, by its name below {@code testing}. */
    public static Path data(String name) {
        try {
            // Tests run in their module's directory, the benchmarks in that of the whole project. Checkouts may be
            // reached through links; what is read is the folder itself.
            Path testing = Path.of("testing");
            return (Files.isDirectory(testing) ? testing : Path.of("..").resolve(testing))
                    .toRealPath()
                    .resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All cases below a folder of the corpus, sorted by name.
     *
     * @param family {@code tf1}, {@code saved_model}, {@code bad_inputs}, {@code transforms} or
     *     {@code transforms/<transform>}
     */
    public static List<CorpusCase> cases(String family) {
        Path root = directory();
        try (Stream<Path> files = Files.walk(root.resolve(family), 4)) {
            List<CorpusCase> cases = files.filter(file -> file.endsWith("case.json"))
                    .map(file ->
                            root.relativize(file.resolveSibling("")).toString().replace('\\', '/'))
                    .sorted()
                    .map(Corpus::find)
                    .toList();
            if (cases.isEmpty()) {
                throw new IllegalArgumentException("no case in " + family);
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The case of that name, as in {@code tf1/mlp_ref_vars}. */
    public static CorpusCase find(String name) {
        Path folder = directory().resolve(name);
        try {
            return new CorpusCase(name, folder, JSON.std.mapFrom(Files.readString(folder.resolve("case.json"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A case outside the corpus: another folder of the shared test data that has a {@code case.json}, too. */
    public static CorpusCase at(String folder) {
        Path place = data(folder);
        try {
            return new CorpusCase(folder, place, JSON.std.mapFrom(Files.readString(place.resolve("case.json"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
