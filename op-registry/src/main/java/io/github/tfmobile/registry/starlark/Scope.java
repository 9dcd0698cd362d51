package io.github.tfmobile.registry.starlark;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of a function, a comprehension or a file's top level, and where a frame keeps them. */
final class Scope {

    /** A name's place: how many frames out, and where in that frame. */
    record Place(int hops, int slot) {}

    /** What the scopes of one frame share. */
    private static final class Counter {
        private int slots;
        private int depth;
        private int loops;
    }

    private final Map<String, Integer> slots = new HashMap<>();
    private final @Nullable Scope outer;
    private final boolean ownFrame;
    private final Counter counter;

    private Scope(@Nullable Scope outer, boolean ownFrame, Counter counter) {
        this.outer = outer;
        this.ownFrame = ownFrame;
        this.counter = counter;
    }

    /** The scope of a file's top level. */
    static Scope ofFile() {
        return new Scope(null, true, new Counter());
    }

    /** A scope inside this one with a frame of its own. */
    Scope function() {
        return new Scope(this, true, new Counter());
    }

    /** A scope inside this one in the same frame. */
    Scope comprehension() {
        return new Scope(this, false, counter);
    }

    /** Whether statements here are those of a function. */
    boolean isFunction() {
        return outer != null;
    }

    int declare(String name) {
        return slots.computeIfAbsent(name, unused -> counter.slots++);
    }

    /** How many names the frame has. */
    int size() {
        return counter.slots;
    }

    @Nullable
    Place find(String name) {
        int hops = 0;
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Integer slot = scope.slots.get(name);
            if (slot != null) {
                return new Place(hops, slot);
            }
            hops += scope.ownFrame ? 1 : 0;
        }
        return null;
    }

    /** Notes how deep something is nested. */
    void note(int depth) {
        counter.depth = Math.max(counter.depth, depth);
    }

    /** How deep the code of the frame is nested. */
    int depth() {
        return counter.depth;
    }

    /** Says that a loop begins (1) or ends (-1). */
    void loop(int change) {
        counter.loops += change;
    }

    boolean isInLoop() {
        return counter.loops > 0;
    }
}
