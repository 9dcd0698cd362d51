package io.github.tfmobile.registry.cpp.preprocess;

import java.util.Arrays;

/** The groups of {@code #if} that are open at a place, as sets of configurations. */
public final class Conditionals {

    /** The configurations in which a group is not skipped as a whole. */
    private long[] around = new long[64];

    /** Of these the configurations in which no branch was taken so far. */
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
     * @param in the configurations in which it does
     * @param without the configurations that skip its first branch
     */
    public void open(long in, long without) {
        if (size == around.length) {
            around = Arrays.copyOf(around, size * 2);
            left = Arrays.copyOf(left, size * 2);
        }
        around[size] = in;
        left[size++] = without;
    }

    /** The configurations that have taken no branch of the innermost group. */
    public long left() {
        return left[size - 1];
    }

    /** Some of them take the next branch. */
    public void take(long configurations) {
        left[size - 1] &= ~configurations;
    }

    /** The innermost group ends; gives the configurations in which what follows it is not skipped. */
    public long close() {
        return around[--size];
    }
}
