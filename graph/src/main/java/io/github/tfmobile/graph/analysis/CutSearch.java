package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.tensorflow.proto.DataType;

/**
 * Where a graph can be given another input so that some of its nodes fall away: the nodes through which every path from
 * those to an output leads (post-dominators of them all).
 *
 * <p>No cut is in a loop or a branch, where a Placeholder would run in another frame or though the branch is not taken;
 * none is an output itself; and none throws weights away or is behind a layer that has some.
 */
public final class CutSearch {

    /**
     * A node that can become an input.
     *
     * @param input what would be fed, dtype and shape where they are known
     * @param removed how many nodes fall away, the node itself not counted
     * @param replaced placeholders among them: inputs of today that the new one takes the place of
     */
    public record Cut(InputSpec input, int removed, List<String> replaced) {

        /** The name of the node. */
        public String node() {
            return input.tensor().node();
        }
    }

    private static final int UNKNOWN = -2;

    private final GraphIndex index;
    private final Frames frames;
    private final BitSet flows;
    private final TensorFacts facts;
    private final BitSet outputs;
    private final BitSet needed;
    /** By node; the one after the last stands for the sink that reads all outputs. */
    private final int[] dominator;

    private final int[] postorder;
    private final int sink;
    private final int[] size;
    private final boolean[] weighs;
    /** The places of nodes when each is followed by all that it dominates. */
    private final int[] place;

    private final int[] placeholders;
    private final int[] nearest;
    private final int[] farthest;

    /**
     * Searches a graph.
     *
     * @param outputTensors what is fetched of it
     */
    public CutSearch(Graph graph, Collection<String> outputTensors, OpDefs ops) {
        this.index = graph.index();
        this.frames = Frames.of(graph);
        this.flows = Flows.of(index, ops);
        this.facts = graph.analysis(TensorFacts.of(ops, TensorFacts.Basis.RECORDED));
        this.sink = index.size();
        this.outputs = new BitSet(sink);
        for (String output : new TreeSet<>(outputTensors)) {
            int node = index.number(NodeInput.parse(output).node());
            if (node >= 0) {
                outputs.set(node);
            }
        }
        this.needed = new BitSet(sink);
        this.postorder = new int[sink + 1];
        int[] order = depthFirst();
        for (int i = 0; i < order.length; i++) {
            postorder[order[i]] = i;
        }
        this.dominator = dominators(order);
        this.size = new int[sink + 1];
        this.weighs = new boolean[sink + 1];
        for (int i = 0; i < order.length - 1; i++) {
            measure(order[i]);
        }
        this.place = places(order);
        this.placeholders = IntStream.range(0, sink)
                .filter(node -> needed.get(node) && index.node(node).is(OpTrait.PLACEHOLDER))
                .boxed()
                .sorted(Comparator.comparingInt(node -> place[node]))
                .mapToInt(Integer::intValue)
                .toArray();
        this.nearest = new int[sink + 1];
        this.farthest = new int[sink + 1];
        Arrays.fill(nearest, UNKNOWN);
        Arrays.fill(farthest, UNKNOWN);
        nearest[sink] = GraphIndex.NONE;
        farthest[sink] = GraphIndex.NONE;
    }

    private int[] places(int[] order) {
        int[] found = new int[sink + 1];
        int[] next = new int[sink + 1];
        next[sink] = 1;
        for (int i = order.length - 2; i >= 0; i--) {
            int node = order[i];
            int above = dominator[node];
            found[node] = next[above];
            next[above] += size[node] + 1;
            next[node] = found[node] + 1;
        }
        return found;
    }

    /** Adds a node to the one that dominates it, whose place in the postorder is behind its own. */
    private void measure(int node) {
        weighs[node] |= Weights.isWeight(index.node(node));
        int above = dominator[node];
        size[above] += size[node] + 1;
        weighs[above] |= weighs[node];
    }

    /** Whether an output needs the node. */
    public boolean isNeeded(String node) {
        int number = index.number(node);
        return number >= 0 && needed.get(number);
    }

    /**
     * The cuts that remove all the given nodes (or replace the one that there is): the nearest one, and the one farthest
     * towards the outputs, if that is another. Empty when there is none.
     */
    public List<Cut> of(Collection<String> unwanted) {
        int common = GraphIndex.NONE;
        for (String name : unwanted) {
            int number = index.number(name);
            if (number >= 0 && needed.get(number)) {
                common = common < 0 ? number : intersect(dominator, common, number);
            }
        }
        if (common < 0) {
            return List.of();
        }
        follow(common);
        if (nearest[common] < 0) {
            return List.of();
        }
        return nearest[common] == farthest[common]
                ? List.of(cut(nearest[common]))
                : List.of(cut(nearest[common]), cut(farthest[common]));
    }

    /** Finds the cuts of a node and of all that dominate it, as far as they are not known yet. */
    private void follow(int node) {
        // What a node dominates falls away with it: nothing of it may be weights.
        List<Integer> path = new ArrayList<>();
        int at = node;
        while (nearest[at] == UNKNOWN) {
            if (weighs[at] || isModel(at)) {
                nearest[at] = GraphIndex.NONE;
                farthest[at] = GraphIndex.NONE;
            } else {
                path.add(at);
                at = dominator[at];
            }
        }
        for (int i = path.size() - 1; i >= 0; i--) {
            int below = path.get(i);
            int above = dominator[below];
            boolean may = mayBecomeInput(below);
            nearest[below] = may ? below : nearest[above];
            farthest[below] = farthest[above] < 0 && may ? below : farthest[above];
        }
    }

    /** Whether a node is a part of the model proper: a layer, or a reduction, which leaves no picture. */
    private boolean isModel(int node) {
        return Weights.isLayer(index, node) || index.node(node).is(OpTrait.REDUCTION);
    }

    /** Whether a node can be fed in place of what it computes. */
    public boolean mayBecomeInput(int node) {
        if (outputs.get(node) || isGiven(node) || !runsOnce(node)) {
            return false;
        }
        Dtype dtype = facts.dtype(new NodeInput(index.node(node).name(), 0));
        return dtype != null
                && dtype.isKnown()
                && !dtype.is(DataType.DT_RESOURCE)
                && !dtype.is(DataType.DT_VARIANT)
                && isFirstOutputRead(node)
                && !flows.get(node);
    }

    /** Whether a node runs exactly once, outside of loops and branches. */
    public boolean runsOnce(int node) {
        return !frames.isInLoop(node) && !frames.isInBranch(node);
    }

    private boolean isGiven(int node) {
        String op = index.node(node).op();
        return op.equals("Const") || OpTrait.PLACEHOLDER.includes(op);
    }

    /** Whether nobody who stays reads another output than the first: a Placeholder has no other. */
    private boolean isFirstOutputRead(int node) {
        boolean[] only = {true};
        index.readers(node, (reader, input) -> {
            only[0] = index.port(reader, input) <= 0 || !needed.get(reader) || isBelow(reader, node);
            return only[0];
        });
        return only[0];
    }

    private Cut cut(int at) {
        NodeInput tensor = new NodeInput(index.node(at).name(), 0);
        PartialShape shape = facts.of(tensor).shape();
        TreeSet<String> replaced = new TreeSet<>();
        int first = firstPlaceholder(place[at] + 1);
        for (int i = first; i < placeholders.length && isBelow(placeholders[i], at); i++) {
            replaced.add(index.node(placeholders[i]).name());
        }
        return new Cut(
                new InputSpec(tensor, facts.dtype(tensor), shape.hasRank() ? shape.toProto() : null),
                size[at],
                List.copyOf(replaced));
    }

    /** Whether every path from a node to an output leads through another one. */
    private boolean isBelow(int node, int at) {
        return needed.get(node) && place[node] > place[at] && place[node] <= place[at] + size[at];
    }

    /** The first of the placeholders that has a place or a later one. */
    private int firstPlaceholder(int from) {
        int low = 0;
        int high = placeholders.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (place[placeholders[middle]] < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Nodes in postorder from the sink against the direction of the edges; no recursion, graphs are deep. */
    private int[] depthFirst() {
        int[] roots = outputs.stream().toArray();
        int[] result = new int[sink + 1];
        int count = 0;
        int[] stack = new int[result.length];
        int[] next = new int[sink + 1];
        int depth = 0;
        stack[0] = sink;
        while (depth >= 0) {
            int node = stack[depth];
            int inputs = node == sink ? roots.length : index.inputs(node);
            if (next[node] < inputs) {
                int input = node == sink ? roots[next[node]] : index.source(node, next[node]);
                next[node]++;
                if (input >= 0 && !needed.get(input)) {
                    needed.set(input);
                    stack[++depth] = input;
                }
            } else {
                result[count++] = node;
                depth--;
            }
        }
        return Arrays.copyOf(result, count);
    }

    /** Cooper, Harvey and Kennedy, A Simple, Fast Dominance Algorithm. */
    private int[] dominators(int[] order) {
        int[] result = new int[sink + 1];
        Arrays.fill(result, -1);
        result[sink] = sink;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = order.length - 2; i >= 0; i--) {
                int node = order[i];
                int[] best = {outputs.get(node) ? sink : -1};
                index.readers(node, (reader, input) -> {
                    if (needed.get(reader) && result[reader] >= 0) {
                        best[0] = best[0] < 0 ? reader : intersect(result, best[0], reader);
                    }
                    return true;
                });
                if (best[0] != result[node]) {
                    result[node] = best[0];
                    changed = true;
                }
            }
        }
        return result;
    }

    private int intersect(int[] dominators, int first, int second) {
        int a = first;
        int b = second;
        while (a != b) {
            while (postorder[a] < postorder[b]) {
                a = dominators[a];
            }
            while (postorder[b] < postorder[a]) {
                b = dominators[b];
            }
        }
        return a;
    }
}
