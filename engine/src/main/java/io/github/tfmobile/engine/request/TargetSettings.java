package io.github.tfmobile.engine.request;

import io.github.tfmobile.engine.setting.SettingValues;
import java.util.List;

/**
 * One target as the user describes it.
 *
 * @param name its name, after which its folder of outputs is named; empty for the only target
 * @param values its settings
 * @param includes what its build contains besides what the models show, each by its own settings
 */
public record TargetSettings(String name, SettingValues values, List<SettingValues> includes) {

    /** Copies the list. */
    public TargetSettings {
        includes = List.copyOf(includes);
    }

    /** The only target. */
    public static TargetSettings of(SettingValues values) {
        return new TargetSettings("", values, List.of());
    }
}
