package io.github.tfmobile.lite.runtime;

/**
 * A release line of TensorFlow Lite ({@code 2.18}) or a release of LiteRT ({@code litert-2.1.0}), which have numbers of
 * their own.
 *
 * @param number its number
 * @param fromSources whether {@code ops} was read from the release's sources; else its runtime was asked for each op and
 *     version
 */
public record LiteRelease(LiteNumber number, boolean fromSources, RegisteredOps ops) {

    /** Its name as users write it. */
    public String name() {
        return number.toString();
    }

    /** Whether it is a release of LiteRT. */
    public boolean litert() {
        return number.litert();
    }

    /** {@code TensorFlow Lite 2.18}, {@code LiteRT 2.1.0}. */
    @Override
    public String toString() {
        return number.text();
    }
}
