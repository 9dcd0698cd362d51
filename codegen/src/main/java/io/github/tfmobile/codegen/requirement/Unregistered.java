package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.graph.Node;
import java.util.Collections;
import java.util.Comparator;
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
 * @param uses the nodes, in the order of models and nodes; none when every graph needs it
 * @param sample one of the nodes, as the target sees it
 */
public record Unregistered(
        String op,
        SortedMap<String, String> attrs,
        MissingKernelReason why,
        List<String> registered,
        List<NodeUse> uses,
        Node sample) {

    /** By op, attrs and reason. */
    static final Comparator<Unregistered> ORDER = Comparator.comparing(Unregistered::op)
            .thenComparing(problem -> problem.attrs().toString())
            .thenComparing(problem -> problem.why().kind())
            .thenComparing(problem -> problem.why().text());

    /** Copies the collections. */
    public Unregistered {
        attrs = Collections.unmodifiableSortedMap(new TreeMap<>(attrs));
        registered = List.copyOf(registered);
        uses = List.copyOf(uses);
    }

    /** The same problem of other nodes. */
    Unregistered with(List<NodeUse> others) {
        return new Unregistered(op, attrs, why, registered, others, sample);
    }

    /** Whether it is the same problem, of whatever nodes. */
    public boolean isSameAs(Unregistered other) {
        return ORDER.compare(this, other) == 0;
    }

    /** The names of the models that have such nodes, sorted. */
    public SortedSet<String> models() {
        SortedSet<String> models = new TreeSet<>();
        uses.forEach(use -> models.add(use.model()));
        return models;
    }
}
