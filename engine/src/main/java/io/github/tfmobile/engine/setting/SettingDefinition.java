package io.github.tfmobile.engine.setting;

import io.github.tfmobile.common.problem.Setting;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of settings.
 *
 * @param setting the setting
 * @param scopes what it belongs to
 * @param type what its text means
 * @param defaultText the text that holds when the user says nothing; null where nothing holds then, or where another
 *     setting, the model or the adapter decides
 * @param meaning what it is for, in a few words
 */
public record SettingDefinition(
        Setting setting,
        Set<SettingScope> scopes,
        SettingType type,
        @Nullable String defaultText,
        String meaning) {

    /** Copies the set. */
    public SettingDefinition {
        scopes = Set.copyOf(scopes);
    }

    /** Whether others have it nested in them, so that it cannot be made by itself. */
    public boolean isOnlyNested() {
        return type == SettingType.NESTED || scopes.equals(Set.of(SettingScope.INCLUDE));
    }
}
