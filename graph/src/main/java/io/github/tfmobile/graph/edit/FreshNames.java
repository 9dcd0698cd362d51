package io.github.tfmobile.graph.edit;

import io.github.tfmobile.graph.Node;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that a graph has, for finding ones that it has not. A name that was taken is never free again, so counting
 * goes on where it ended: many names from one wanted one take linear time. Not thread-safe.
 */
public final class FreshNames {

    private final Set<String> used = new HashSet<>();
    /** For each name that was wanted the number at which to go on: with all below it the name is taken. */
    private final Map<String, Integer> next = new HashMap<>();

    /** The names of these nodes. */
    public FreshNames(Collection<Node> nodes) {
        nodes.forEach(node -> used.add(node.name()));
    }

    /** Takes a name: the wanted one, or with {@code _1}, {@code _2}, ... behind it, the first that is free. */
    public String take(String wanted) {
        if (used.add(wanted)) {
            return wanted;
        }
        int i = next.getOrDefault(wanted, 1);
        String name = wanted + "_" + i;
        while (!used.add(name)) {
            i++;
            name = wanted + "_" + i;
        }
        next.put(wanted, i + 1);
        return name;
    }

    /** Takes a prefix, ending in a slash, under which none of these names is used; takes them with it. */
    public String takePrefix(String wanted, Collection<String> names) {
        int from = 0;
        for (String name : names) {
            from = Math.max(from, next.getOrDefault(key(wanted, name), 0));
        }
        int i = from;
        String prefix = prefix(wanted, i);
        for (String taken = taken(prefix, names); taken != null; taken = taken(prefix, names)) {
            // Only when all numbers before are known to be taken for that name may the next search begin behind this
            // one.
            if (next.getOrDefault(key(wanted, taken), 0) == i) {
                next.put(key(wanted, taken), i + 1);
            }
            i++;
            prefix = prefix(wanted, i);
        }
        for (String name : names) {
            used.add(prefix + name);
        }
        return prefix;
    }

    private static String prefix(String wanted, int number) {
        return (number == 0 ? wanted : wanted + "_" + number) + "/";
    }

    private static String key(String wanted, String name) {
        return wanted + "\0" + name;
    }

    private @Nullable String taken(String prefix, Collection<String> names) {
        for (String name : names) {
            if (used.contains(prefix + name)) {
                return name;
            }
        }
        return null;
    }
}
