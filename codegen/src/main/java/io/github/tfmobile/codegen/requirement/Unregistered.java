package io.github.tfmobile.codegen.requirement;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Nodes that the target has no kernel for, all of one op with the same deciding attrs and for the same reason.
 *
 * @param op the op
 * @param attrs the attrs that decide on the kernel, as text by name
 * @param why why there is no kernel
 * @param registered what is registered for the op in the target, one line each
 * @param uses the nodes, in the order of models and nodes
 * @param remedies what can be done about it, the most promising first; each one or more lines
 */
public record Unregistered(
        String op,
        SortedMap<String, String> attrs,
        Why why,
        List<String> registered,
        List<NodeUse> uses,
        List<Remedy> remedies) {

    /** Copies the collections. */
    public Unregistered {
        attrs = Collections.unmodifiableSortedMap(new TreeMap<>(attrs));
        registered = List.copyOf(registered);
        uses = List.copyOf(uses);
        remedies = List.copyOf(remedies);
    }

    /** The names of the models that have such nodes, sorted. */
    public SortedSet<String> models() {
        SortedSet<String> models = new TreeSet<>();
        uses.forEach(use -> models.add(use.model()));
        return models;
    }
}
