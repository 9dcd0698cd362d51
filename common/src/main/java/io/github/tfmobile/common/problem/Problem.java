package io.github.tfmobile.common.problem;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a user can put right.
 *
 * @param code the name of the mistake
 * @param what one sentence without a full stop: the element, what is wrong with it and, in double quotes, its value
 * @param place where it is; null when the sentence says it all
 * @param remedy what to do about it, one or more lines; empty when there is nothing to add
 */
public record Problem(
        ProblemCode code, String what, @Nullable Place place, String remedy) {

    /** No name that anybody reads, and no path, is longer than this. */
    private static final int LONGEST = 1000;

    /** How much of each end of a longer one is shown. */
    private static final int END = 100;

    private static final Pattern TOO_LONG = Pattern.compile("\\S{" + LONGEST + ",}+");

    /** A problem with a place in a file. */
    public static Problem of(ProblemCode code, String what, @Nullable Place place, String remedy) {
        return new Problem(code, what, place, remedy);
    }

    /** A problem without a place in a file. */
    public static Problem of(ProblemCode code, String what, String remedy) {
        return new Problem(code, what, null, remedy);
    }

    /** The same problem said of something, as in {@code model "a": }. */
    public Problem about(String subject) {
        return new Problem(code, subject + what, place, remedy);
    }

    /** The same problem in another place. */
    public Problem in(@Nullable Place other) {
        return new Problem(code, what, other, remedy);
    }

    /** The same problem with another remedy, where whoever asked knows a better one. */
    public Problem withRemedy(String better) {
        return new Problem(code, what, place, better);
    }

    /** The problem as text, settings by their own names: what is wrong, then place and remedy, on lines of their own. */
    public String text() {
        return readable(SettingNames.PLAIN.render(text(what)));
    }

    /** The problem as a user of an adapter reads it: the same with its code behind what is wrong. */
    public String text(SettingNames names) {
        return readable(names.render(text(what + " [" + code.code() + "]")));
    }

    /** The text with what lies in the middle of endless names left out, as damaged and hostile files have them. */
    private static String readable(String text) {
        return TOO_LONG.matcher(text).replaceAll(found -> {
            String name = found.group();
            return Matcher.quoteReplacement(name.substring(0, END) + "..." + name.substring(name.length() - END));
        });
    }

    private String text(String sentence) {
        StringBuilder text = new StringBuilder(sentence);
        if (place != null) {
            text.append("\n  at ").append(Place.text(place));
        }
        if (!remedy.isEmpty()) {
            text.append("\n  ").append(remedy.replace("\n", "\n  "));
        }
        return text.toString();
    }
}
