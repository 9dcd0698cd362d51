package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a training program computes beside the model's results and reads for itself, or never. */
final class Leftovers {

    /** What dropout does with random numbers before it rounds them. */
    private static final Set<String> SCALING =
            Set.of("Add", "AddV2", "Sub", "Mul", "GreaterEqual", "Const", "Identity");

    private final ValueFlow flow;
    private final GraphIndex index;
    private final BitSet differentiated;
    private final BitSet forward;
    private final BitSet forSummaries;
    private final BitSet toLosses;
    private final BitSet trained;
    private final BitSet ofTrained;
    private final Set<String> readScopes = new HashSet<>();
    private final Set<String> readLoops = new HashSet<>();
    private final Set<String> readFrames = new HashSet<>();

    /** Looks at a graph. */
    Leftovers(ValueFlow flow, Regions regions) {
        this.flow = flow;
        this.index = flow.index();
        this.differentiated = regions.differentiated();
        this.forward = regions.forward();
        this.forSummaries = flow.endingIn(Set.of(OpTrait.SUMMARY), regions.compared());
        BitSet losses = (BitSet) regions.training().clone();
        losses.and(differentiated);
        this.toLosses = flow.upstream(losses, regions.training());
        this.trained = TrainedWeights.of(flow, differentiated);
        this.ofTrained = trained.isEmpty() ? flow.where(node -> true) : flow.downstream(flow.readers(trained));
        for (int node = forward.nextSetBit(0); node >= 0; node = forward.nextSetBit(node + 1)) {
            String scope = scope(node);
            int number = node;
            index.readers(node, (reader, input) -> {
                if (!scope.isEmpty() && forward.get(reader) && !isWithin(reader, scope)) {
                    readScopes.add(scope);
                    String loop = outer(scope);
                    if (!loop.isEmpty() && !isWithin(reader, loop)) {
                        readLoops.add(loop);
                        if (leavesLoop(number)) {
                            readFrames.add(loop);
                        }
                    }
                }
                return true;
            });
        }
    }

    /**
     * Whether variables are updated with a value, or queues filled, and nothing else is done with it, as with the
     * statistics of a batch and with what a thread prepares.
     */
    boolean isUpdate(int node) {
        boolean[] read = {false, true};
        index.readers(node, (reader, input) -> {
            if (index.port(reader, input) >= 0) {
                read[0] = true;
                Node at = index.node(reader);
                read[1] &= at.is(OpTrait.VARIABLE_UPDATE) || at.is(OpTrait.ENQUEUE);
            }
            return read[1];
        });
        return read[0] && read[1];
    }

    /** Whether a value goes nowhere but into summaries, as does the share of zeros in a layer. */
    boolean isForSummaries(int node) {
        return forSummaries.get(node);
    }

    /**
     * Whether training compares with a value and does not learn to give it: no gradient goes there, as in the
     * network that gives the target of another one.
     */
    boolean isTarget(int node) {
        if (!flow.isRead(node, toLosses)) {
            return false;
        }
        int at = node;
        for (int steps = 0; steps < index.size() && NodeRoles.isCarrier(index.node(at)); steps++) {
            if (differentiated.get(at) || index.inputs(at) == 0 || index.source(at, 0) < 0) {
                break;
            }
            at = index.source(at, 0);
        }
        return !differentiated.get(at);
    }

    /** Whether none of the weights that a value depends on is trained, or none of its last layer, while others are. */
    boolean isUntrained(int node) {
        return !ofTrained.get(node) || (!trained.isEmpty() && isLastLayerFixed(node));
    }

    /** Whether the nearest convolutions and products with weights before a node have weights that nobody trains. */
    private boolean isLastLayerFixed(int end) {
        boolean layer = false;
        BitSet seen = new BitSet(index.size());
        Deque<Integer> open = new ArrayDeque<>(List.of(end));
        while (!open.isEmpty()) {
            int node = open.remove();
            if (seen.get(node)) {
                continue;
            }
            seen.set(node);
            Node at = index.node(node);
            boolean product = at.is(OpTrait.CONVOLUTION) || at.is(OpTrait.MATRIX_PRODUCT);
            int weight = product && index.inputs(node) > 1 ? flow.weightBehind(index.source(node, 1)) : GraphIndex.NONE;
            if (weight >= 0 && trained.get(weight)) {
                return false;
            }
            layer |= weight >= 0;
            for (int k = 0; weight < 0 && k < index.inputs(node); k++) {
                if (index.source(node, k) >= 0 && flow.carries(node, k)) {
                    open.add(index.source(node, k));
                }
            }
        }
        return layer;
    }

    /** Whether nobody reads a value of a layer of which others are read, as with the last state of a recurrent one. */
    boolean isOfLayer(int node) {
        String scope = scope(node);
        // What a loop has gathered stands in a scope of its own within that of the loop: map/TensorArrayStack_1.
        boolean gathered = index.node(node).is(OpTrait.TENSOR_ARRAY) && readLoops.contains(outer(scope));
        if (isUnread(node) && gathersRead(node, 0)) {
            return true;
        }
        boolean turned = index.node(node).is("Transpose") && readFrames.contains(scope);
        return isUnread(node)
                && !OpTraits.isBranch(index.node(node).op())
                && (readScopes.contains(scope) || gathered || turned);
    }

    /** Whether nobody reads what dropout makes of a layer: a product with zeros and ones that are drawn. */
    boolean isDropout(int node) {
        if (!index.node(node).is("Mul") || !isUnread(node)) {
            return false;
        }
        for (int k = 0; k < index.inputs(node); k++) {
            int mask = index.source(node, k);
            // Floor(keep_prob + random), and in later releases Cast(random >= rate).
            int drawn = mask >= 0 && index.inputs(mask) > 0 ? index.source(mask, 0) : GraphIndex.NONE;
            boolean rounds = mask >= 0
                    && (index.node(mask).is("Floor") || index.node(mask).is("Cast"));
            if (rounds && drawn >= 0 && drawsRandomly(drawn)) {
                return true;
            }
        }
        return false;
    }

    /** Whether random numbers are among the inputs of a node, scaled and shifted at most. */
    private boolean drawsRandomly(int node) {
        BitSet before = new BitSet(index.size());
        before.set(node);
        BitSet sources = index.upstream(
                before,
                (reader, source, port) -> port >= 0 && !index.node(reader).is(OpTrait.RANDOM));
        return sources.stream().anyMatch(source -> index.node(source).is(OpTrait.RANDOM))
                && sources.stream()
                        .allMatch(source -> SCALING.contains(index.node(source).op())
                                || index.node(source).is(OpTrait.RANDOM)
                                || index.node(source).is(OpTrait.PLACEHOLDER));
    }

    /** Whether a node puts together values that the model reads, each by itself, as a cell does with its state. */
    private boolean gathersRead(int node, int depth) {
        Node at = index.node(node);
        boolean gathers = at.is("Concat") || at.is("ConcatV2") || at.is("Pack");
        boolean values = false;
        for (int k = 0; gathers && k < index.inputs(node); k++) {
            int part = index.source(node, k);
            if (part < 0 || index.port(node, k) < 0 || index.node(part).is("Const")) {
                continue;
            }
            values = true;
            if (!flow.weighted().get(part)
                    || !(isReadBesides(part, node) || (depth < 3 && gathersRead(part, depth + 1)))) {
                return false;
            }
        }
        return values;
    }

    private boolean isReadBesides(int node, int reader) {
        boolean[] read = {false};
        index.readers(node, (other, input) -> {
            read[0] = other != reader && flow.carries(other, input) && forward.get(other);
            return !read[0];
        });
        return read[0];
    }

    /** Whether a node is what a loop gives: an Exit, or the name of a result of a While. */
    private boolean leavesLoop(int node) {
        Node at = index.node(node);
        int source = at.is("Identity") && index.inputs(node) > 0 ? index.source(node, 0) : GraphIndex.NONE;
        return at.is(OpTrait.EXIT) || (source >= 0 && index.node(source).is(OpTrait.WHILE));
    }

    private boolean isUnread(int node) {
        boolean[] read = {false};
        index.readers(node, (reader, input) -> {
            read[0] |= index.port(reader, input) >= 0;
            return !read[0];
        });
        return !read[0];
    }

    private String scope(int node) {
        return outer(index.node(node).name());
    }

    private static String outer(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    private boolean isWithin(int node, String scope) {
        return index.node(node).name().startsWith(scope + "/");
    }
}
