package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.common.problem.Setting;
import java.util.List;

/**
 * One setting of a build as a remedy would have it.
 *
 * @param setting the setting's own name, as in {@code types}
 * @param value its new value; of a setting that is a list, what is added to it
 * @param replaces what the value takes the place of: entries of a list, or the value of today; empty for none
 */
public record SettingChange(String setting, String value, List<String> replaces) {

    /** Copies the list. */
    public SettingChange {
        replaces = List.copyOf(replaces);
    }

    /** A setting that has one value. */
    public static SettingChange of(String setting, String value) {
        return new SettingChange(setting, value, List.of());
    }

    /** The change as a mention of the setting with its value, which the adapter writes out. */
    public String text() {
        return new Setting(setting).with(value);
    }
}
