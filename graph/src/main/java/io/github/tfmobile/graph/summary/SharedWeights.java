package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.analysis.Weights;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Results of one network that a training program has several times, with the same weights: for the data that it learns of, for
 * those that it is tried with, and for use. One of them is enough.
 */
final class SharedWeights {

    /** How many results are looked at, each of which costs a walk. */
    private static final int MOST = 100;

    private final ValueFlow flow;
    private final GraphIndex index;
    private final BitSet sources;
    private final IntPredicate isCompared;

    /**
     * Looks at a graph.
     *
     * @param sources the nodes that give the data
     * @param isCompared whether a loss or a metric reads a node
     */
    SharedWeights(ValueFlow flow, BitSet sources, IntPredicate isCompared) {
        this.flow = flow;
        this.index = flow.index();
        this.sources = sources;
        this.isCompared = isCompared;
    }

    /** A result, and the nodes that it is computed of. */
    private record Result(int node, BitSet weights, BitSet data, BitSet layers) {}

    /**
     * One for each network: that which no loss reads, the first of these. Results that a loss compares with each other, as
     * the distance of two pictures, are all kept.
     */
    BitSet oneForEach(BitSet ends) {
        if (ends.cardinality() < 2 || ends.cardinality() > MOST) {
            return ends;
        }
        BitSet layers = flow.where(node -> Weights.isLayer(index, node));
        Map<String, List<Result>> networks = new TreeMap<>();
        ends.stream().forEach(end -> {
            BitSet before = index.upstream(ValueFlow.single(end), (reader, source, port) -> port >= 0);
            BitSet weights = and(before, flow.weights());
            networks.computeIfAbsent(weights.toString(), key -> new ArrayList<>())
                    .add(new Result(end, weights, and(before, sources), and(before, layers)));
        });
        BitSet kept = new BitSet(index.size());
        networks.values().forEach(results -> oneOf(results).forEach(result -> kept.set(result.node())));
        return kept;
    }

    private List<Result> oneOf(List<Result> results) {
        List<Result> kept = new ArrayList<>();
        for (Result result : results) {
            int twin = 0;
            while (twin < kept.size() && !areTwins(kept.get(twin), result)) {
                twin++;
            }
            if (twin == kept.size()) {
                kept.add(result);
            } else if (isCompared.test(kept.get(twin).node()) && !isCompared.test(result.node())) {
                kept.set(twin, result);
            }
        }
        return kept;
    }

    private boolean areTwins(Result a, Result b) {
        if (a.weights().isEmpty()
                || a.data().isEmpty()
                || b.data().isEmpty()
                || a.layers().intersects(b.layers())) {
            return false;
        }
        // With the same data, one without dropout, as a rule, which no loss reads.
        return a.data().intersects(b.data())
                ? isCompared.test(a.node()) != isCompared.test(b.node())
                : !comparedValues(a.node()).intersects(comparedValues(b.node()));
    }

    /** What is computed of a result before it is averaged. */
    private BitSet comparedValues(int node) {
        BitSet reached = index.downstream(ValueFlow.single(node), (reader, source, port) -> {
            Node from = index.node(source);
            return port >= 0
                    && !from.is(OpTrait.REDUCTION)
                    && !from.is(OpTrait.LOSS)
                    && !flow.isScalar(source)
                    && !NodeRoles.isGradient(index.node(reader).name());
        });
        reached.clear(node);
        return reached;
    }

    private static BitSet and(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        return both;
    }
}
