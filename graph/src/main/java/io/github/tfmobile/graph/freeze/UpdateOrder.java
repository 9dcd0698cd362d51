package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.NodeInput;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.NodeDef;

/**
 * What changes variables before a node runs, in every run: the updates from which edges lead to the node, control edges
 * or others. What no edge orders is a race in the model itself.
 */
final class UpdateOrder {

    private static final BitSet NONE = new BitSet();

    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, BitSet> before = new HashMap<>();

    /**
     * Follows the edges.
     *
     * @param order the nodes, each behind what it reads but for the way back of loops
     * @param updates the nodes that change variables
     * @param everything nodes that run after all of the updates: the arguments of a loop's body, which comes round
     */
    UpdateOrder(List<NodeDef> order, Collection<String> updates, Collection<String> everything) {
        updates.forEach(name -> numbers.putIfAbsent(name, numbers.size()));
        if (numbers.isEmpty()) {
            return;
        }
        BitSet all = new BitSet();
        all.set(0, numbers.size());
        everything.forEach(name -> before.put(name, all));
        boolean changed = true;
        while (changed) {
            changed = false;
            for (NodeDef node : order) {
                changed |= visit(node);
            }
        }
    }

    private boolean visit(NodeDef node) {
        BitSet known = before.getOrDefault(node.getName(), NONE);
        BitSet now = known;
        for (String text : node.getInputList()) {
            String input = NodeInput.parse(text).node();
            BitSet theirs = before.getOrDefault(input, NONE);
            Integer own = numbers.get(input);
            boolean adds = own != null && !now.get(own);
            if (!adds && (theirs.isEmpty() || theirs.equals(now))) {
                continue;
            }
            if (!adds && now.isEmpty()) {
                now = theirs; // shared: most nodes have one predecessor that matters
                continue;
            }
            BitSet merged = (BitSet) now.clone();
            merged.or(theirs);
            if (own != null) {
                merged.set(own);
            }
            now = merged;
        }
        if (now.equals(known)) {
            return false;
        }
        before.put(node.getName(), now);
        return true;
    }

    /** Whether an update has happened whenever a node runs. */
    boolean isBefore(String update, String node) {
        Integer number = numbers.get(update);
        return number != null && before.getOrDefault(node, NONE).get(number);
    }
}
