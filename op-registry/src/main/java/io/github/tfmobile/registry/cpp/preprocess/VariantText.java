package io.github.tfmobile.registry.cpp.preprocess;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pieces of a text of which each is there in some configurations only. Used by one thread. */
public final class VariantText<T> {

    /** What there is in some configurations. */
    public static final class Selection<T> {
        private long configurations;
        private List<T> pieces;

        private Selection(long configurations, List<T> pieces) {
            this.configurations = configurations;
            this.pieces = pieces;
        }

        public long configurations() {
            return configurations;
        }

        /** The pieces, in the order in which they were added. */
        public List<T> pieces() {
            return pieces;
        }

        /** Forgets the pieces. */
        public void clear() {
            pieces = new ArrayList<>();
        }
    }

    private final List<Selection<T>> selections = new ArrayList<>();

    /** @param configurations those in which pieces may be added */
    public VariantText(long configurations) {
        selections.add(new Selection<>(configurations, new ArrayList<>()));
    }

    /** Adds a piece in some configurations. */
    public void add(T piece, long configurations) {
        int known = selections.size();
        for (int i = 0; i < known; i++) {
            Selection<T> selection = selections.get(i);
            long with = selection.configurations & configurations;
            if (with == 0) {
                continue;
            }
            if (with != selection.configurations) {
                selections.add(new Selection<>(selection.configurations & ~with, new ArrayList<>(selection.pieces)));
                selection.configurations = with;
            }
            selection.pieces.add(piece);
        }
    }

    /** What there is in each configuration; the configurations of a selection have the same. */
    public List<Selection<T>> selections() {
        return selections;
    }

    /** For each text that there is in some configuration all configurations with just that text, which may be several selections. */
    public Map<List<T>, Long> configurationsOfPieces() {
        Map<List<T>, Long> configurations = new HashMap<>();
        for (Selection<T> selection : selections) {
            configurations.merge(List.copyOf(selection.pieces), selection.configurations, (a, b) -> a | b);
        }
        return configurations;
    }
}
