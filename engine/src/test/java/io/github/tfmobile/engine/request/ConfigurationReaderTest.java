package io.github.tfmobile.engine.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.setting.ConfigurationElement;
import io.github.tfmobile.engine.setting.SettingValues;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models and targets as a configuration file has them. */
class ConfigurationReaderTest {

    private static ConfigurationElement model(ConfigurationElement... settings) {
        return ConfigurationElement.of("models", ConfigurationElement.of("model", settings));
    }

    @Test
    void readsListsAsTextAndAsElements() throws Exception {
        List<SettingValues> models = ConfigurationReader.models(
                model(
                        ConfigurationElement.of("outputs", "a,b"),
                        ConfigurationElement.of(
                                "inputs",
                                ConfigurationElement.of("input", "x=float[1,2]"),
                                ConfigurationElement.of("input", "y"))),
                SettingValues.NONE,
                SettingValues.NONE);

        assertThat(models.get(0).names(Setting.OUTPUTS)).containsExactly("a", "b");
        assertThat(models.get(0).names(Setting.INPUTS)).containsExactly("x=float[1,2]", "y");
    }

    @Test
    void takesWhatIsSaidOfAllModelsWhereAModelSaysNothingAndTheCommandLineAlways() throws Exception {
        SettingValues beside = SettingValues.of(Setting.VERIFY, "true").with(Setting.RECIPE, "eight-bit");
        SettingValues commandLine = SettingValues.of(Setting.VERIFY, "true");

        SettingValues read = ConfigurationReader.models(
                        model(
                                ConfigurationElement.of("verify", "false"),
                                ConfigurationElement.of("transforms", "fold_constants")),
                        beside,
                        commandLine)
                .get(0);

        assertThat(read.text(Setting.VERIFY)).isEqualTo("true");
        assertThat(read.text(Setting.TRANSFORMS)).isEqualTo("fold_constants");
        assertThat(read.has(Setting.RECIPE)).isFalse();
    }

    @Test
    void tellsOfAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> ConfigurationReader.models(
                        model(
                                ConfigurationElement.of("grahp", "m.pb"),
                                ConfigurationElement.of("name", ConfigurationElement.of("text", "m"))),
                        SettingValues.of(Setting.OUTPUTS, "softmax"),
                        SettingValues.NONE))
                .isInstanceOf(ProblemException.class)
                .hasMessageMatching(
                        "(?s)model has no element grahp\n  Did you mean \"graph\"\\?\n  it has assets, checkpoint, .*\n"
                                + "name takes a text, not elements: text\n  write the value alone: name=\\.\\.\\.\n"
                                + "outputs is set beside models: \"softmax\"\n"
                                + "  it can be said of one model alone: put it into that model, or leave it out");
    }

    @Test
    void readsATargetWithItsIncludes() throws Exception {
        TargetSettings target = ConfigurationReader.target(
                ConfigurationElement.of(
                        "target",
                        ConfigurationElement.of("platform", "ios"),
                        ConfigurationElement.of(
                                "includes",
                                ConfigurationElement.of(
                                        "include",
                                        ConfigurationElement.of("op", "Cast"),
                                        ConfigurationElement.of("reason", "next model")))),
                SettingValues.of(Setting.PLATFORM, "linux"));

        assertThat(target.values().text(Setting.PLATFORM)).isEqualTo("linux");
        assertThat(target.includes())
                .containsExactly(SettingValues.of(Setting.OP, "Cast").with(Setting.REASON, "next model"));
    }

    @Test
    void refusesAnIncludeOfAnotherName() {
        assertThatThrownBy(() -> ConfigurationReader.target(
                        ConfigurationElement.of(
                                "target",
                                ConfigurationElement.of("includes", ConfigurationElement.of("inclued", "Cast"))),
                        SettingValues.NONE))
                .hasMessage("includes has no element inclued\n  Did you mean \"include\"?\n  it has include");
    }
}
