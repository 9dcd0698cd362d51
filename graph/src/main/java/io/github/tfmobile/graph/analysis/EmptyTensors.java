package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.registry.OpDefs;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The tensors that may have no elements though what is fed has some: what an op keeps that may keep nothing (a non-maximum
 * suppression, {@code Where}), or of which it takes as much as a value says that is no constant and no size ({@code x[n:]}), a list
 * of so many tensors, a cond with a branch that gives nothing, and what is computed of it, until a shape is known again.
 */
public final class EmptyTensors {

    private final GraphIndex index;
    private final TensorFacts facts;
    private final BitSet behind;

    /** Those of a graph. */
    public EmptyTensors(Graph graph, OpDefs ops) {
        this.index = graph.index();
        this.facts = graph.analysis(TensorFacts.of(ops, TensorFacts.Basis.BRANCHES));
        BitSet from = new BitSet(index.size());
        BitSet sized = new BitSet(index.size());
        for (int node = 0; node < index.size(); node++) {
            from.set(node, index.node(node).is(OpTrait.MAYBE_EMPTY) || hasEmptyBranch(node));
            sized.set(node, firstSize(index.node(node)) >= 0 || index.node(node).is(OpTrait.SIZED_BY_LIST));
        }
        BitSet empty = behind(from);
        if (!sized.isEmpty()) {
            BitSet values = values(empty);
            sized.stream().filter(node -> isSizedBy(node, values)).forEach(from::set);
            empty = behind(from);
        }
        this.behind = empty;
    }

    private BitSet behind(BitSet from) {
        return index.downstream(from, (reader, source, port) -> port >= 0 && !hasElements(source, port));
    }

    /** What depends on the values that are fed or found, other than by their shapes. */
    private BitSet values(BitSet empty) {
        BitSet from = new BitSet(index.size());
        for (int number = 0; number < index.size(); number++) {
            Node node = index.node(number);
            boolean asks = node.is(OpTrait.SHAPE_QUERY) && reads(number, empty, 0);
            boolean given = node.inputCount() == 0 && !node.is("Const") && !node.is(OpTrait.VARIABLE);
            from.set(number, asks || given || empty.get(number));
        }
        return index.downstream(
                from,
                (reader, source, port) -> port >= 0
                        && !index.node(reader).is(OpTrait.SHAPE_QUERY)
                        // which way a value goes is none of it
                        && !(index.node(reader).is(OpTrait.SWITCH) && index.source(reader, 0) != source));
    }

    private boolean isSizedBy(int number, BitSet values) {
        Node node = index.node(number);
        return node.is(OpTrait.SIZED_BY_LIST)
                ? isListSizedBy(number, values)
                : reads(number, values, firstSize(node)) && !isElement(node);
    }

    /** Whether a node reads a list that is made for as many tensors as a value says, or for none. */
    private boolean isListSizedBy(int number, BitSet values) {
        BitSet start = new BitSet();
        start.set(number);
        BitSet lists = index.upstream(
                start,
                (reader, source, port) -> port >= 0
                        && (index.source(reader, 0) == source
                                || index.node(reader).is(OpTrait.MERGE)
                                || index.node(reader).is(OpTrait.WHILE))
                        && (reader == number
                                || index.node(reader).is(OpTrait.FORWARD)
                                || index.node(reader).is(OpTrait.LIST_CHANGE)
                                || index.node(reader).is(OpTrait.WHILE)));
        return lists.stream().anyMatch(list -> {
            Node node = index.node(list);
            if (!node.is(OpTrait.SIZED_LIST)) {
                return node.is(OpTrait.EMPTY_LIST);
            }
            int size = node.dataInputs().size() - 1;
            return size >= 0 && (reads(list, values, size) || isZero(node.input(size)));
        });
    }

    private boolean isZero(NodeInput tensor) {
        long[] values = facts.of(tensor).values();
        return values != null && values.length == 1 && values[0] == 0;
    }

    /** Whether a node hands on what one of several branches gives, and that of one of them is empty. */
    private boolean hasEmptyBranch(int number) {
        if (!index.node(number).is(OpTrait.MERGE)) {
            return false;
        }
        for (int k = 0; k < index.inputs(number); k++) {
            if (index.source(number, k) >= 0
                    && index.port(number, k) >= 0
                    && isEmpty(index.node(number).input(k))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a tensor is known to have no elements. */
    private boolean isEmpty(NodeInput tensor) {
        PartialShape shape = facts.of(tensor).shape();
        return shape.hasRank() && Arrays.stream(shape.dims()).anyMatch(dim -> dim == 0);
    }

    /** The first input whose values say how many elements a result has; -1 when none does. */
    private static int firstSize(Node node) {
        return node.is(OpTrait.SIZED_BY_ALL_VALUES)
                ? 0
                : node.is(OpTrait.SIZED_BY_LATER_VALUES) ? 1 : node.is(OpTrait.SIZED_BY_THIRD_VALUE) ? 2 : -1;
    }

    /** Whether a StridedSlice takes one element of each dim that it does not take whole: {@code x[i]}, {@code x[:, i]}. */
    private boolean isElement(Node node) {
        if (!node.is("StridedSlice") || node.inputCount() < 2) {
            return false;
        }
        PartialShape begin = facts.of(node.input(1)).shape();
        long taken = mask(node, "shrink_axis_mask");
        if (begin.rank() != 1 || begin.dims()[0] < 0 || begin.dims()[0] > Integer.SIZE) {
            return taken != 0;
        }
        long whole = (mask(node, "begin_mask") & mask(node, "end_mask"))
                | mask(node, "ellipsis_mask")
                | mask(node, "new_axis_mask");
        long specs = (1L << begin.dims()[0]) - 1;
        return (specs & ~(taken | whole)) == 0;
    }

    private static long mask(Node node, String attr) {
        return node.integer(attr, 0);
    }

    private boolean reads(int node, BitSet some, int first) {
        for (int k = first; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            if (source >= 0 && index.port(node, k) >= 0 && some.get(source)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a tensor that a node reads may be empty. */
    public boolean mayReadOne(int node) {
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            int port = index.port(node, k);
            if (source >= 0
                    && port >= 0
                    && ((behind.get(source) && !hasElements(source, port))
                            || isEmpty(index.node(node).input(k)))) {
                return true;
            }
        }
        return false;
    }

    private boolean hasElements(int node, int port) {
        PartialShape shape =
                facts.of(new NodeInput(index.node(node).name(), port)).shape();
        if (!shape.hasRank()) {
            return false;
        }
        for (long dim : shape.dims()) {
            if (dim <= 0) {
                return false;
            }
        }
        return true;
    }
}
