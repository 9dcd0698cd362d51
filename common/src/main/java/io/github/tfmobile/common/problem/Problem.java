package io.github.tfmobile.common.problem;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a user can put right.
 *
 * @param what one sentence without a full stop: the element, what is wrong with it and, in double quotes, its value
 * @param place where it is; null when the sentence says it all
 * @param remedy what to do about it, one or more lines; empty when there is nothing to add
 */
public record Problem(String what, @Nullable Place place, String remedy) {

    /** A problem with a place in a file. */
    public static Problem of(String what, @Nullable Place place, String remedy) {
        return new Problem(what, place, remedy);
    }

    /** A problem without a place in a file. */
    public static Problem of(String what, String remedy) {
        return new Problem(what, null, remedy);
    }

    /** {@link #text(SettingNames)} with settings by their own names. */
    public String text() {
        return text(SettingNames.PLAIN);
    }

    /** The problem as text: what is wrong, then place and remedy, each on an indented line of its own. */
    public String text(SettingNames names) {
        StringBuilder text = new StringBuilder(what);
        if (place != null) {
            text.append("\n  at ").append(Place.text(place));
        }
        if (!remedy.isEmpty()) {
            text.append("\n  ").append(remedy.replace("\n", "\n  "));
        }
        return names.render(text.toString());
    }
}
