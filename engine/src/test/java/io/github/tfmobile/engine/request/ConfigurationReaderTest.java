package io.github.tfmobile.engine.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.setting.Configuration;
import io.github.tfmobile.engine.setting.ConfigurationElement;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingValues;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models and targets as a configuration file has them. */
class ConfigurationReaderTest {

    /** Elements and what stands beside them. */
    private record Written(List<ConfigurationElement> elements, SettingValues beside, SettingValues said)
            implements Configuration {

        static Written of(ConfigurationElement... elements) {
            return new Written(List.of(elements), SettingValues.NONE, SettingValues.NONE);
        }

        Written beside(SettingValues values) {
            return new Written(elements, values, said);
        }

        Written commandLine(SettingValues values) {
            return new Written(elements, beside.with(values), values);
        }

        @Override
        public SettingValues values(SettingScope... scopes) {
            return of(beside, scopes);
        }

        @Override
        public SettingValues commandLine(SettingScope... scopes) {
            return of(said, scopes);
        }

        private static SettingValues of(SettingValues values, SettingScope... scopes) {
            SettingValues some = values;
            for (Setting setting : values.settings()) {
                some = SettingTable.names(scopes).contains(setting.name()) ? some : some.without(setting);
            }
            return some;
        }

        @Override
        public ConfigurationElement element(Setting setting) {
            return elements.stream()
                    .filter(element -> element.name().equals(setting.name()))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static ConfigurationElement model(ConfigurationElement... settings) {
        return ConfigurationElement.of("models", ConfigurationElement.of("model", settings));
    }

    private static TfmobileRequest read(Configuration configuration) {
        return ConfigurationReader.request(
                TfmobileRequest.in(Path.of("base"), Path.of("out")).execution("id"), configuration);
    }

    @Test
    void readsListsAsTextAndAsElements() throws Exception {
        List<SettingValues> models = read(Written.of(model(
                        ConfigurationElement.of("outputs", "a,b"),
                        ConfigurationElement.of(
                                "inputs",
                                ConfigurationElement.of("input", "x=float[1,2]"),
                                ConfigurationElement.of("input", "y")))))
                .models();

        assertThat(models.get(0).names(Setting.OUTPUTS)).containsExactly("a", "b");
        assertThat(models.get(0).names(Setting.INPUTS)).containsExactly("x=float[1,2]", "y");
    }

    @Test
    void takesWhatIsSaidOfAllModelsWhereAModelSaysNothingAndTheCommandLineAlways() throws Exception {
        SettingValues read = read(Written.of(model(
                                ConfigurationElement.of("verify", "false"),
                                ConfigurationElement.of("assets", "false"),
                                ConfigurationElement.of("transforms", "fold_constants")))
                        .beside(SettingValues.of(Setting.ASSETS, "true").with(Setting.RECIPE, "eight-bit"))
                        .commandLine(SettingValues.of(Setting.VERIFY, "true")))
                .models()
                .get(0);

        assertThat(read.text(Setting.VERIFY)).isEqualTo("true");
        assertThat(read.text(Setting.ASSETS)).isEqualTo("false");
        assertThat(read.text(Setting.TRANSFORMS)).isEqualTo("fold_constants");
        assertThat(read.has(Setting.RECIPE)).isFalse();
    }

    @Test
    void takesWhatIsSaidWithoutModelsForOne() throws Exception {
        SettingValues one = SettingValues.of(Setting.GRAPH, "m.pb").with(Setting.VERIFY, "true");

        assertThat(read(Written.of().beside(one)).models()).containsExactly(one);
    }

    @Test
    void callsAnExecutionAfterTheModelOfTheCommandLine() throws Exception {
        SettingValues graph = SettingValues.of(Setting.GRAPH, "m.pb");

        assertThat(read(Written.of().beside(graph)).execution()).isEqualTo("id");
        assertThat(read(Written.of().commandLine(graph)).execution()).isEqualTo("id model");
        assertThat(read(Written.of().commandLine(graph.with(Setting.NAME, "m"))).execution())
                .isEqualTo("id m");
    }

    @Test
    void tellsOfAllThatIsWrongAtOnce() {
        Configuration wrong = Written.of(
                        model(
                                ConfigurationElement.of("grahp", "m.pb"),
                                ConfigurationElement.of("name", ConfigurationElement.of("text", "m"))),
                        ConfigurationElement.of("target", ConfigurationElement.of("platfrom", "ios")))
                .beside(SettingValues.of(Setting.OUTPUTS, "softmax"));

        TfmobileRequest read = read(wrong);

        assertThat(read.models()).isEmpty();
        assertThat(read.targets()).isEmpty();
        assertThat(new ProblemException(read.problems()))
                .hasMessageMatching(
                        "(?s)model has no element grahp\n  Did you mean \"graph\"\\?\n  it has assets, checkpoint, .*\n"
                                + "name takes a text, not elements: text\n  write the value alone: name=\\.\\.\\.\n"
                                + "outputs is set beside models: \"softmax\"\n"
                                + "  it can be said of one model alone: put it into that model, or leave it out\n"
                                + "target has no element platfrom\n  Did you mean \"platform\"\\?\n.*");
    }

    @Test
    void takesNothingForAModelOfItsOwnThatStandsBesideThem() {
        ConfigurationElement models = ConfigurationElement.of(
                "models",
                ConfigurationElement.of("model", ConfigurationElement.of("name", "a")),
                ConfigurationElement.of("model", ConfigurationElement.of("name", "b")));

        TfmobileRequest read = read(Written.of(models).commandLine(SettingValues.of(Setting.NAME, "c")));

        assertThat(read.models())
                .containsExactly(SettingValues.of(Setting.NAME, "a"), SettingValues.of(Setting.NAME, "b"));
        assertThat(read.problems()).hasSize(1);
    }

    @Test
    void leavesOutOnlyTheModelWhoseElementsAreWrong() {
        TfmobileRequest read = read(Written.of(ConfigurationElement.of(
                "models",
                ConfigurationElement.of("model", ConfigurationElement.of("grahp", "m.pb")),
                ConfigurationElement.of("model", ConfigurationElement.of("graph", "n.pb")))));

        assertThat(read.models()).containsExactly(SettingValues.of(Setting.GRAPH, "n.pb"));
        assertThat(read.problems()).hasSize(1);
    }

    @Test
    void refusesATextWhereElementsBelong() {
        Configuration wrong = Written.of(
                ConfigurationElement.of("models", "m.pb"),
                ConfigurationElement.of(
                        "target",
                        ConfigurationElement.of("includes", "Cast"),
                        ConfigurationElement.of("platform", "ios")));

        assertThat(new ProblemException(read(wrong).problems())).hasMessage("""
                        models takes elements, not a text: "m.pb"
                          it has model
                        includes takes elements, not a text: "Cast"
                          it has include""");
        assertThat(new ProblemException(read(Written.of(ConfigurationElement.of("target", "ios")))
                        .problems()))
                .hasMessageStartingWith("target takes elements, not a text: \"ios\"\n  it has customOps, defines, ");
    }

    @Test
    void readsATargetWithItsIncludes() throws Exception {
        TargetSettings target = read(Written.of(ConfigurationElement.of(
                                "target",
                                ConfigurationElement.of("platform", "ios"),
                                ConfigurationElement.of(
                                        "includes",
                                        ConfigurationElement.of(
                                                "include",
                                                ConfigurationElement.of("op", "Cast"),
                                                ConfigurationElement.of("reason", "next model")))))
                        .beside(SettingValues.of(Setting.PLATFORM, "linux")))
                .targets()
                .get(0);

        assertThat(target.values().text(Setting.PLATFORM)).isEqualTo("linux");
        assertThat(target.includes())
                .containsExactly(SettingValues.of(Setting.OP, "Cast").with(Setting.REASON, "next model"));
    }

    @Test
    void refusesAnIncludeOfAnotherName() {
        Configuration wrong = Written.of(ConfigurationElement.of(
                "target", ConfigurationElement.of("includes", ConfigurationElement.of("inclued", "Cast"))));

        assertThat(new ProblemException(read(wrong).problems()))
                .hasMessage("includes has no element inclued\n  Did you mean \"include\"?\n  it has include");
    }
}
