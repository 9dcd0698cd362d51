package io.github.tfmobile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.request.TfmobileRequest;
import io.github.tfmobile.engine.setting.SettingValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A SavedModel with a vocabulary, which becomes part of the graph, and labels, which only the app wants. */
@Tag("corpus")
class AssetsTest {

    private static final Path MODEL = Path.of("../testing/corpus/saved_model/tf2_hash_table/saved_model");

    @TempDir
    Path folder;

    private Path model;
    private Path copies;

    @BeforeEach
    void copyTheModel() throws IOException {
        model = folder.resolve("saved_model");
        copies = folder.resolve("out/models/model.assets");
        try (Stream<Path> files = Files.walk(MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(MODEL.relativize(file).toString()));
            }
        }
        Files.createDirectories(model.resolve("assets.extra/de"));
        Files.writeString(model.resolve("assets/labels.txt"), "cat\ndog\n");
        Files.writeString(model.resolve("assets.extra/de/labels.txt"), "Katze\nHund\n");
    }

    private TfmobileRequest request(String assets) {
        return TfmobileRequest.in(folder, folder.resolve("out"))
                .model(SettingValues.of(Setting.SAVED_MODEL, "saved_model").with(Setting.ASSETS, assets));
    }

    private TfmobileResult run(Goal goal, String assets, HeardLines heard) throws Exception {
        return new Tfmobile(heard).run(goal, request(assets));
    }

    private List<String> copied() throws IOException {
        if (!Files.exists(copies)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(copies)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> copies.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void copiesWhatTheGraphDoesNotAbsorb() throws Exception {
        HeardLines heard = new HeardLines();

        TfmobileResult result = run(Goal.TRANSFORM, "true", heard);

        assertThat(copied()).containsExactly("assets.extra/de/labels.txt", "labels.txt");
        assertThat(copies.resolve("labels.txt")).hasContent("cat\ndog\n");
        assertThat(result.resources()).containsExactly("models/model.pb", "models/model.assets/**");
        assertThat(heard.notes())
                .contains("model: assets beside the graph, in out/models/model.assets: assets.extra/de/labels.txt,"
                        + " labels.txt");
        assertThat(run(Goal.TRANSFORM, "true", heard).upToDate()).isTrue();
    }

    @Test
    void prepareCopiesThemToo() throws Exception {
        TfmobileResult result = run(Goal.PREPARE, "true", new HeardLines());

        assertThat(copied()).containsExactly("assets.extra/de/labels.txt", "labels.txt");
        assertThat(result.resources()).containsExactly("models/model.pb", "models/model.assets/**");
        assertThat(run(Goal.PREPARE, "true", new HeardLines()).upToDate()).isTrue();
    }

    @Test
    void takesAwayCopiesOfWhatIsGoneOrNoLongerAskedFor() throws Exception {
        run(Goal.TRANSFORM, "true", new HeardLines());
        Files.delete(model.resolve("assets/labels.txt"));

        run(Goal.TRANSFORM, "true", new HeardLines());
        assertThat(copied()).containsExactly("assets.extra/de/labels.txt");

        run(Goal.TRANSFORM, "false", new HeardLines());
        assertThat(copied()).isEmpty();
        assertThat(folder.resolve("out/models/model.pb")).exists();
    }

    @Test
    void summaryListsAssetsWithWhatReadsThem() throws Exception {
        HeardLines heard = new HeardLines();

        run(Goal.SUMMARIZE, "false", heard);

        assertThat(heard.notes())
                .contains("Asset assets.extra/de/labels.txt: nothing in the graph reads it")
                .contains("Asset labels.txt: nothing in the graph reads it")
                .contains("It has assets that nothing in the graph reads; assets copies them beside the final graph.")
                .anyMatch(note -> note.startsWith("Asset _vocab.txt: read by ")
                        && note.endsWith(" (InitializeTableFromTextFileV2)")
                        && !note.contains("Assign"))
                .noneMatch(note -> note.contains("asset_path_initializer"));
        assertThat(Files.readString(folder.resolve("out/summary/model.json")))
                .contains("\"labels.txt: nothing in the graph reads it\"");
    }
}
