package io.github.tfmobile.registry.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pieces of a text of which each is there in some worlds only. Used by one thread. */
final class WorldPieces<T> {

    /** What there is in some worlds. */
    static final class Selection<T> {
        private long worlds;
        private List<T> pieces;

        private Selection(long worlds, List<T> pieces) {
            this.worlds = worlds;
            this.pieces = pieces;
        }

        long worlds() {
            return worlds;
        }

        /** The pieces, in the order in which they were added. */
        List<T> pieces() {
            return pieces;
        }

        /** Forgets the pieces. */
        void clear() {
            pieces = new ArrayList<>();
        }
    }

    private final List<Selection<T>> selections = new ArrayList<>();

    /** @param worlds those in which pieces may be added */
    WorldPieces(long worlds) {
        selections.add(new Selection<>(worlds, new ArrayList<>()));
    }

    /** Adds a piece in some worlds. */
    void add(T piece, long worlds) {
        int known = selections.size();
        for (int i = 0; i < known; i++) {
            Selection<T> selection = selections.get(i);
            long with = selection.worlds & worlds;
            if (with == 0) {
                continue;
            }
            if (with != selection.worlds) {
                selections.add(new Selection<>(selection.worlds & ~with, new ArrayList<>(selection.pieces)));
                selection.worlds = with;
            }
            selection.pieces.add(piece);
        }
    }

    /** What there is in each world; the worlds of a selection have the same. */
    List<Selection<T>> selections() {
        return selections;
    }

    /** For each text that there is in some world all worlds with just that text, which may be several selections. */
    Map<List<T>, Long> worldsOfPieces() {
        Map<List<T>, Long> worlds = new HashMap<>();
        for (Selection<T> selection : selections) {
            worlds.merge(List.copyOf(selection.pieces), selection.worlds, (a, b) -> a | b);
        }
        return worlds;
    }
}
