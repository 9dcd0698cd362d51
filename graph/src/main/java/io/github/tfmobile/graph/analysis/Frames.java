package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.graph.Analysis;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.TopologicalOrder;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a node of a graph with v1 control flow runs: in which frame, that is in which loop of which loop
 * (tensorflow/core/graph/control_flow.cc), and in which branches of conds.
 *
 * <p>A branch is known by its guards: the predicates of the Switches on the way, each with the side that was taken. A Merge
 * has the guards that all its inputs share, so the one that it decides between goes: of {@code {p:1,q:0}} and
 * {@code {p:1,q:1}} remains {@code {p:1}}. The Switch that ends a loop guards nothing, the loop itself does.
 */
public final class Frames {

    /** The frame outside of all loops. */
    public static final int ROOT = 0;

    /** The analysis. */
    public static final Analysis<Frames> OF = Frames::new;

    /** Guards of one node that are kept; who has that many is in a branch whatever is added. */
    private static final int MAX_GUARDS = 32;

    private record Frame(int parent, String name, int depth) {}

    private final GraphIndex index;
    private final TopologicalOrder order;
    private final List<Frame> frames = new ArrayList<>(List.of(new Frame(ROOT, "", 0)));
    private final int[] frame;
    private final List<Set<Long>> guards;

    private Frames(Graph graph) {
        this.index = graph.index();
        this.order = graph.index().topologicalOrder();
        this.frame = new int[index.size()];
        this.guards = new ArrayList<>(Collections.nCopies(index.size(), Set.of()));
        boolean loops = index.ops().stream().anyMatch(OpTrait.ENTER::includes);
        boolean branches = index.ops().stream().anyMatch(OpTrait.SWITCH::includes);
        if (loops) {
            findFrames();
        }
        if (branches) {
            findGuards();
        }
    }

    /** The frames of a graph, kept with it. */
    public static Frames of(Graph graph) {
        return graph.analysis(OF);
    }

    /** The frame that a node runs in; an Enter runs in the one that it enters, an Exit in the one that it returns to. */
    public int frame(int node) {
        return frame[node];
    }

    /** Whether a node runs in a loop. */
    public boolean isInLoop(int node) {
        return frame[node] != ROOT;
    }

    /** The name of the loop that a node runs in, its attr {@code frame_name}; empty outside of all loops. */
    public String name(int node) {
        return frames.get(frame[node]).name();
    }

    /** Whether an output is there only if a cond takes a certain branch. */
    public boolean isGuarded(int node, int port) {
        return !of(node, port).isEmpty();
    }

    /** Whether a node runs only if a cond takes a certain branch. */
    public boolean isInBranch(int node) {
        return !guards.get(node).isEmpty();
    }

    /** The name of the loop that a node runs in, as its Enter nodes have it; empty outside of loops. */
    public String loop(int node) {
        return frames.get(frame[node]).name();
    }

    /** What decides the branches that a node is in, innermost last as far as the graph's order tells. */
    public List<String> predicates(int node) {
        return guards.get(node).stream()
                .map(guard -> index.node((int) (guard >> 16)).name())
                .distinct()
                .toList();
    }

    private void findFrames() {
        Map<Frame, Integer> known = new HashMap<>();
        for (int node : order.placed()) {
            int deepest = ROOT;
            for (int k = 0; k < index.inputs(node); k++) {
                int source = index.source(node, k);
                if (source >= 0
                        && !order.isBackEdge(node, source)
                        && frames.get(frame[source]).depth()
                                > frames.get(deepest).depth()) {
                    deepest = frame[source];
                }
            }
            String op = index.node(node).op();
            if (OpTrait.ENTER.includes(op)) {
                Frame entered = new Frame(
                        deepest,
                        index.node(node)
                                .attr("frame_name", Attrs.string(""))
                                .getS()
                                .toStringUtf8(),
                        frames.get(deepest).depth() + 1);
                frame[node] = known.computeIfAbsent(entered, f -> {
                    frames.add(f);
                    return frames.size() - 1;
                });
            } else {
                frame[node] = OpTrait.EXIT.includes(op) ? frames.get(deepest).parent() : deepest;
            }
        }
    }

    private void findGuards() {
        for (int node : order.placed()) {
            boolean merges = OpTrait.MERGE.includes(index.node(node).op());
            Set<Long> found = null;
            for (int k = 0; k < index.inputs(node); k++) {
                int source = index.source(node, k);
                if (source < 0 || order.isBackEdge(node, source)) {
                    continue;
                }
                Set<Long> guarded = of(source, index.port(node, k));
                if (found == null) {
                    found = guarded;
                } else if (merges) {
                    found = common(found, guarded);
                } else {
                    found = together(found, guarded);
                }
            }
            if (found != null && !found.isEmpty()) {
                guards.set(node, found);
            }
        }
    }

    /** The guards of what is read from an output of a node. */
    private Set<Long> of(int node, int port) {
        Set<Long> own = guards.get(node);
        if (port < 0 || !OpTrait.SWITCH.includes(index.node(node).op()) || index.inputs(node) < 2) {
            return own;
        }
        int predicate = index.source(node, 1);
        if (predicate < 0
                || OpTrait.LOOP_CONDITION.includes(index.node(predicate).op())) {
            return own;
        }
        long guard = ((long) predicate << 16) + Math.min(port, 0xFFFF);
        return together(own, Set.of(guard));
    }

    private static Set<Long> together(Set<Long> a, Set<Long> b) {
        if (a.containsAll(b) || a.size() >= MAX_GUARDS) {
            return a;
        }
        if (b.containsAll(a)) {
            return b;
        }
        Set<Long> all = new TreeSet<>(a);
        all.addAll(b);
        return all;
    }

    private static Set<Long> common(Set<Long> a, Set<Long> b) {
        if (b.containsAll(a)) {
            return a;
        }
        Set<Long> both = new TreeSet<>(a);
        both.retainAll(b);
        return both;
    }
}
