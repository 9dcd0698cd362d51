package io.github.tfmobile.codegen.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Attrs that a model lost on its way to a target, for they held the defaults of a newer release.
 *
 * @param byOp their names by op
 */
public record DroppedAttrs(SortedMap<String, SortedSet<String>> byOp) {

    /** No attrs. */
    public static final DroppedAttrs NONE = new DroppedAttrs(new TreeMap<>());

    /** Copies the map. */
    public DroppedAttrs {
        byOp = Collections.unmodifiableSortedMap(new TreeMap<>(byOp));
    }

    /** These and others. */
    public DroppedAttrs with(String op, Collection<String> attrs) {
        SortedMap<String, SortedSet<String>> both = new TreeMap<>(byOp);
        SortedSet<String> all = new TreeSet<>(both.getOrDefault(op, new TreeSet<>()));
        all.addAll(attrs);
        both.put(op, all);
        return new DroppedAttrs(both);
    }

    /** Reads what {@link #toString} gives. */
    public static DroppedAttrs parse(String text) {
        SortedMap<String, SortedSet<String>> byOp = new TreeMap<>();
        for (String entry : text.split(";", -1)) {
            int colon = entry.indexOf(':');
            if (colon > 0) {
                byOp.put(
                        entry.substring(0, colon),
                        new TreeSet<>(Arrays.asList(entry.substring(colon + 1).split(",", -1))));
            }
        }
        return new DroppedAttrs(byOp);
    }

    /** As {@code op:attr,attr;op:attr}; names of ops and attrs are identifiers. */
    @Override
    public String toString() {
        return byOp.entrySet().stream()
                .map((Map.Entry<String, SortedSet<String>> op) -> op.getKey() + ":" + String.join(",", op.getValue()))
                .collect(Collectors.joining(";"));
    }
}
