package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** The last nodes of a model proper. */
final class LikelyOutputs {

    /** Leads to ends of several last layers. */
    private static final int SEVERAL = -2;

    private final ValueFlow flow;
    private final GraphIndex index;
    private int @Nullable [] places;

    LikelyOutputs(ValueFlow flow) {
        this.flow = flow;
        this.index = flow.index();
    }

    /**
     * The ends of a graph that holds nothing to train: as in the original, what nobody reads. Such a graph was cut
     * down to its outputs when it was frozen.
     *
     * @param service what serves the program around a model
     * @param fed the nodes that are fed; what depends on none of them is left out when something else does
     */
    BitSet ofFrozen(BitSet service, BitSet fed) {
        BitSet ends = flow.where(node -> index.readerEdges(node) == 0
                && !service.get(node)
                && !index.node(node).is("NoOp")
                && !index.node(node).is("Const")
                && !index.node(node).is(OpTrait.PLACEHOLDER)
                && !isPivot(node)
                && !isGuarded(node));
        BitSet dependent = index.downstream(fed, (reader, source, port) -> port >= 0);
        ends = unless(ends, node -> !dependent.get(node));
        ends = unless(ends, node -> index.node(node).is(OpTrait.SHAPE_QUERY));
        return unless(ends, node -> isHandle(node) || (isCarriedOut(node) && flow.isScalar(node)));
    }

    /**
     * The ends of a model within a graph of a training program.
     *
     * @param fed what gives the data; where nothing does, all that is computed may be wanted, statistics as well
     */
    BitSet within(Regions regions, BitSet fed) {
        BitSet forward = regions.forward();
        boolean learns = !regions.differentiated().isEmpty();
        BitSet ends = flow.where(node ->
                forward.get(node) && isEnd(node, forward) && !index.node(node).is("NoOp"));
        ends = unless(ends, node -> isPivot(node) || isHandle(node) || isCarriedOut(node));
        ends = withoutRepetitions(ends);
        ends = fed.isEmpty() ? ends : unless(ends, flow::isScalar);
        // Whoever prepared a graph for inference named its results: detection_boxes.
        ends = learns ? ends : unless(ends, node -> !isNamed(node));
        Leftovers leftovers = new Leftovers(flow, regions);
        ends = unless(ends, leftovers::isUpdate);
        ends = unless(ends, leftovers::isForSummaries);
        ends = unless(ends, node -> leftovers.isTarget(node) || leftovers.isUntrained(node));
        ends = unless(ends, node -> leftovers.isOfLayer(node) || leftovers.isDropout(node));
        ends = unless(ends, node -> NodeRoles.isInLossScope(index.node(node).name()));
        ends = oneForEachLoss(ends, forward, regions.training());
        return new SharedWeights(flow, fed, node -> isCompared(node, regions.training())).oneForEach(ends);
    }

    /** Whether a node is there for its name: an Identity with one of its own. */
    private boolean isNamed(int node) {
        Node at = index.node(node);
        String last = at.name().substring(at.name().lastIndexOf('/') + 1);
        return at.is("Identity") && !last.startsWith(at.op()) && !last.equals("pred_id") && !isCarriedOut(node);
    }

    /** Of ends that do the same with the same values, such as the prediction of a loop in a notebook, the first. */
    private BitSet withoutRepetitions(BitSet ends) {
        Set<List<Object>> seen = new HashSet<>();
        return flow.where(node -> ends.get(node) && (index.inputs(node) == 0 || seen.add(computation(node))));
    }

    private List<Object> computation(int node) {
        Node at = index.node(node);
        List<Object> computation = new ArrayList<>(List.of(at.op(), at.attrs()));
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            boolean constant = source >= 0 && index.node(source).is("Const");
            computation.add(constant ? index.node(source).attrs() : at.inputs().get(k));
        }
        return computation;
    }

    /** Without the nodes of a kind, unless nothing remains. */
    private BitSet unless(BitSet ends, IntPredicate kind) {
        BitSet rest = flow.where(node -> ends.get(node) && !kind.test(node));
        return rest.isEmpty() ? ends : rest;
    }

    private boolean isEnd(int node, BitSet forward) {
        boolean[] end = {true};
        index.readers(node, (reader, input) -> {
            end[0] = !forward.get(reader);
            return end[0];
        });
        return end[0];
    }

    /** Whether a node is a pivot of a cond: a name for one side of its Switch. */
    private boolean isPivot(int node) {
        Node at = index.node(node);
        int source = at.is("Identity") && index.inputs(node) > 0 ? index.source(node, 0) : GraphIndex.NONE;
        return at.is(OpTrait.SWITCH) || (source >= 0 && index.node(source).is(OpTrait.SWITCH));
    }

    /** Whether a Merge gives the cond's own condition again, as that of an assertion does, which is there for its control edges. */
    private boolean isGuarded(int node) {
        if (!index.node(node).is(OpTrait.MERGE)) {
            return false;
        }
        boolean data = false;
        for (int k = 0; k < index.inputs(node); k++) {
            if (index.port(node, k) < 0) {
                continue;
            }
            int at = index.source(node, k);
            int steps = 0;
            while (at >= 0 && index.node(at).is("Identity") && index.inputs(at) > 0 && steps++ < 3) {
                at = index.source(at, 0);
            }
            boolean pivot = at >= 0
                    && index.node(at).is(OpTrait.SWITCH)
                    && index.inputs(at) > 1
                    && index.source(at, 0) == index.source(at, 1)
                    && index.port(at, 0) == index.port(at, 1);
            if (!pivot) {
                return false;
            }
            data = true;
        }
        return data;
    }

    /** Whether a node only carries a loop's variable on; a Merge is the result of a cond. */
    private boolean isCarriedOut(int node) {
        Node at = index.node(node);
        int source = at.is("Identity") && index.inputs(node) > 0 ? index.source(node, 0) : GraphIndex.NONE;
        // While and If have an Identity for each of their results, read or not: while/Identity_2.
        return OpTraits.isFrame(at.op())
                || (source >= 0
                        && OpTraits.isFunctionalControlFlow(index.node(source).op())
                        && at.name().startsWith(index.node(source).name() + "/"));
    }

    private boolean isHandle(int node) {
        Dtype dtype = flow.dtype(flow.tensor(node));
        return dtype != null && (dtype.is(DataType.DT_RESOURCE) || dtype.is(DataType.DT_VARIANT));
    }

    /**
     * Ends that only a loss reads are parts of it when they come from the same last layer: of {@code max(x, 0)} and
     * {@code exp(-|x|)}, which a cross entropy takes of {@code x}, the result is {@code x}; where something else of the
     * layer is read by nobody, that is the result.
     */
    private BitSet oneForEachLoss(BitSet ends, BitSet forward, BitSet training) {
        Map<Integer, List<Integer>> members = byLastLayer(ends, forward, false);
        BitSet result = new BitSet(index.size());
        int[] reached = members.size() > 1 ? reached(members, forward) : new int[0];
        for (List<Integer> group : members.values()) {
            List<Integer> unread =
                    group.stream().filter(end -> !isCompared(end, training)).toList();
            if (!unread.isEmpty()) {
                unread.forEach(result::set);
                besides(group, unread, forward).forEach(result::set);
            } else if (reached.length == 0 || !isOfInner(group, reached, forward)) {
                int common = group.size() == 1 ? group.get(0) : common(group, forward);
                if (common >= 0) {
                    result.set(common);
                } else {
                    group.forEach(result::set);
                }
            }
        }
        return result;
    }

    /** Groups of ends that come from the same last layer, or from the same slice of one. */
    private Map<Integer, List<Integer>> byLastLayer(BitSet ends, BitSet forward, boolean slices) {
        Groups groups = new Groups(index.size());
        int[] owner = new int[index.size()];
        Arrays.fill(owner, GraphIndex.NONE);
        Deque<Integer> open = new ArrayDeque<>();
        ends.stream().forEach(end -> {
            owner[end] = end;
            open.add(end);
        });
        while (!open.isEmpty()) {
            int node = open.remove();
            for (int source : slices && isSlice(node) ? List.<Integer>of() : tail(node, forward)) {
                if (owner[source] == GraphIndex.NONE) {
                    owner[source] = owner[node];
                    open.add(source);
                } else {
                    groups.join(owner[source], owner[node]);
                }
            }
        }
        Map<Integer, List<Integer>> members = new TreeMap<>();
        ends.stream()
                .forEach(end -> members.computeIfAbsent(groups.of(end), g -> new ArrayList<>())
                        .add(end));
        return members;
    }

    /** What else a last layer gives side by side with what nobody reads: slices that losses read. */
    private List<Integer> besides(List<Integer> group, List<Integer> unread, BitSet forward) {
        List<Integer> slices = group.stream().filter(this::isSlice).toList();
        if (slices.isEmpty()) {
            return slices;
        }
        BitSet ends = new BitSet();
        group.forEach(ends::set);
        return byLastLayer(ends, forward, true).values().stream()
                .filter(members -> members.stream().noneMatch(unread::contains))
                .flatMap(List::stream)
                .filter(slices::contains)
                .toList();
    }

    private boolean isSlice(int node) {
        Node at = index.node(node);
        return at.is("StridedSlice") || at.is("Slice");
    }

    /** For each node the group of the only ends that it leads to; {@link #SEVERAL} when it leads to others, too. */
    private int[] reached(Map<Integer, List<Integer>> members, BitSet forward) {
        int[] reached = new int[index.size()];
        Arrays.fill(reached, GraphIndex.NONE);
        members.forEach((group, ends) -> ends.forEach(end -> reached[end] = group));
        int[] order = index.topologicalOrder().nodes();
        for (int i = order.length - 1; i >= 0; i--) {
            int node = order[i];
            for (int k = 0; forward.get(node) && k < index.inputs(node) && reached[node] != GraphIndex.NONE; k++) {
                int source = index.source(node, k);
                if (source >= 0 && flow.carries(node, k)) {
                    boolean same = reached[source] == GraphIndex.NONE || reached[source] == reached[node];
                    reached[source] = same ? reached[node] : SEVERAL;
                }
            }
        }
        return reached;
    }

    /**
     * Whether ends that a loss reads are made of a value within the model, of which another layer makes other ends: the
     * parts of a divergence that keeps the values between encoder and decoder small.
     */
    private boolean isOfInner(List<Integer> group, int[] reached, BitSet forward) {
        BitSet seen = new BitSet(index.size());
        Deque<Integer> open = new ArrayDeque<>(group);
        while (!open.isEmpty()) {
            int node = open.remove();
            if (reached[node] == SEVERAL) {
                return true;
            }
            for (int source : tail(node, forward)) {
                if (!seen.get(source)) {
                    seen.set(source);
                    open.add(source);
                }
            }
        }
        return false;
    }

    /** Whether a loss or a metric reads a node; a gradient or a summary does not count. */
    private boolean isCompared(int node, BitSet training) {
        boolean[] compared = {false};
        index.readers(node, (reader, input) -> {
            Node at = index.node(reader);
            compared[0] |= index.port(reader, input) >= 0
                    && training.get(reader)
                    && !at.is(OpTrait.SUMMARY)
                    && !at.is(OpTrait.ASSERTION)
                    && !NodeRoles.isGradient(at.name());
            return !compared[0];
        });
        return compared[0];
    }

    /** What a node computes its value of, up to the last layer. */
    private List<Integer> tail(int node, BitSet forward) {
        List<Integer> sources = new ArrayList<>();
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            boolean parameter = source >= 0
                    && (flow.weights().get(source) || (flow.weighted().get(source) && !forward.get(source)));
            if (parameter && index.port(node, k) >= 0) {
                return List.of();
            }
            if (source >= 0 && flow.carries(node, k) && forward.get(source)) {
                sources.add(source);
            }
        }
        return sources;
    }

    /** The last node that all of a group are computed of; none when the last layer comes first. */
    private int common(List<Integer> group, BitSet forward) {
        int[] place = places();
        PriorityQueue<Integer> open = new PriorityQueue<>((a, b) -> Integer.compare(place[b], place[a]));
        BitSet seen = new BitSet(index.size());
        for (int end : group) {
            seen.set(end);
            open.add(end);
        }
        while (!open.isEmpty()) {
            int node = open.remove();
            if (open.isEmpty()) {
                return node;
            }
            List<Integer> tail = tail(node, forward);
            if (tail.isEmpty()) {
                return GraphIndex.NONE;
            }
            for (int source : tail) {
                if (!seen.get(source)) {
                    seen.set(source);
                    open.add(source);
                }
            }
        }
        return GraphIndex.NONE;
    }

    private int[] places() {
        if (places == null) {
            int[] order = index.topologicalOrder().nodes();
            places = new int[index.size()];
            for (int i = 0; i < order.length; i++) {
                places[order[i]] = i;
            }
        }
        return places;
    }

    /** Sets that are joined. */
    private static final class Groups {

        private final int[] above;

        Groups(int size) {
            above = new int[size];
            Arrays.setAll(above, i -> i);
        }

        int of(int member) {
            int at = member;
            while (above[at] != at) {
                above[at] = above[above[at]];
                at = above[at];
            }
            return at;
        }

        void join(int a, int b) {
            int first = of(a);
            int second = of(b);
            above[Math.max(first, second)] = Math.min(first, second);
        }
    }
}
