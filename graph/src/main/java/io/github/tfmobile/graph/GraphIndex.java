package io.github.tfmobile.graph;

import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A graph by numbers: its nodes are counted in file order, its edges are numbers, so that walking it touches no names.
 * What an earlier graph's index knows of the nodes that both have is taken over from it. Immutable and thread-safe.
 *
 * <p>A node's inputs are the entries of its {@code input} list, in order. Of nodes with one name the first counts.
 */
public final class GraphIndex {

    /** The number of a node that is not there. */
    public static final int NONE = -1;

    /** Where nodes were taken out, the next one is looked for among so many before it is by its name. */
    private static final int NEAR = 8;

    /** Whether an edge is followed. */
    @FunctionalInterface
    public interface EdgeFilter {

        /** Whether to go on from the reader to the output of the source that it reads. */
        boolean follows(int reader, int source, int port);
    }

    /** What is done with an edge. */
    @FunctionalInterface
    public interface EdgeVisitor {

        /** Takes a reader and which of its inputs it is; false to end the visit. */
        boolean visit(int reader, int input);
    }

    private final Node[] nodes;
    private final NodeNames names;
    private final List<String> opNames = new ArrayList<>();
    private final Map<String, Integer> opNumbers = new HashMap<>();
    private final int[] op;
    private final int[] firstInput;
    private int[] source;
    private int[] port;
    private int @Nullable [] firstReader;
    private int[] reader = new int[0];
    private int[] readerInput = new int[0];
    private int @Nullable [] runOrder;
    private @Nullable TopologicalOrder topologicalOrder;

    private GraphIndex(Node[] nodes, NodeNames names) {
        this.nodes = nodes;
        this.names = names;
        this.op = new int[nodes.length];
        this.firstInput = new int[nodes.length + 1];
        this.source = new int[nodes.length * 2];
        this.port = new int[nodes.length * 2];
    }

    /** The index of these nodes, with the help of that of a graph that has many of them, too. */
    static GraphIndex of(List<Node> all, @Nullable GraphIndex like) {
        Node[] nodes = all.toArray(new Node[0]);
        GraphIndex index = new GraphIndex(
                nodes,
                like != null && like.names.areThoseOf(nodes) ? new NodeNames(nodes, like.names) : new NodeNames(nodes));
        if (like == null) {
            index.read();
        } else {
            index.takeOver(like);
        }
        index.source = Arrays.copyOf(index.source, index.firstInput[nodes.length]);
        index.port = Arrays.copyOf(index.port, index.firstInput[nodes.length]);
        return index;
    }

    /** How many nodes there are. */
    public int size() {
        return nodes.length;
    }

    /** A node. */
    public Node node(int node) {
        return nodes[node];
    }

    /** The number of the node of that name, {@link #NONE} when there is none. */
    public int number(String name) {
        return names.find(name);
    }

    /** The nodes that have no name or one that an earlier node has, in order. */
    public int[] misnamed() {
        return names.misnamed();
    }

    /** A node's op as a number below that of {@link #ops()}. */
    public int op(int node) {
        return op[node];
    }

    /** The numbers of the ops that have a trait. */
    public BitSet opsWith(OpTrait trait) {
        return opsWhere(trait::includes);
    }

    /** The numbers of the ops of which something holds, each asked for once. */
    public BitSet opsWhere(Predicate<String> holds) {
        BitSet found = new BitSet();
        for (int i = 0; i < opNames.size(); i++) {
            found.set(i, holds.test(opNames.get(i)));
        }
        return found;
    }

    /** The ops that occur; each one's place is its number. */
    public List<String> ops() {
        return Collections.unmodifiableList(opNames);
    }

    /** How many inputs a node has, control inputs included. */
    public int inputs(int node) {
        return firstInput[node + 1] - firstInput[node];
    }

    /** The node that an input reads, {@link #NONE} when it is not there. */
    public int source(int node, int input) {
        return source[firstInput[node] + input];
    }

    /** The output that an input reads, or {@link NodeInput#CONTROL}. */
    public int port(int node, int input) {
        return port[firstInput[node] + input];
    }

    /** Whether any node waits for another. */
    public boolean hasControlInputs() {
        for (int output : port) {
            if (output == NodeInput.CONTROL) {
                return true;
            }
        }
        return false;
    }

    /** Visits all edges from a node to its readers, in file order of these. */
    public void readers(int node, EdgeVisitor visitor) {
        int[] first = firstReader();
        for (int k = first[node]; k < first[node + 1] && visitor.visit(reader[k], readerInput[k]); k++) {
            // the visitor does it all
        }
    }

    /** How many edges lead from a node to its readers. */
    public int readerEdges(int node) {
        int[] first = firstReader();
        return first[node + 1] - first[node];
    }

    /** The nodes in the order of {@link RunOrder}, those that can never run left out; not to be changed. */
    public synchronized int[] runOrder() {
        if (runOrder == null) {
            runOrder = RunOrder.of(this);
        }
        return runOrder;
    }

    /** All nodes, each behind what it reads. */
    public synchronized TopologicalOrder topologicalOrder() {
        if (topologicalOrder == null) {
            topologicalOrder = new TopologicalOrder(this);
        }
        return topologicalOrder;
    }

    /**
     * These nodes and all that can be reached from them against the direction of the edges that the filter follows; with
     * a node also others of its name.
     */
    public BitSet upstream(BitSet from, EdgeFilter filter) {
        BitSet found = (BitSet) from.clone();
        int[] open = found.stream().toArray();
        int count = open.length;
        while (count > 0) {
            int node = open[--count];
            for (int k = firstInput[node]; k < firstInput[node + 1]; k++) {
                if (source[k] >= 0 && !found.get(source[k]) && filter.follows(node, source[k], port[k])) {
                    found.set(source[k]);
                    open = count < open.length ? open : Arrays.copyOf(open, 2 * count + 16);
                    open[count++] = source[k];
                }
            }
        }
        for (int other : misnamed()) {
            if (found.get(number(nodes[other].name()))) {
                found.set(other);
            }
        }
        return found;
    }

    /** These nodes and all that can be reached from them along the edges that the filter follows. */
    public BitSet downstream(BitSet from, EdgeFilter filter) {
        BitSet found = (BitSet) from.clone();
        int[][] open = {found.stream().toArray()};
        int[] count = {open[0].length};
        while (count[0] > 0) {
            int at = open[0][--count[0]];
            readers(at, (next, input) -> {
                if (!found.get(next) && filter.follows(next, at, port(next, input))) {
                    found.set(next);
                    open[0] = count[0] < open[0].length ? open[0] : Arrays.copyOf(open[0], 2 * count[0] + 16);
                    open[0][count[0]++] = next;
                }
                return true;
            });
        }
        return found;
    }

    /**
     * For each node its number in another graph that has the very same message, {@link #NONE} where that has none or
     * another of the name.
     */
    @SuppressWarnings("ReferenceEquality") // the same message; an equal one is as good but rarer
    public int[] numbersIn(GraphIndex other) {
        int[] numbers = new int[size()];
        int next = 0;
        for (int i = 0; i < numbers.length; i++) {
            Node node = nodes[i];
            // As a rule nodes stay in their places, changed or not, and need not be looked for.
            next = other.near(next, node);
            boolean inPlace = next < other.size()
                    && (other.nodes[next] == node || other.nodes[next].name().equals(node.name()));
            int found = inPlace ? next : other.names.find(node.name(), names.hash(i));
            numbers[i] = found >= 0 && other.nodes[found] == node ? found : NONE;
            next = found < 0 ? next : found + 1;
        }
        return numbers;
    }

    private synchronized int[] firstReader() {
        if (firstReader != null) {
            return firstReader;
        }
        int[] first = new int[size() + 1];
        for (int from : source) {
            if (from >= 0) {
                first[from + 1]++;
            }
        }
        for (int i = 0; i < size(); i++) {
            first[i + 1] += first[i];
        }
        int[] filled = Arrays.copyOf(first, size());
        reader = new int[first[size()]];
        readerInput = new int[first[size()]];
        for (int i = 0; i < size(); i++) {
            for (int k = firstInput[i]; k < firstInput[i + 1]; k++) {
                if (source[k] >= 0) {
                    int at = filled[source[k]]++;
                    reader[at] = i;
                    readerInput[at] = k - firstInput[i];
                }
            }
        }
        firstReader = first;
        return first;
    }

    /** An input of which the node was not there yet. */
    private record Pending(int edge, String name) {}

    private void read() {
        Deque<Pending> pending = new ArrayDeque<>();
        for (int i = 0; i < nodes.length; i++) {
            names.add(i, nodes[i].name().hashCode());
            readNode(i, pending);
        }
        pending.forEach(input -> source[input.edge] = names.find(input.name));
    }

    private void readNode(int i, Deque<Pending> pending) {
        Node node = nodes[i];
        op[i] = opNumber(node.op());
        int edge = firstInput[i];
        for (int k = 0; k < node.inputCount(); k++) {
            NodeInput input = node.input(k);
            int from = names.find(input.node());
            addEdge(edge, from, input.port());
            if (from < 0) {
                pending.add(new Pending(edge, input.node()));
            }
            edge++;
        }
        firstInput[i + 1] = edge;
    }

    private void addEdge(int edge, int from, int output) {
        if (edge == source.length) {
            source = Arrays.copyOf(source, 2 * edge + 16);
            port = Arrays.copyOf(port, 2 * edge + 16);
        }
        source[edge] = from;
        port[edge] = output;
    }

    private int opNumber(String name) {
        Integer known = opNumbers.putIfAbsent(name, opNames.size());
        if (known == null) {
            opNames.add(name);
            return opNames.size() - 1;
        }
        return known;
    }

    /** Reads the nodes that the other graph does not have; of the others all is known. */
    private void takeOver(GraphIndex like) {
        int[] ops = new int[like.opNames.size()]; // their numbers here, 0 while they have not occurred
        int[] same = new int[size()];
        int[] now = new int[like.size()]; // the number here of the node that has the name of one there
        Arrays.fill(now, NONE);
        if (names.hasTableOf(like.names)) {
            alignInOrder(like, same, now);
        } else {
            align(like, same, now);
        }
        Deque<Pending> pending = new ArrayDeque<>();
        for (int i = 0; i < size(); i++) {
            int old = same[i];
            if (old < 0) {
                readNode(i, pending);
                continue;
            }
            int known = ops[like.op[old]];
            if (known == 0) {
                known = opNumber(like.opNames.get(like.op[old])) + 1;
                ops[like.op[old]] = known;
            }
            op[i] = known - 1;
            int edge = firstInput[i];
            for (int k = like.firstInput[old]; k < like.firstInput[old + 1]; k++, edge++) {
                int from = like.source[k] < 0 ? NONE : now[like.source[k]];
                addEdge(edge, from, like.port[k]);
                if (from < 0) {
                    NodeInput input = nodes[i].input(k - like.firstInput[old]);
                    pending.add(new Pending(edge, input.node()));
                }
            }
            firstInput[i + 1] = edge;
        }
        pending.forEach(input -> source[input.edge] = names.find(input.name));
    }

    @SuppressWarnings("ReferenceEquality") // the same message; an equal one is as good but rarer
    private void alignInOrder(GraphIndex like, int[] same, int[] now) {
        for (int i = 0; i < same.length; i++) {
            same[i] = nodes[i] == like.nodes[i] ? i : NONE;
            now[i] = i;
        }
        for (int node : misnamed()) {
            now[node] = number(nodes[node].name());
        }
    }

    /** The number of the very node, if it is one of a few from a number on; else that number. */
    @SuppressWarnings("ReferenceEquality") // the same message
    private int near(int number, Node node) {
        int end = Math.min(number + NEAR, nodes.length);
        for (int i = number; i < end; i++) {
            if (nodes[i] == node) {
                return i;
            }
        }
        return number;
    }

    @SuppressWarnings("ReferenceEquality") // the same message; an equal one is as good but rarer
    private void align(GraphIndex like, int[] same, int[] now) {
        int next = 0;
        for (int i = 0; i < same.length; i++) {
            Node node = nodes[i];
            int hash;
            next = like.near(next, node);
            if (next < like.size() && like.nodes[next] == node) {
                hash = like.names.hash(next);
            } else {
                hash = node.name().hashCode();
                int found = like.names.find(node.name(), hash);
                next = found < 0 ? next : found;
            }
            boolean kept = next < like.size() && like.nodes[next] == node;
            int added = names.add(i, hash);
            same[i] = kept ? next : NONE;
            boolean named = kept
                    || (next < like.size()
                            && like.names.hash(next) == hash
                            && like.nodes[next].name().equals(node.name()));
            if (named) {
                now[next] = added;
                next++;
            }
        }
    }
}
