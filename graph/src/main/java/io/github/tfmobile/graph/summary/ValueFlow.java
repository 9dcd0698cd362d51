package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.TensorFacts;
import io.github.tfmobile.graph.analysis.Weights;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/**
 * Where values go in a graph: along data edges, but not into what asks for a shape alone. Sets of nodes are sets of their
 * numbers; each question walks the graph once, however many nodes it starts from.
 */
final class ValueFlow {

    private final GraphIndex index;
    private final TensorFacts facts;
    private final BitSet shapeQueries;
    private final BitSet weights;
    private final BitSet weighted;

    ValueFlow(Graph graph, OpDefs ops) {
        this.index = graph.index();
        this.facts = graph.analysis(TensorFacts.of(ops, TensorFacts.Basis.RECORDED));
        // Ones and zeros in the shape of something tell nothing of its values.
        BitSet queries = index.opsWith(OpTrait.SHAPE_QUERY);
        this.shapeQueries = where(node -> queries.get(index.op(node))
                || index.node(node).is("OnesLike")
                || index.node(node).is("ZerosLike"));
        this.weights = where(node -> Weights.isWeight(index.node(node)));
        this.weighted = downstream(readers(weights));
    }

    GraphIndex index() {
        return index;
    }

    Node node(int node) {
        return index.node(node);
    }

    /** The first output of a node. */
    NodeInput tensor(int node) {
        return new NodeInput(index.node(node).name(), 0);
    }

    TensorFact fact(NodeInput tensor) {
        return facts.of(tensor);
    }

    @Nullable
    Dtype dtype(NodeInput tensor) {
        return facts.dtype(tensor);
    }

    boolean isBool(int node) {
        return Dtype.of(DataType.DT_BOOL).equals(dtype(tensor(node)));
    }

    /** Whether a node's first output is known to be a scalar; a While or an If is its values together. */
    boolean isScalar(int node) {
        return facts.of(tensor(node)).shape().rank() == 0
                && !OpTraits.isFunctionalControlFlow(index.node(node).op());
    }

    TensorFacts facts() {
        return facts;
    }

    /** The nodes that hold weights. */
    BitSet weights() {
        return weights;
    }

    /** The nodes that depend on weights. */
    BitSet weighted() {
        return weighted;
    }

    /** The weight that a node carries on as it is, or as another dtype; {@link GraphIndex#NONE} when it does not. */
    int weightBehind(int node) {
        int at = node;
        for (int steps = 0; at >= 0 && steps < index.size(); steps++) {
            if (weights.get(at)) {
                return at;
            }
            boolean carries = NodeRoles.isCarrier(index.node(at)) && index.inputs(at) > 0;
            at = carries ? index.source(at, 0) : GraphIndex.NONE;
        }
        return GraphIndex.NONE;
    }

    /** All nodes of a kind. */
    BitSet where(IntPredicate kind) {
        BitSet found = new BitSet(index.size());
        for (int node = 0; node < index.size(); node++) {
            if (kind.test(node)) {
                found.set(node);
            }
        }
        return found;
    }

    /** Whether an edge carries a value. */
    boolean carries(int reader, int input) {
        return index.port(reader, input) >= 0 && !shapeQueries.get(reader);
    }

    /** The nodes that read a value of one of these. */
    BitSet readers(BitSet of) {
        BitSet readers = new BitSet(index.size());
        of.stream()
                .forEach(node -> index.readers(node, (reader, input) -> {
                    if (carries(reader, input)) {
                        readers.set(reader);
                    }
                    return true;
                }));
        return readers;
    }

    /** The nodes that read the value of one of these tensors. */
    BitSet readers(Collection<Source> sources) {
        BitSet readers = new BitSet(index.size());
        ports(sources)
                .forEach((node, ports) -> index.readers(node, (reader, input) -> {
                    if (carries(reader, input) && ports.get(index.port(reader, input))) {
                        readers.set(reader);
                    }
                    return true;
                }));
        return readers;
    }

    /** Those of these tensors that somebody reads the value of who is asked about, in order. */
    List<Source> read(Collection<Source> sources, IntPredicate by) {
        Map<Integer, BitSet> read = new HashMap<>();
        return sources.stream()
                .filter(source -> read.computeIfAbsent(source.node(), node -> readPorts(node, by))
                        .get(source.port()))
                .toList();
    }

    private BitSet readPorts(int node, IntPredicate by) {
        BitSet ports = new BitSet();
        index.readers(node, (reader, input) -> {
            if (carries(reader, input) && by.test(reader)) {
                ports.set(index.port(reader, input));
            }
            return true;
        });
        return ports;
    }

    private static Map<Integer, BitSet> ports(Collection<Source> sources) {
        Map<Integer, BitSet> ports = new HashMap<>();
        for (Source source : sources) {
            ports.computeIfAbsent(source.node(), node -> new BitSet()).set(source.port());
        }
        return ports;
    }

    /** These nodes and all whose values depend on them. */
    BitSet downstream(BitSet from) {
        return index.downstream(from, (reader, source, port) -> port >= 0 && !shapeQueries.get(reader));
    }

    /** These nodes and all whose values depend on them, without gradients and what comes of these. */
    BitSet forwards(BitSet from) {
        return index.downstream(
                from,
                (reader, source, port) -> port >= 0
                        && !shapeQueries.get(reader)
                        && !NodeRoles.isGradient(index.node(reader).name()));
    }

    /**
     * These nodes and all whose values depend on them, or on how many there are where an op chose by values: the number of
     * boxes that are left is a result, the size of a batch is none.
     */
    BitSet withCounts(BitSet from) {
        BitSet chosen =
                downstream(where(node -> from.get(node) && index.node(node).is(OpTrait.SHAPE_FROM_DATA)));
        return index.downstream(
                from, (reader, source, port) -> port >= 0 && (!shapeQueries.get(reader) || chosen.get(source)));
    }

    /** These nodes and all within some others on whose values they depend. */
    BitSet upstream(BitSet from, BitSet within) {
        return index.upstream(
                from, (reader, source, port) -> port >= 0 && !shapeQueries.get(reader) && within.get(source));
    }

    /**
     * The nodes of these kinds, and those of which all that reads them leads to such nodes and nowhere else.
     *
     * @param stops nodes that count as something else
     */
    BitSet endingIn(Set<OpTrait> kinds, BitSet stops) {
        BitSet found = new BitSet(index.size());
        BitSet roots = where(node -> kinds.stream().anyMatch(index.node(node)::is));
        int[] others = new int[index.size()];
        Deque<Integer> open = new ArrayDeque<>();
        for (int node = 0; node < index.size(); node++) {
            int at = node;
            index.readers(node, (reader, input) -> {
                others[at] += index.port(reader, input) >= 0 ? 1 : 0;
                return true;
            });
        }
        roots.stream().forEach(open::add);
        while (!open.isEmpty()) {
            int node = open.remove();
            if (found.get(node) || (stops.get(node) && !roots.get(node))) {
                continue;
            }
            found.set(node);
            for (int k = 0; k < index.inputs(node); k++) {
                int source = index.source(node, k);
                if (source >= 0 && index.port(node, k) >= 0 && --others[source] == 0) {
                    open.add(source);
                }
            }
        }
        return found;
    }

    /** Whether a node has a reader, through data edges, among some. */
    boolean isRead(int node, BitSet by) {
        boolean[] read = {false};
        index.readers(node, (reader, input) -> {
            read[0] = by.get(reader) && index.port(reader, input) >= 0;
            return !read[0];
        });
        return read[0];
    }

    /** A set of one node, to start a walk from. */
    static BitSet single(int node) {
        BitSet set = new BitSet();
        set.set(node);
        return set;
    }
}
