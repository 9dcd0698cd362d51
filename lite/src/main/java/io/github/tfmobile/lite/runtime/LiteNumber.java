package io.github.tfmobile.lite.runtime;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The number of a release. TensorFlow Lite and LiteRT have numbers of their own.
 *
 * @param litert whether it is one of LiteRT, as in {@code litert-2.1.0}
 * @param patch the patch release; {@link #LINE} where only the line is named
 */
public record LiteNumber(boolean litert, int major, int minor, int patch) implements Comparable<LiteNumber> {

    /** In place of a patch release: all of a line. */
    static final int LINE = -1;

    /** What those of LiteRT begin with. */
    private static final String LITERT = "litert-";

    private static final Pattern NUMBER = Pattern.compile("(" + LITERT + ")?(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?");

    private static final Comparator<LiteNumber> ORDER = Comparator.comparing(LiteNumber::litert)
            .thenComparing(LiteNumber::major)
            .thenComparing(LiteNumber::minor)
            .thenComparing(LiteNumber::patch);

    /** Reads {@code 2.18}, {@code 2.18.0} or {@code litert-2.1.0}; null for anything else. */
    static @Nullable LiteNumber parse(String version) {
        Matcher matcher = NUMBER.matcher(version);
        return matcher.matches()
                ? new LiteNumber(
                        matcher.group(1) != null,
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)),
                        matcher.group(4) == null ? LINE : Integer.parseInt(matcher.group(4)))
                : null;
    }

    /** Whether a wanted number means this one: the same, or one of which the other is the line. */
    boolean means(LiteNumber wanted) {
        return litert == wanted.litert
                && major == wanted.major
                && minor == wanted.minor
                && (patch == wanted.patch || patch == LINE || wanted.patch == LINE);
    }

    @Override
    public int compareTo(LiteNumber other) {
        return ORDER.compare(this, other);
    }

    /** As it was read. */
    @Override
    public String toString() {
        return (litert ? LITERT : "") + digits();
    }

    /** {@code TensorFlow Lite 2.18}, {@code LiteRT 2.1.0}. */
    String text() {
        return (litert ? "LiteRT " : "TensorFlow Lite ") + digits();
    }

    private String digits() {
        return major + "." + minor + (patch == LINE ? "" : "." + patch);
    }
}
