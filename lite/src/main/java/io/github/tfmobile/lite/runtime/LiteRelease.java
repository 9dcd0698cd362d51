package io.github.tfmobile.lite.runtime;

/**
 * A release line of TensorFlow Lite ({@code 2.18}) or a state of LiteRT ({@code litert-2026-08}), which have numbers of
 * their own.
 *
 * @param name its name
 * @param fromSources whether {@code ops} was read from the release's sources; else its runtime was asked for each op and
 *     version
 */
public record LiteRelease(String name, boolean fromSources, RegisteredOps ops) {

    /** What the names of LiteRT begin with. */
    static final String LITERT = "litert-";

    /** Whether it is a release of LiteRT. */
    public boolean litert() {
        return name.startsWith(LITERT);
    }

    /** {@code TensorFlow Lite 2.18}, {@code LiteRT 2026-08}. */
    @Override
    public String toString() {
        return litert() ? "LiteRT " + name.substring(LITERT.length()) : "TensorFlow Lite " + name;
    }
}
