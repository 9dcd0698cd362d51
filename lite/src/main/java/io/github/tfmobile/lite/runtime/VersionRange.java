package io.github.tfmobile.lite.runtime;

/** The versions of an op that a runtime has, both ends included. */
public record VersionRange(int lowest, int highest) {

    /** Whether it has this one. */
    public boolean contains(int version) {
        return lowest <= version && version <= highest;
    }

    /** A range that has these versions, too. */
    public VersionRange with(VersionRange other) {
        return new VersionRange(Math.min(lowest, other.lowest), Math.max(highest, other.highest));
    }

    /** {@code 3}, or {@code 1 to 3}. */
    @Override
    public String toString() {
        return lowest == highest ? Integer.toString(lowest) : lowest + " to " + highest;
    }
}
