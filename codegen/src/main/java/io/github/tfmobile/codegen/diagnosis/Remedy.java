package io.github.tfmobile.codegen.diagnosis;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can be done about something that is unregistered.
 *
 * @param kind a fixed word for the kind, for reports that a program reads
 * @param tried whether it was applied and the problem was gone; {@code false} for a hint
 * @param text one or more lines, without the settings
 * @param model the model whose settings change; null when those of the target or of no single model do
 * @param settings what to set
 */
public record Remedy(
        String kind, boolean tried, String text, @Nullable String model, List<SettingChange> settings) {

    /** Copies the list. */
    public Remedy {
        settings = List.copyOf(settings);
    }

    /** Something that may help and that cannot be tried. */
    public static Remedy hint(String kind, String text, SettingChange... settings) {
        return new Remedy(kind, false, text, null, List.of(settings));
    }

    /** Something that was tried and helps. */
    public static Remedy tried(String kind, String text, SettingChange... settings) {
        return new Remedy(kind, true, text, null, List.of(settings));
    }

    /** The text with the settings, for a reader. */
    public String withSettings() {
        return settings.isEmpty()
                ? text
                : text + ": " + settings.stream().map(SettingChange::text).collect(Collectors.joining(" and "));
    }
}
