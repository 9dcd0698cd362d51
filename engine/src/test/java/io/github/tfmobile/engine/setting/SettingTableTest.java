package io.github.tfmobile.engine.setting;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.Setting;
import org.junit.jupiter.api.Test;

class SettingTableTest {

    @Test
    void hasEachSettingOnce() {
        assertThat(SettingTable.rows()).extracting(SettingDefinition::setting).doesNotHaveDuplicates();
    }

    @Test
    void appliesDefaultsWhereNothingIsSaid() {
        SettingValues values =
                SettingTable.withDefaults(SettingValues.of(Setting.PLATFORM, "ios"), SettingScope.TARGET);

        assertThat(values.text(Setting.PLATFORM)).isEqualTo("ios");
        assertThat(values.text(Setting.KERNELS)).isEqualTo("available");
    }

    @Test
    void appliesNoDefaultThatExcludesWhatIsSaid() {
        SettingValues values =
                SettingTable.withDefaults(SettingValues.of(Setting.TENSORFLOW_ROOT, "tensorflow"), SettingScope.TARGET);

        assertThat(values.has(Setting.TENSORFLOW_VERSION)).isFalse();
    }

    @Test
    void tellsValuesApartByTheirText() {
        assertThat(SettingValues.of(Setting.INPUTS, "a", "b").toString())
                .isNotEqualTo(SettingValues.of(Setting.INPUTS, "a,b").toString());
    }
}
