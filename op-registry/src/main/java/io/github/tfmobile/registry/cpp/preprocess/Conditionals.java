package io.github.tfmobile.registry.cpp.preprocess;

import java.util.Arrays;

/** The groups of {@code #if} that are open at a place, as sets of worlds. */
public final class Conditionals {

    /** The worlds in which a group is not skipped as a whole. */
    private long[] around = new long[64];

    /** Of these the worlds in which no branch was taken so far. */
    private long[] left = new long[64];

    private int size;

    public int size() {
        return size;
    }

    /** Forgets all groups but the first ones. */
    public void reset(int kept) {
        size = kept;
    }

    /**
     * A group begins.
     *
     * @param in the worlds in which it does
     * @param without the worlds that skip its first branch
     */
    public void open(long in, long without) {
        if (size == around.length) {
            around = Arrays.copyOf(around, size * 2);
            left = Arrays.copyOf(left, size * 2);
        }
        around[size] = in;
        left[size++] = without;
    }

    /** The worlds that have taken no branch of the innermost group. */
    public long left() {
        return left[size - 1];
    }

    /** Some of them take the next branch. */
    public void take(long worlds) {
        left[size - 1] &= ~worlds;
    }

    /** The innermost group ends; gives the worlds in which what follows it is not skipped. */
    public long close() {
        return around[--size];
    }
}
