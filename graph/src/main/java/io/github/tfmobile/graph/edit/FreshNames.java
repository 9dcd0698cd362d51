package io.github.tfmobile.graph.edit;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The names that a graph has, for finding ones that it has not. A name that was taken is never free again, so counting
 * goes on where it ended: many names from one wanted one take linear time. Not thread-safe.
 */
public final class FreshNames {

    private final Predicate<String> given;
    private final Set<String> taken = new HashSet<>();
    /** For each name that was wanted the number at which to go on: with all below it the name is taken. */
    private final Map<String, Integer> next = new HashMap<>();

    /** The names of a graph, looked up as they are asked for. */
    public FreshNames(Graph graph) {
        this.given = name -> graph.named(name) != null;
    }

    /** The names of these nodes. */
    public FreshNames(Collection<Node> nodes) {
        this.given = name -> false;
        nodes.forEach(node -> taken.add(node.name()));
    }

    /** Takes a name: the wanted one, or with {@code _1}, {@code _2}, ... behind it, the first that is free. */
    public String take(String wanted) {
        if (add(wanted)) {
            return wanted;
        }
        int i = next.getOrDefault(wanted, 1);
        String name = wanted + "_" + i;
        while (!add(name)) {
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
        for (String found = taken(prefix, names); found != null; found = taken(prefix, names)) {
            // Only when all numbers before are known to be taken for that name may the next search begin behind this
            // one.
            if (next.getOrDefault(key(wanted, found), 0) == i) {
                next.put(key(wanted, found), i + 1);
            }
            i++;
            prefix = prefix(wanted, i);
        }
        for (String name : names) {
            taken.add(prefix + name);
        }
        return prefix;
    }

    private boolean add(String name) {
        return !given.test(name) && taken.add(name);
    }

    private boolean isTaken(String name) {
        return given.test(name) || taken.contains(name);
    }

    private static String prefix(String wanted, int number) {
        return (number == 0 ? wanted : wanted + "_" + number) + "/";
    }

    private static String key(String wanted, String name) {
        return wanted + "\0" + name;
    }

    private @Nullable String taken(String prefix, Collection<String> names) {
        for (String name : names) {
            if (isTaken(prefix + name)) {
                return name;
            }
        }
        return null;
    }
}
