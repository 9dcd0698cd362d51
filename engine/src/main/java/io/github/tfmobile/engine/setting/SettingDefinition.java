package io.github.tfmobile.engine.setting;

import io.github.tfmobile.common.problem.Setting;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of settings.
 *
 * @param setting the setting
 * @param scope what it belongs to
 * @param type what its text means
 * @param defaultText the text that holds when the user says nothing; null where nothing holds then
 * @param meaning what it is for, in a few words
 */
public record SettingDefinition(
        Setting setting,
        SettingScope scope,
        SettingType type,
        @Nullable String defaultText,
        String meaning) {}
