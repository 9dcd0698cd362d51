package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Networks that judge what another one gives, as a discriminator judges pictures and a critic judges actions: the same
 * weights see data first and the result of other weights then, and no label is compared with what comes of that result.
 * What such a network says teaches the other one; the result is what it was shown.
 */
final class Critics {

    private final ValueFlow flow;
    private final GraphIndex index;
    private final BitSet dependent;
    private final BitSet differentiated;

    /**
     * Looks at a graph.
     *
     * @param dependent the nodes whose values depend on a run
     * @param differentiated the nodes that gradients were made for
     */
    Critics(ValueFlow flow, BitSet dependent, BitSet differentiated) {
        this.flow = flow;
        this.index = flow.index();
        this.dependent = dependent;
        this.differentiated = differentiated;
    }

    /**
     * What judges, and what is made for it alone.
     *
     * @param forward what inference may need
     */
    BitSet nodes(BitSet forward) {
        BitSet judging = new BitSet(index.size());
        BitSet shown = new BitSet(index.size());
        layersOfWeights(forward).forEach((weight, layers) -> {
            List<Integer> onData =
                    layers.stream().filter(layer -> !seesWeights(layer)).toList();
            if (onData.isEmpty() || onData.size() == layers.size()) {
                return;
            }
            BitSet ofWeight = flow.downstream(flow.readers(ValueFlow.single(weight)));
            for (int layer : layers) {
                int data = data(layer);
                if (!seesWeights(layer) || ofWeight.get(data) || !differentiated.get(layer)) {
                    continue;
                }
                BitSet after = flow.forwards(ValueFlow.single(layer));
                if (!isComparedWithData(after)) {
                    judging.or(after);
                    onData.forEach(other -> judging.or(flow.forwards(ValueFlow.single(other))));
                    shown.set(shown(data, data(onData.get(0))));
                }
            }
        });
        judging.and(forward);
        // A mixture of data and a result, on which gradients are held small, is no further result.
        shown.stream().filter(node -> dependsOnOther(node, shown)).forEach(shown::clear);
        addWhatOnlyServes(judging, shown, forward);
        return judging;
    }

    /** The convolutions and products with weights, by the weight. */
    private Map<Integer, List<Integer>> layersOfWeights(BitSet forward) {
        Map<Integer, List<Integer>> layers = new TreeMap<>();
        for (int node = forward.nextSetBit(0); node >= 0; node = forward.nextSetBit(node + 1)) {
            Node at = index.node(node);
            boolean layer = at.is(OpTrait.MATRIX_PRODUCT) || at.is(OpTrait.CONVOLUTION);
            int weight = layer && index.inputs(node) > 1 ? flow.weightBehind(index.source(node, 1)) : GraphIndex.NONE;
            if (weight >= 0 && data(node) >= 0) {
                layers.computeIfAbsent(weight, key -> new ArrayList<>()).add(node);
            }
        }
        layers.values().removeIf(nodes -> nodes.size() < 2);
        return layers;
    }

    private int data(int layer) {
        int input = index.node(layer).is(OpTrait.TRANSPOSED_CONVOLUTION) ? 2 : 0;
        return input < index.inputs(layer) ? index.source(layer, input) : GraphIndex.NONE;
    }

    private boolean seesWeights(int layer) {
        return flow.weighted().get(data(layer));
    }

    /** Whether a label or data meets, behind the last layer, what comes of a layer. */
    private boolean isComparedWithData(BitSet after) {
        BitSet layers = flow.where(node -> after.get(node) && readsWeight(node));
        BitSet before = flow.upstream(layers, after);
        for (int node = after.nextSetBit(0); node >= 0; node = after.nextSetBit(node + 1)) {
            for (int k = 0; k < index.inputs(node) && !before.get(node); k++) {
                int source = index.source(node, k);
                if (source >= 0
                        && flow.carries(node, k)
                        && !after.get(source)
                        && !flow.weighted().get(source)
                        && isData(source)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean readsWeight(int node) {
        for (int k = 0; k < index.inputs(node); k++) {
            if (index.port(node, k) >= 0 && flow.weightBehind(index.source(node, k)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private boolean isData(int node) {
        return dependent.get(node) || index.node(node).is(OpTrait.PLACEHOLDER);
    }

    /** The value that takes the place of the data: both go through the same ops first, as where a condition is put to both. */
    private int shown(int result, int data) {
        int a = result;
        int b = data;
        for (int steps = 0; steps < index.size(); steps++) {
            if (!index.node(a).is(index.node(b).op()) || index.inputs(a) != index.inputs(b)) {
                return a;
            }
            int next = GraphIndex.NONE;
            for (int k = 0; k < index.inputs(a) && next < 0; k++) {
                int left = index.source(a, k);
                int right = index.source(b, k);
                if (left >= 0
                        && right >= 0
                        && flow.weighted().get(left)
                        && !flow.weighted().get(right)) {
                    next = k;
                }
            }
            if (next < 0) {
                return a;
            }
            b = index.source(b, next);
            a = index.source(a, next);
        }
        return a;
    }

    private boolean dependsOnOther(int node, BitSet others) {
        BitSet before = flow.upstream(ValueFlow.single(node), flow.weighted());
        before.clear(node);
        return before.intersects(others);
    }

    /** Adds what nothing reads but what judges. */
    private void addWhatOnlyServes(BitSet judging, BitSet shown, BitSet forward) {
        Deque<Integer> open = new ArrayDeque<>();
        judging.stream().forEach(open::add);
        while (!open.isEmpty()) {
            int node = open.remove();
            for (int k = 0; k < index.inputs(node); k++) {
                int source = index.source(node, k);
                if (source >= 0
                        && forward.get(source)
                        && !judging.get(source)
                        && !shown.get(source)
                        && isReadOnlyBy(source, judging)) {
                    judging.set(source);
                    open.add(source);
                }
            }
        }
    }

    private boolean isReadOnlyBy(int node, BitSet by) {
        boolean[] only = {true};
        index.readers(node, (reader, input) -> {
            only[0] = !flow.carries(reader, input)
                    || by.get(reader)
                    || NodeRoles.isGradient(index.node(reader).name());
            return only[0];
        });
        return only[0];
    }
}
