package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * What of a graph the model does not need: what serves the program around it, and of a training graph labels, all that they
 * reach, the loss, and what lies between the model and its loss.
 */
final class TrainingParts {

    private final ValueFlow flow;
    private final BitSet training;
    private final List<Source> labels = new ArrayList<>();

    /**
     * Starts with what nobody takes for a part of the model.
     *
     * @param surely nodes that serve training or a program, with all that depends on them
     */
    TrainingParts(ValueFlow flow, BitSet surely) {
        this.flow = flow;
        this.training = surely;
    }

    /** The nodes that the model does not need, as far as found. */
    BitSet nodes() {
        return training;
    }

    /**
     * Finds the labels among the sources: they reach the loss, but nothing that computes with weights. What they reach
     * (a metric, a loss that is written out by hand) belongs to training.
     */
    void markLabels(List<Source> sources, BitSet dependent) {
        Parameters parameters = new Parameters(flow, dependent);
        BitSet model = flow.where(node -> !training.get(node));
        BitSet layers = flow.where(node -> model.get(node) && parameters.areMetBy(node));
        BitSet toLayers = flow.upstream(layers, model);
        for (Source source : sources) {
            BitSet readers = flow.readers(source);
            readers.and(model);
            if (!readers.intersects(toLayers)) {
                labels.add(source);
            }
        }
        if (labels.size() == sources.size()) {
            labels.clear();
        }
        BitSet reached = new BitSet();
        labels.forEach(label -> reached.or(flow.readers(label)));
        training.or(flow.downstream(reached));
    }

    /** The labels that were found. */
    List<Source> labels() {
        return labels;
    }

    /**
     * Goes back from what is read by training alone: scalars and conditions, measures, and the arithmetic of losses that
     * are written by hand lead to a result, but are none.
     *
     * @param forward what depends on a run
     * @param learns whether a loss is among what was found so far
     */
    void growBackwards(BitSet forward, boolean learns) {
        GraphIndex index = flow.index();
        Deque<Integer> open = new ArrayDeque<>();
        BitSet arithmetic = new BitSet(index.size());
        if (learns) {
            BitSet roots = lossRoots();
            roots.andNot(training);
            training.or(roots);
            arithmetic.or(roots);
        }
        int[] pending = new int[index.size()];
        for (int node = forward.nextSetBit(0); node >= 0; node = forward.nextSetBit(node + 1)) {
            boolean[] read = {false};
            int at = node;
            index.readers(node, (reader, input) -> {
                boolean data = index.port(reader, input) >= 0;
                read[0] |= data;
                pending[at] += data && !training.get(reader) ? 1 : 0;
                return true;
            });
            if (read[0] && pending[node] == 0) {
                open.add(node);
            }
        }
        while (!open.isEmpty()) {
            int node = open.remove();
            if (training.get(node) || !servesOnly(node, arithmetic, learns)) {
                continue;
            }
            training.set(node);
            for (int k = 0; k < index.inputs(node); k++) {
                int source = index.source(node, k);
                if (index.port(node, k) >= 0 && source >= 0 && forward.get(source) && --pending[source] == 0) {
                    open.add(source);
                }
            }
        }
    }

    /**
     * What gradients start from: TensorFlow names the gradient of {@code x} {@code gradients/x_grad}
     * (tensorflow/python/ops/gradients_util.py).
     */
    private BitSet lossRoots() {
        GraphIndex index = flow.index();
        BitSet withGradient = new BitSet(index.size());
        for (int node = 0; node < index.size(); node++) {
            String source = NodeRoles.gradientOf(index.node(node).name());
            int number = source == null ? GraphIndex.NONE : index.number(source);
            if (number >= 0) {
                withGradient.set(number);
            }
        }
        return flow.where(node -> withGradient.get(node)
                && !flow.isRead(node, withGradient)
                && (index.node(node).is(OpTrait.LOSS_PART) || flow.isScalar(node)));
    }

    /** Whether a node, which only training reads, is made for it; marks what is arithmetic of a loss. */
    private boolean servesOnly(int node, BitSet arithmetic, boolean learns) {
        Node at = flow.node(node);
        Readers by = readers(node, arithmetic);
        boolean sums = by.arithmetic() && (at.is(OpTrait.LOSS_PART) || isProductWithSource(node));
        if (sums) {
            arithmetic.set(node);
        }
        if (flow.isScalar(node) || flow.isBool(node) || at.is(OpTrait.METRIC)) {
            return true;
        }
        if (!learns) {
            return at.is(OpTrait.LOSS_ARGUMENT);
        }
        if (by.loss()) {
            return by.scope() && at.is(OpTrait.RESHAPE);
        }
        return sums || at.is(OpTrait.LOSS_ARGUMENT) || (by.guarded() && isGuard(node));
    }

    /**
     * What reads a node, gradients left out.
     *
     * @param arithmetic whether all readers are arithmetic of a loss
     * @param guarded whether all take logarithms, or guard the argument of one
     * @param loss whether one of them is the op of a loss
     * @param scope whether all stand in one scope with the node
     */
    private record Readers(boolean arithmetic, boolean guarded, boolean loss, boolean scope) {}

    private Readers readers(int node, BitSet arithmetic) {
        GraphIndex index = flow.index();
        boolean[] all = {true, true, true};
        boolean[] loss = {false};
        index.readers(node, (reader, input) -> {
            Node at = index.node(reader);
            if (index.port(reader, input) >= 0 && !NodeRoles.isGradient(at.name())) {
                all[0] &= arithmetic.get(reader);
                all[1] &= at.is(OpTrait.LOGARITHM) || isGuard(reader);
                all[2] &= isInScopeOf(node, reader);
                loss[0] |= at.is(OpTrait.LOSS);
            }
            return true;
        });
        return new Readers(all[0], all[1], loss[0], all[2]);
    }

    /** Whether a node adds a constant, or holds its input above or below one. */
    private boolean isGuard(int node) {
        GraphIndex index = flow.index();
        if (!index.node(node).is(OpTrait.LOSS_GUARD)) {
            return false;
        }
        int values = 0;
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            boolean data = index.port(node, k) >= 0 && source >= 0;
            values += data && !(index.node(source).is("Const") && flow.isScalar(source)) ? 1 : 0;
        }
        return values == 1;
    }

    /** Whether a node is a square, or a product with what depends on no weight: an input, a label, a factor. */
    private boolean isProductWithSource(int node) {
        GraphIndex index = flow.index();
        if (!index.node(node).is("Mul") || index.inputs(node) < 2) {
            return false;
        }
        int left = index.source(node, 0);
        int right = index.source(node, 1);
        return left >= 0
                && right >= 0
                && (left == right
                        || !flow.weighted().get(left)
                        || !flow.weighted().get(right));
    }

    /**
     * Whether a node stands in the scope that a loss was made in: {@code loss/Reshape} of {@code loss}, or of
     * {@code loss/loss}.
     */
    private boolean isInScopeOf(int node, int loss) {
        String scope = scope(flow.node(node).name());
        String name = flow.node(loss).name();
        String outer = scope(name);
        return !scope.isEmpty()
                && (scope.equals(name)
                        || (scope.equals(outer)
                                && outer.substring(outer.lastIndexOf('/') + 1)
                                        .startsWith(name.substring(name.lastIndexOf('/') + 1))));
    }

    private static String scope(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }
}
