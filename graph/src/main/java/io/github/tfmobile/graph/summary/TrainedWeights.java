package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/** Which weights a training program learns, and does not hold fixed or take over from others. */
final class TrainedWeights {

    /** How many nodes make a value that is taken over: a share of one variable and of another one. */
    private static final int LONGEST = 30;

    private final ValueFlow flow;
    private final GraphIndex index;

    private TrainedWeights(ValueFlow flow) {
        this.flow = flow;
        this.index = flow.index();
    }

    /**
     * The weights that optimizers change, without copies of others, such as the second network of Q-learning; where there
     * are no optimizers, those that something reads which gradients were made for. None when nothing is trained.
     */
    static BitSet of(ValueFlow flow, BitSet differentiated) {
        TrainedWeights weights = new TrainedWeights(flow);
        BitSet trained = weights.optimized();
        if (trained.isEmpty()) {
            trained = weights.ofGradients(differentiated);
        }
        BitSet own = (BitSet) trained.clone();
        own.andNot(weights.copies());
        return own.isEmpty() ? trained : own;
    }

    private BitSet optimized() {
        BitSet optimized = new BitSet(index.size());
        for (int node = 0; node < index.size(); node++) {
            if (index.node(node).is(OpTrait.OPTIMIZER) && index.inputs(node) > 0) {
                add(optimized, flow.weightBehind(index.source(node, 0)));
            }
        }
        return optimized;
    }

    private BitSet ofGradients(BitSet differentiated) {
        BitSet trained = new BitSet(index.size());
        for (int node = differentiated.nextSetBit(0); node >= 0; node = differentiated.nextSetBit(node + 1)) {
            for (int k = 0; k < index.inputs(node); k++) {
                add(trained, flow.weightBehind(index.source(node, k)));
            }
        }
        return trained;
    }

    /** The variables to which values of other variables are assigned, and nothing else but constants with them. */
    private BitSet copies() {
        BitSet copies = new BitSet(index.size());
        for (int node = 0; node < index.size(); node++) {
            Node at = index.node(node);
            boolean assigns = at.is(OpTrait.VARIABLE_UPDATE) && !at.is(OpTrait.OPTIMIZER) && index.inputs(node) == 2;
            int variable = assigns ? flow.weightBehind(index.source(node, 0)) : GraphIndex.NONE;
            if (variable >= 0 && isOfOther(index.source(node, 1), variable)) {
                copies.set(variable);
            }
        }
        return copies;
    }

    private boolean isOfOther(int value, int variable) {
        boolean other = false;
        BitSet seen = new BitSet(index.size());
        Deque<Integer> open = new ArrayDeque<>();
        if (value >= 0) {
            open.add(value);
        }
        while (!open.isEmpty()) {
            int node = open.remove();
            if (seen.get(node)) {
                continue;
            }
            seen.set(node);
            if (seen.cardinality() > LONGEST) {
                return false;
            }
            if (index.node(node).is(OpTrait.VARIABLE)) {
                other |= node != variable;
                continue;
            }
            if (index.inputs(node) == 0 && !index.node(node).is("Const")) {
                return false;
            }
            for (int k = 0; k < index.inputs(node); k++) {
                if (index.port(node, k) >= 0 && index.source(node, k) >= 0) {
                    open.add(index.source(node, k));
                }
            }
        }
        return other;
    }

    private static void add(BitSet weights, int weight) {
        if (weight >= 0) {
            weights.set(weight);
        }
    }
}
