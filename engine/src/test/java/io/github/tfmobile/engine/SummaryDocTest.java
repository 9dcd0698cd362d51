package io.github.tfmobile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.request.TfmobileRequest;
import io.github.tfmobile.engine.setting.SettingValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answer that README and docs/summarize.md show is the one that is given. */
@Tag("corpus")
class SummaryDocTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void showsWhatIsSaid() throws Exception {
        HeardLines heard = new HeardLines();
        new Tfmobile(heard)
                .run(
                        Goal.SUMMARIZE,
                        TfmobileRequest.in(folder, folder.resolve("out"))
                                .model(SettingValues.of(Setting.NAME, "inception")
                                        .with(
                                                Setting.GRAPH,
                                                ROOT.resolve("testing/corpus/tf1/inception_v3_train/graph.pb")
                                                        .toString())));

        List<String> said = heard.notes();
        int first = said.indexOf("Inputs:");
        String answer = String.join("\n", said.subList(first, said.indexOf("Next:")));
        assertThat(answer).contains("Outputs:");
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("```\n" + answer + "\n");
        assertThat(Files.readString(ROOT.resolve("docs/summarize.md"))).contains("```\n" + answer + "\n");
    }
}
