package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a graph the model does not need: what serves the program around it, and of a training graph labels, all that they
 * reach, the loss, and what lies between the model and its loss.
 */
final class TrainingParts {

    /** How many nodes a shape is made of, or carry a decision on, at most: longer walks from many nodes would take long. */
    private static final int LONGEST = 100;

    private final ValueFlow flow;
    private final BitSet training;
    private final BitSet differentiated;
    private final BitSet everything;
    private final List<Source> labels = new ArrayList<>();
    private @Nullable Parameters parameters;

    /**
     * Starts with what nobody takes for a part of the model.
     *
     * @param surely nodes that serve training or a program, with all that depends on them
     * @param differentiated the nodes that gradients were made for
     */
    TrainingParts(ValueFlow flow, BitSet surely, BitSet differentiated) {
        this.flow = flow;
        this.training = surely;
        this.differentiated = differentiated;
        this.everything = flow.where(node -> true);
    }

    /** The nodes that the model does not need, as far as found. */
    BitSet nodes() {
        return training;
    }

    /**
     * Finds the labels among the sources: they reach the loss, but nothing that computes with weights. What they reach
     * (a metric, a loss that is written out by hand) belongs to training.
     */
    void markLabels(List<Source> sources, BitSet dependent, BitSet learning) {
        Parameters found = new Parameters(flow, dependent);
        parameters = found;
        BitSet model = flow.where(node -> !training.get(node));
        // An average of losses that a variable holds is updated with, and no layer.
        BitSet averages = flow.endingIn(EnumSet.of(OpTrait.VARIABLE_UPDATE, OpTrait.SUMMARY), learning);
        BitSet layers = flow.where(node -> model.get(node) && found.areMetBy(node) && !averages.get(node));
        BitSet toLayers = flow.upstream(layers, model);
        labels.addAll(sources);
        labels.removeAll(new HashSet<>(flow.read(sources, reader -> model.get(reader) && toLayers.get(reader))));
        // A temperature, a mask or a length may come behind the last layer, but before what makes probabilities of it.
        BitSet choices = flow.where(node ->
                model.get(node) && flow.weighted().get(node) && flow.node(node).is(OpTrait.CHOICE));
        BitSet toChoices = flow.upstream(choices, model);
        labels.removeAll(new HashSet<>(flow.read(labels, reader -> toChoices.get(reader))));
        if (labels.size() == sources.size()) {
            labels.clear();
        }
        training.or(flow.downstream(flow.readers(labels)));
    }

    /** Adds what was found to be no part of the model. */
    void add(BitSet nodes) {
        training.or(nodes);
    }

    /** Finds what is made for summaries alone, but for probabilities and choices; nothing when all of the model is shown there. */
    void markShown(BitSet forward, BitSet stops) {
        BitSet choices = flow.where(node -> stops.get(node) || flow.node(node).is(OpTrait.CHOICE));
        BitSet shown = flow.endingIn(EnumSet.of(OpTrait.SUMMARY), choices);
        BitSet rest = (BitSet) forward.clone();
        rest.andNot(shown);
        if (!rest.isEmpty()) {
            training.or(shown);
        }
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
            // What labels reach is arithmetic with them; of a sum with a term that they do not reach, that term is,
            // too.
            BitSet sums = flow.where(
                    node -> roots.get(node) && (!training.get(node) || flow.isScalar(node) || takesScalar(node)));
            training.or(roots);
            arithmetic.or(sums);
        }
        int[] pending = new int[index.size()];
        for (int node = forward.nextSetBit(0); node >= 0; node = forward.nextSetBit(node + 1)) {
            boolean[] read = {false};
            int at = node;
            index.readers(node, (reader, input) -> {
                boolean data = flow.carries(reader, input);
                read[0] |= data;
                pending[at] += data && !training.get(reader) ? 1 : 0;
                return true;
            });
            if (pending[node] == 0 && (read[0] || isInLoss(node))) {
                open.add(node);
            }
        }
        while (!open.isEmpty()) {
            int node = open.remove();
            if (training.get(node) || !(servesOnly(node, arithmetic, learns) || isInLoss(node))) {
                continue;
            }
            training.set(node);
            for (int k = 0; k < index.inputs(node); k++) {
                int source = index.source(node, k);
                if (source >= 0 && flow.carries(node, k) && forward.get(source) && --pending[source] == 0) {
                    open.add(source);
                }
            }
        }
    }

    /** Whether a node computes in the scope of a loss or a measure, and is no layer, nor probabilities that nobody reads. */
    private boolean isInLoss(int node) {
        return parameters != null
                && NodeRoles.isInLossScope(flow.node(node).name())
                && !parameters.areMetBy(node)
                && !(flow.node(node).is(OpTrait.CHOICE) && !flow.isRead(node, everything));
    }

    /**
     * What gradients start from: TensorFlow names the gradient of {@code x} {@code gradients/x_grad}
     * (tensorflow/python/ops/gradients_util.py).
     */
    private BitSet lossRoots() {
        return flow.where(node -> differentiated.get(node)
                && !flow.isRead(node, differentiated)
                && !goesRound(node)
                && (flow.node(node).is(OpTrait.LOSS_PART) || flow.isScalar(node) || addsLogarithm(node)));
    }

    /** Whether a node takes a scalar that depends on weights: a term of a loss, where the shapes of others are not known. */
    private boolean takesScalar(int node) {
        GraphIndex index = flow.index();
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            if (source >= 0
                    && index.port(node, k) >= 0
                    && flow.isScalar(source)
                    && flow.weighted().get(source)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a loop or a branch takes a node's value: what comes of it bears other names. */
    private boolean goesRound(int node) {
        boolean[] round = {false};
        flow.index().readers(node, (reader, input) -> {
            round[0] |= OpTraits.isFrame(flow.node(reader).op());
            return !round[0];
        });
        return round[0];
    }

    /** Whether a node is the sum that ends a logistic loss, {@code max(x, 0) - x * z + log(1 + exp(-|x|))}. */
    private boolean addsLogarithm(int node) {
        GraphIndex index = flow.index();
        if (!index.node(node).is(OpTrait.LOSS_GUARD)) {
            return false;
        }
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            if (source >= 0 && index.node(source).is(OpTrait.LOGARITHM)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a node, which only training reads, is made for it; marks what is arithmetic of a loss. */
    private boolean servesOnly(int node, BitSet arithmetic, boolean learns) {
        Node at = flow.node(node);
        Readers by = readers(node, arithmetic);
        boolean sums = by.arithmetic() && (at.is(OpTrait.LOSS_PART) || isProductWithSource(node) || addsTerms(node));
        if (sums) {
            arithmetic.set(node);
        }
        boolean framed = at.is(OpTrait.ENTER) || at.is(OpTrait.SWITCH);
        if (framed || flow.isScalar(node) || isDecision(node)) {
            return true;
        }
        if (!learns) {
            return at.is(OpTrait.LOSS_ARGUMENT);
        }
        if (by.loss()) {
            return at.is(OpTrait.RESHAPE) && (by.scope() || keepsLastDimension(node));
        }
        return sums || at.is(OpTrait.LOSS_ARGUMENT) || (by.guarded() && isGuard(node));
    }

    /** Whether a node decides something, or carries a decision on as numbers to count. */
    private boolean isDecision(int node) {
        GraphIndex index = flow.index();
        int at = node;
        for (int steps = 0; steps < LONGEST; steps++) {
            if (flow.isBool(at)
                    || index.node(at).is(OpTrait.METRIC)
                    || (steps > 0 && index.node(at).is(OpTrait.CHOICE))) {
                return true;
            }
            boolean carries = NodeRoles.isCarrier(index.node(at)) && index.inputs(at) > 0;
            if (!carries || index.source(at, 0) < 0) {
                return false;
            }
            at = index.source(at, 0);
        }
        return false;
    }

    /**
     * What reads a node, gradients and summaries left out.
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
            if (index.port(reader, input) >= 0 && !NodeRoles.isGradient(at.name()) && !at.is(OpTrait.SUMMARY)) {
                all[0] &= arithmetic.get(reader);
                all[1] &= at.is(OpTrait.LOGARITHM) || at.is("Pow") || isGuard(reader);
                all[2] &= isInScopeOf(node, reader);
                loss[0] |= at.is(OpTrait.LOSS);
            }
            return true;
        });
        return new Readers(all[0], all[1], loss[0], all[2]);
    }

    /** Whether a node reshapes a tensor by that tensor's own shape, as losses do with all dimensions but the last. */
    private boolean keepsLastDimension(int reshape) {
        GraphIndex index = flow.index();
        int data = index.inputs(reshape) > 1 ? index.source(reshape, 0) : GraphIndex.NONE;
        if (data < 0 || index.source(reshape, 1) < 0) {
            return false;
        }
        Set<Integer> seen = new HashSet<>(Set.of(index.source(reshape, 1)));
        Deque<Integer> open = new ArrayDeque<>(seen);
        while (!open.isEmpty() && seen.size() < LONGEST) {
            int node = open.remove();
            if (index.node(node).is(OpTrait.SHAPE_QUERY) && index.inputs(node) > 0 && index.source(node, 0) == data) {
                return true;
            }
            for (int k = 0; k < index.inputs(node) && seen.size() < LONGEST; k++) {
                int source = index.source(node, k);
                if (index.port(node, k) >= 0 && source >= 0 && source != data && seen.add(source)) {
                    open.add(source);
                }
            }
        }
        return false;
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
            values += data && !isFixed(source) ? 1 : 0;
        }
        return values == 1;
    }

    /** Whether a node adds terms that are sums themselves, or a margin to one: a layer adds a bias to a product. */
    private boolean addsTerms(int node) {
        GraphIndex index = flow.index();
        if (!index.node(node).is("Add") && !index.node(node).is("AddV2")) {
            return false;
        }
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            boolean term = source >= 0
                    && (isFixed(source) || index.node(source).is(OpTrait.LOSS_PART) || isProductWithSource(source));
            if (index.port(node, k) >= 0 && !term) {
                return false;
            }
        }
        return true;
    }

    /** Whether a node gives a scalar that neither is fed nor depends on weights. */
    private boolean isFixed(int node) {
        return flow.isScalar(node)
                && !flow.weighted().get(node)
                && !flow.weights().get(node)
                && !flow.node(node).is(OpTrait.PLACEHOLDER);
    }

    /** Whether a node is a square, or a product with a logarithm or with what depends on no weight: an input, a label, a factor. */
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
                        || index.node(left).is(OpTrait.LOGARITHM)
                        || index.node(right).is(OpTrait.LOGARITHM)
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
