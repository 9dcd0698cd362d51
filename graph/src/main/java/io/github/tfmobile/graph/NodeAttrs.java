package io.github.tfmobile.graph;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;

/**
 * The few attrs of a node, in the order of the file: two arrays where a hash table would take ten times the room. Looking one
 * up compares names, which are the same objects as a rule. Immutable.
 */
public final class NodeAttrs extends AbstractMap<String, AttrValue> {

    /** With more attrs than that a hash table is faster. */
    public static final int FEW = 16;

    private final String[] names;
    private final AttrValue[] values;

    private NodeAttrs(Map<String, AttrValue> attrs) {
        this.names = attrs.keySet().toArray(new String[0]);
        this.values = attrs.values().toArray(new AttrValue[0]);
    }

    private NodeAttrs(String[] names, AttrValue[] values) {
        this.names = names;
        this.values = values;
    }

    private static final String[] OF_CONSTANT = {"dtype", "value"};

    /** Those of a Const. */
    static Map<String, AttrValue> ofConstant(AttrValue dtype, AttrValue value) {
        return new NodeAttrs(OF_CONSTANT, new AttrValue[] {dtype, value});
    }

    /**
     * The attrs of these names, each there once, and values; both arrays belong to them from now on.
     *
     * @param names up to {@link #FEW}; nodes that have the same ones may share them
     */
    public static Map<String, AttrValue> of(String[] names, AttrValue[] values) {
        return names.length == 0 ? Map.of() : new NodeAttrs(names, values);
    }

    /** These attrs, which do not change any more. */
    public static Map<String, AttrValue> copyOf(Map<String, AttrValue> attrs) {
        if (attrs instanceof NodeAttrs || attrs.isEmpty()) {
            return attrs.isEmpty() ? Map.of() : attrs;
        }
        return attrs.size() > FEW ? Collections.unmodifiableMap(new LinkedHashMap<>(attrs)) : new NodeAttrs(attrs);
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public @Nullable AttrValue get(Object name) {
        int at = find(name);
        return at < 0 ? null : values[at];
    }

    @Override
    public AttrValue getOrDefault(Object name, AttrValue absent) {
        int at = find(name);
        return at < 0 ? absent : values[at];
    }

    @Override
    public boolean containsKey(Object name) {
        return find(name) >= 0;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super AttrValue> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], values[i]);
        }
    }

    /** The names of a node's attrs, sorted. */
    public static String[] sortedNames(Map<String, AttrValue> attrs) {
        String[] sorted = attrs instanceof NodeAttrs few
                ? few.names.clone()
                : attrs.keySet().toArray(new String[0]);
        Arrays.sort(sorted);
        return sorted;
    }

    private int find(Object name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    // As of any map, but without an entry for each attr: nodes are compared by them.

    @Override
    public boolean equals(Object other) {
        if (other instanceof NodeAttrs attrs && Arrays.equals(names, attrs.names)) {
            return Arrays.equals(values, attrs.values);
        }
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < names.length; i++) {
            hash += (names[i].hashCode() ^ values[i].hashCode());
        }
        return hash;
    }

    @Override
    public Set<Entry<String, AttrValue>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Entry<String, AttrValue>> {

        @Override
        public Iterator<Entry<String, AttrValue>> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < names.length;
                }

                @Override
                public Entry<String, AttrValue> next() {
                    if (next >= names.length) {
                        throw new NoSuchElementException();
                    }
                    return Map.entry(names[next], values[next++]);
                }
            };
        }

        @Override
        public int size() {
            return names.length;
        }
    }
}
