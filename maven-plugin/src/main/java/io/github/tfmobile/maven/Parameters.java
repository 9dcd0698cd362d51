package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingValues;
import java.io.File;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What the parameters of a goal say, each by the setting of its name. */
final class Parameters {

    private final AbstractTfmobileMojo goal;
    private final Properties userProperties;

    Parameters(AbstractTfmobileMojo goal, Properties userProperties) {
        this.goal = goal;
        this.userProperties = userProperties;
    }

    /** What the parameters of some scopes say. */
    SettingValues values(SettingScope... scopes) {
        SettingValues values = SettingValues.NONE;
        for (String name : SettingTable.names(scopes)) {
            List<String> texts = texts(value(name));
            if (!texts.isEmpty()) {
                values = values.with(new Setting(name), texts);
            }
        }
        return values;
    }

    /** That part of {@link #values} which is said on the command line. */
    SettingValues userProperties(SettingScope... scopes) {
        SettingValues values = values(scopes);
        for (Setting setting : values.settings()) {
            if (!userProperties.containsKey("tfmobile." + setting.name())) {
                values = values.without(setting);
            }
        }
        return values;
    }

    private static List<String> texts(@Nullable Object value) {
        if (value instanceof String text) {
            return List.of(text);
        }
        if (value instanceof File file) {
            return List.of(file.getPath());
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> list) {
            // An element without content is null in Maven's list.
            for (Object each : list) {
                texts.add(each == null ? "" : each.toString());
            }
        }
        return texts;
    }

    private @Nullable Object value(String name) {
        for (Class<?> type = goal.getClass(); type != AbstractTfmobileMojo.class.getSuperclass(); ) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(goal);
            } catch (NoSuchFieldException e) {
                type = type.getSuperclass();
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("a class reads its own package's fields", e);
            }
        }
        return null;
    }
}
