package io.github.tfmobile.lite.runtime;

import io.github.tfmobile.lite.model.OperatorCode;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The runtime that an app ships.
 *
 * @param version its version as the user gave it
 * @param before the known release of that line, or else the last known one before it
 * @param after the same, or else the first known one behind it
 */
public record LiteRuntime(String version, LiteRelease before, LiteRelease after) {

    /** What a runtime does with an op. */
    public enum Answer {
        /** It has it in that version. */
        REGISTERED,
        /** It lacks it, or that version of it. */
        MISSING,
        /** The releases before and after differ, and of this one nothing is known. */
        UNKNOWN
    }

    /** A known release. */
    public static LiteRuntime of(LiteRelease release) {
        return new LiteRuntime(release.name(), release, release);
    }

    /** {@code TensorFlow Lite 2.18}. */
    public String text() {
        LiteNumber number = LiteNumber.parse(version);
        return exact() || number == null ? before.toString() : number.text();
    }

    /** Whether the release itself is known. */
    public boolean exact() {
        return before.equals(after);
    }

    /** Whether all that is known of it was read from sources; else a runtime was asked for each op and version. */
    public boolean fromSources() {
        return before.fromSources() && after.fromSources();
    }

    /** Whether the default op resolver has an op in that version. */
    public Answer has(OperatorCode code) {
        boolean first = has(before, code);
        return first != has(after, code) ? Answer.UNKNOWN : first ? Answer.REGISTERED : Answer.MISSING;
    }

    /** What is known to be registered: where the release itself is not known, what both its neighbours have. */
    public RegisteredOps registered() {
        SortedMap<String, VersionRange> builtin = new TreeMap<>();
        before.ops().builtin().forEach((op, range) -> {
            VersionRange other = after.ops().builtin().get(op);
            if (other != null && other.lowest() <= range.highest() && range.lowest() <= other.highest()) {
                builtin.put(
                        op,
                        new VersionRange(
                                Math.max(range.lowest(), other.lowest()), Math.min(range.highest(), other.highest())));
            }
        });
        SortedMap<String, String> custom = new TreeMap<>(before.ops().custom());
        custom.keySet().retainAll(after.ops().custom().keySet());
        return new RegisteredOps(builtin, custom);
    }

    /** The versions that the runtime has of a builtin op; null for none. */
    public @Nullable VersionRange versions(OperatorCode code) {
        return before.ops().builtin().get(code.name());
    }

    /** The first known release, of the same kind and behind this one, that has an op in that version; null for none. */
    public @Nullable LiteRelease firstWith(OperatorCode code) {
        return LiteReleases.from(after).stream()
                .filter(release -> has(release, code))
                .findFirst()
                .orElse(null);
    }

    private static boolean has(LiteRelease release, OperatorCode code) {
        if (code.custom() != null) {
            return release.ops().custom().containsKey(code.custom());
        }
        VersionRange range = release.ops().builtin().get(code.name());
        return range != null && range.contains(code.version());
    }
}
