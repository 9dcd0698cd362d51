package io.github.tfmobile.engine.setting;

import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.text.CommaList;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a user says of one thing (a model, a target, a run), as text, by setting. Immutable; nothing is read or checked
 * here. Its text is different when what the user says is.
 */
public final class SettingValues {

    /** Nothing is said. */
    public static final SettingValues NONE = new SettingValues(new TreeMap<>());

    private final SortedMap<Setting, List<String>> values;

    private SettingValues(SortedMap<Setting, List<String>> values) {
        this.values = Collections.unmodifiableSortedMap(values);
    }

    /** One setting, with one text or several. */
    public static SettingValues of(Setting setting, String... texts) {
        return NONE.with(setting, texts);
    }

    /** With this setting, too, or with these texts in place of what was said. */
    public SettingValues with(Setting setting, String... texts) {
        return with(setting, List.of(texts));
    }

    /** With this setting, too, or with these texts in place of what was said. */
    public SettingValues with(Setting setting, List<String> texts) {
        SortedMap<Setting, List<String>> more = new TreeMap<>(values);
        more.put(setting, List.copyOf(texts));
        return new SettingValues(more);
    }

    /** With this file or folder, too. */
    public SettingValues with(Setting setting, Path path) {
        return with(setting, path.toString());
    }

    /** With all that the other says; where both say something, the other is right. */
    public SettingValues with(SettingValues other) {
        SortedMap<Setting, List<String>> more = new TreeMap<>(values);
        more.putAll(other.values);
        return new SettingValues(more);
    }

    /** Without these settings. */
    public SettingValues without(Setting... settings) {
        SortedMap<Setting, List<String>> fewer = new TreeMap<>(values);
        for (Setting setting : settings) {
            fewer.remove(setting);
        }
        return new SettingValues(fewer);
    }

    /** The settings of which something is said. */
    public SortedSet<Setting> settings() {
        return new TreeSet<>(values.keySet());
    }

    /** Whether something is said of the setting. */
    public boolean has(Setting setting) {
        return values.containsKey(setting);
    }

    /** The text of a setting, several joined by commas; null when nothing is said. */
    public @Nullable String text(Setting setting) {
        List<String> texts = values.get(setting);
        return texts == null ? null : String.join(",", texts);
    }

    /** The texts of a setting, each as it was given; empty when nothing is said. */
    public List<String> texts(Setting setting) {
        return values.getOrDefault(setting, List.of());
    }

    /** The names in a list, in either form, without the empty ones; commas in brackets are no ends. */
    public List<String> names(Setting setting) {
        // Maven takes a text apart at every comma before anybody can look at its brackets.
        String text = text(setting);
        return text == null ? List.of() : CommaList.split(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SettingValues more && values.equals(more.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (Map.Entry<Setting, List<String>> value : values.entrySet()) {
            text.append(value.getKey().name())
                    .append('=')
                    .append(value.getValue().size());
            for (String each : value.getValue()) {
                text.append(':').append(each.length()).append(':').append(each);
            }
            text.append(';');
        }
        return text.append('}').toString();
    }
}
