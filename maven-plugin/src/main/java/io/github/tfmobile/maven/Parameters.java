package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.setting.Configuration;
import io.github.tfmobile.engine.setting.ConfigurationElement;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingValues;
import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** What the parameters of a goal say, each by the setting of its name. */
final class Parameters implements Configuration {

    private final Map<String, Object> fields;
    private final Properties userProperties;
    private final ConfiguredElements.Evaluator evaluator;

    Parameters(AbstractTfmobileMojo goal, Properties userProperties, ConfiguredElements.Evaluator evaluator) {
        this.fields = fields(goal);
        this.userProperties = userProperties;
        this.evaluator = evaluator;
    }

    @Override
    public SettingValues values(SettingScope... scopes) {
        SettingValues values = SettingValues.NONE;
        for (String name : SettingTable.names(scopes)) {
            List<String> texts = texts(fields.get(name));
            if (!texts.isEmpty()) {
                values = values.with(new Setting(name), texts);
            }
        }
        return values;
    }

    @Override
    public SettingValues commandLine(SettingScope... scopes) {
        SettingValues values = values(scopes);
        for (Setting setting : values.settings()) {
            if (!userProperties.containsKey("tfmobile." + setting.name())) {
                values = values.without(setting);
            }
        }
        return values;
    }

    @Override
    public @Nullable ConfigurationElement element(Setting setting) throws ProblemException {
        return fields.get(setting.name()) instanceof PlexusConfiguration configured
                ? ConfiguredElements.of(configured, evaluator)
                : null;
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

    /** The values of all fields of a goal, by name; Maven has put them there. */
    private static Map<String, Object> fields(AbstractTfmobileMojo goal) {
        Map<String, Object> values = new HashMap<>();
        Class<?> end = AbstractTfmobileMojo.class.getSuperclass();
        for (Class<?> type = goal.getClass(); type != end; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Object value = Modifier.isStatic(field.getModifiers()) ? null : value(field, goal);
                if (value != null) {
                    values.put(field.getName(), value);
                }
            }
        }
        return values;
    }

    private static @Nullable Object value(Field field, AbstractTfmobileMojo goal) {
        try {
            field.setAccessible(true);
            return field.get(goal);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a class reads its own package's fields", e);
        }
    }
}
