package io.github.tfmobile.common.problem;

import java.util.List;

/**
 * A setting with what it is set to.
 *
 * @param setting the setting
 * @param values its value; of a list all entries
 */
public record SettingValue(Setting setting, List<String> values) {

    /** Copies the list. */
    public SettingValue {
        values = List.copyOf(values);
    }

    /** A setting with one value. */
    public static SettingValue of(Setting setting, String value) {
        return new SettingValue(setting, List.of(value));
    }

    /** All values, as the property of a list takes them. */
    public String joined() {
        return String.join(",", values);
    }
}
