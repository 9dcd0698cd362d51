package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.graph.GraphIndex;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What changes variables before a node runs, in every run: the updates from which edges lead to the node, control edges
 * or others. What no edge orders is a race in the model itself.
 */
final class UpdateOrder {

    private static final BitSet NONE = new BitSet();

    private final GraphIndex graph;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int[] own;
    private final BitSet[] before;

    /**
     * Follows the edges.
     *
     * @param graph the nodes
     * @param updates the nodes that change variables
     * @param everything nodes that run after all of the updates: the arguments of a loop's body, which comes round
     */
    UpdateOrder(GraphIndex graph, Collection<String> updates, Collection<String> everything) {
        this.graph = graph;
        updates.forEach(name -> numbers.putIfAbsent(name, numbers.size()));
        this.own = new int[numbers.isEmpty() ? 0 : graph.size()];
        this.before = new BitSet[own.length];
        if (numbers.isEmpty()) {
            return;
        }
        Arrays.fill(own, -1);
        numbers.forEach((name, number) -> own[graph.number(name)] = number);
        Arrays.fill(before, NONE);
        BitSet all = new BitSet();
        all.set(0, numbers.size());
        everything.forEach(name -> before[graph.number(name)] = all);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int node : graph.topologicalOrder().nodes()) {
                changed |= visit(node);
            }
        }
    }

    private boolean visit(int node) {
        BitSet known = before[node];
        BitSet now = known;
        for (int k = 0; k < graph.inputs(node); k++) {
            int source = graph.source(node, k);
            if (source < 0) {
                continue;
            }
            BitSet theirs = before[source];
            boolean adds = own[source] >= 0 && !now.get(own[source]);
            if (!adds && (theirs.isEmpty() || theirs.equals(now))) {
                continue;
            }
            if (!adds && now.isEmpty()) {
                now = theirs; // shared: most nodes have one predecessor that matters
                continue;
            }
            BitSet merged = (BitSet) now.clone();
            merged.or(theirs);
            if (own[source] >= 0) {
                merged.set(own[source]);
            }
            now = merged;
        }
        if (now.equals(known)) {
            return false;
        }
        before[node] = now;
        return true;
    }

    /** Whether an update has happened whenever a node runs. */
    boolean isBefore(String update, String node) {
        Integer number = numbers.get(update);
        int reader = number == null ? GraphIndex.NONE : graph.number(node);
        return number != null && reader >= 0 && before[reader].get(number);
    }
}
