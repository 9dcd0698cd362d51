package io.github.tfmobile.graph.transform.fold;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.tensor.MessageSizes;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * Which constant nodes are to stay, so that the graph does not grow. Constant nodes that hang together by what is large are looked at
 * together: where what would be put in their place takes no more room than they and those of their constants that then go,
 * all are folded. Else those stay of which the result takes more room than the node and what it is computed from. What is small
 * is folded as long as all that is folded does not make the graph larger: that saves a node and perhaps a kernel.
 */
final class SizeLimit {

    /** Up to how many bytes a result is folded whatever it is made of, unless all of these together make the graph larger. */
    static final int SMALL = 1024;

    /** About as many bytes as a Const takes besides its value: its name, its op and the names of its attrs. */
    private static final int CONST = 64;

    private final GraphIndex index;
    private final BitSet needed;
    private final IntPredicate foldable;
    private final IntFunction<@Nullable List<TensorProto>> values;
    private final int constOp;
    /** The bytes of each constant node's results that are read. */
    private final long[] size;
    /** The constant nodes that are needed, each behind those that it reads. */
    private final int[] order;

    private SizeLimit(
            GraphIndex index, BitSet needed, IntPredicate foldable, IntFunction<@Nullable List<TensorProto>> values) {
        this.index = index;
        this.needed = needed;
        this.foldable = foldable;
        this.values = values;
        this.constOp = index.ops().indexOf("Const");
        this.size = new long[index.size()];
        this.order = Arrays.stream(index.runOrder())
                .filter(node -> needed.get(node) && foldable.test(node))
                .toArray();
        for (int node : order) {
            size[node] = size(node);
        }
    }

    /**
     * The nodes to leave, of those that what is not constant needs.
     *
     * @param needed the nodes that the outputs need
     * @param foldable which nodes are constant
     * @param values the results of a constant node
     */
    static BitSet kept(
            GraphIndex index, BitSet needed, IntPredicate foldable, IntFunction<@Nullable List<TensorProto>> values) {
        SizeLimit limit = new SizeLimit(index, needed, foldable, values);
        Groups groups = limit.groups(SMALL);
        // Where there is much that is small, it counts as well.
        return groups.growth() > 0 ? limit.new Weights(0).kept(limit.groups(0)) : limit.new Weights(SMALL).kept(groups);
    }

    /**
     * Constant nodes that hang together by what is large.
     *
     * @param of gives for each node another one of its group, the same one for all of them
     * @param growing those that take more room when all of their nodes are folded
     * @param growth by how many bytes the others, which are folded, make the graph larger
     */
    private record Groups(IntUnaryOperator of, BitSet growing, long growth) {}

    private Groups groups(int small) {
        int[] groups = new int[index.size()];
        Arrays.setAll(groups, node -> node);
        for (int node : order) {
            for (int k = 0; k < index.inputs(node); k++) {
                int source = index.port(node, k) < 0 ? GraphIndex.NONE : index.source(node, k);
                if (source >= 0 && foldable.test(source) && size[source] > small) {
                    groups[group(groups, node)] = group(groups, source);
                }
            }
        }
        for (int node : order) {
            groups[node] = group(groups, node);
        }
        long[] larger = larger(groups);
        long growth = 0;
        BitSet growing = new BitSet();
        for (int node : order) {
            if (groups[node] == node && larger[node] > small) {
                growing.set(node);
            } else if (groups[node] == node) {
                growth += larger[node];
            }
        }
        return new Groups(node -> groups[node], growing, growth);
    }

    private static int group(int[] groups, int node) {
        int at = node;
        while (groups[at] != at) {
            groups[at] = groups[groups[at]];
            at = groups[at];
        }
        return at;
    }

    /** By how many bytes each group makes the graph larger when all of its nodes are folded. */
    private long[] larger(int[] groups) {
        long[] larger = new long[index.size()];
        for (int node : order) {
            boolean read = isRead(node, reader -> !foldable.test(reader));
            if (index.op(node) == constOp) {
                larger[groups[node]] -= read ? 0 : size[node] + CONST;
                continue;
            }
            if (read) {
                // Of several nodes that hand one constant on, that constant is put in place of all.
                int origin = origin(node);
                boolean stays = index.op(origin) == constOp && isRead(origin, reader -> !foldable.test(reader));
                larger[groups[node]] += stays ? 0 : size[node] + CONST;
            }
            larger[groups[node]] -= MessageSizes.of(index.node(node).message());
        }
        return larger;
    }

    /** The node whose result a node hands on, itself for most. */
    private int origin(int node) {
        int at = node;
        while (index.op(at) != constOp && handsOn(at) && index.inputs(at) > 0 && index.source(at, 0) >= 0) {
            at = index.source(at, 0);
        }
        return at;
    }

    private boolean isRead(int node, IntPredicate by) {
        boolean[] read = {false};
        index.readers(node, (reader, input) -> {
            read[0] = index.port(reader, input) >= 0 && needed.get(reader) && by.test(reader);
            return !read[0];
        });
        return read[0];
    }

    private long size(int node) {
        List<TensorProto> results = values.apply(node);
        BitSet read = read(node);
        long bytes = 0;
        for (int port = 0; results != null && port < results.size(); port++) {
            bytes += read.get(port) ? MessageSizes.of(results.get(port)) : 0;
        }
        return bytes;
    }

    /** The outputs of a node that are read. */
    private BitSet read(int node) {
        BitSet read = new BitSet();
        index.readers(node, (reader, input) -> {
            if (index.port(reader, input) >= 0 && needed.get(reader)) {
                read.set(index.port(reader, input));
            }
            return true;
        });
        return read;
    }

    /** Whether all that is read of a node is what it is given, as of an Identity: that takes no room of its own. */
    private boolean handsOn(int node) {
        List<TensorProto> results = values.apply(node);
        return results != null
                && read(node).stream()
                        .allMatch(port -> port < results.size() && isGiven(node, port, results.get(port)));
    }

    private boolean isGiven(int node, int port, TensorProto result) {
        // What has many outputs hands each input on as the output of its place.
        return (port < index.inputs(node) && isInput(node, port, result))
                || IntStream.range(0, index.inputs(node)).anyMatch(k -> isInput(node, k, result));
    }

    @SuppressWarnings("ReferenceEquality") // what is handed on is the same message
    private boolean isInput(int node, int k, TensorProto result) {
        int source = index.port(node, k) < 0 ? GraphIndex.NONE : index.source(node, k);
        List<TensorProto> given = source < 0 || !foldable.test(source) ? null : values.apply(source);
        return given != null && index.port(node, k) < given.size() && given.get(index.port(node, k)) == result;
    }

    /** What it takes to have the results of constant nodes, where results of up to some size are folded in any case. */
    private final class Weights {

        private final int small;
        /** The bytes that it takes at least to have the results of a constant node. */
        private final double[] cost = new double[index.size()];
        /** What {@link #sharers(int)} has counted; 0 where nobody has asked. */
        private final int[] sharers = new int[index.size()];

        private final BitSet larger = new BitSet();

        Weights(int small) {
            this.small = small;
        }

        BitSet kept(Groups groups) {
            BitSet kept = new BitSet();
            if (groups.growing().isEmpty()) {
                return kept;
            }
            for (int node : order) {
                weigh(node, groups.growing().get(groups.of().applyAsInt(node)));
            }
            for (int i = order.length - 1; i >= 0; i--) {
                if (larger.get(order[i]) && isRead(order[i], reader -> !foldable.test(reader) || kept.get(reader))) {
                    kept.set(order[i]);
                }
            }
            return kept;
        }

        private void weigh(int node, boolean grows) {
            boolean constant = index.op(node) == constOp;
            cost[node] = constant && isRead(node, reader -> !foldable.test(reader)) ? 0 : size[node];
            if (constant || size[node] <= small) {
                return;
            }
            double before = 0;
            for (int k = 0; k < index.inputs(node); k++) {
                int source = index.port(node, k) < 0 ? GraphIndex.NONE : index.source(node, k);
                if (source >= 0 && !foldable.test(source)) {
                    return; // asks for a shape
                }
                before += source < 0 ? 0 : cost[source] / sharers(source);
            }
            if (handsOn(node)) {
                cost[node] = before;
                return;
            }
            before += MessageSizes.of(index.node(node).message());
            if (grows && before < cost[node]) {
                cost[node] = before;
                larger.set(node);
            }
        }

        /** Among how many nodes that stay or are large what a constant takes is divided. */
        private int sharers(int node) {
            if (sharers[node] == 0) {
                sharers[node] = Math.max(1, countSharers(node));
            }
            return sharers[node];
        }

        private int countSharers(int node) {
            BitSet sharers = new BitSet();
            boolean[] read = {false};
            index.readers(node, (reader, input) -> {
                if (index.port(reader, input) >= 0 && needed.get(reader)) {
                    if (!foldable.test(reader)) {
                        read[0] = true;
                    } else if (size[reader] > small) {
                        sharers.set(reader);
                    }
                }
                return true;
            });
            return sharers.cardinality() + (read[0] ? 1 : 0);
        }
    }
}
