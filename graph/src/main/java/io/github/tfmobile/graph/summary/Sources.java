package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.summary.LikelyNames.Feed;
import io.github.tfmobile.graph.summary.Source.Kind;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** Where the values of a model come from at run time. */
final class Sources {

    private static final Set<OpTrait> PIPELINE = EnumSet.of(
            OpTrait.DEQUEUE, OpTrait.BARRIER_TAKE, OpTrait.UNSTAGE, OpTrait.ITERATOR_NEXT, OpTrait.READER_READ);

    private final ValueFlow flow;
    private final BitSet saver;
    private final List<Source> primary;

    /** Finds what is fed, and what a pipeline or a file gives. */
    Sources(ValueFlow flow, NodeRoles roles) {
        this.flow = flow;
        BitSet all = flow.where(node -> true);
        BitSet beforeCheckpoints = flow.upstream(roles.checkpoints(), all);
        this.saver = flow.where(node -> beforeCheckpoints.get(node) && isFed(node) && isString(node));
        List<Source> found = of(Kind.FED, node -> isFed(node) && !saver.get(node));
        found.addAll(of(Kind.PIPELINE, node -> has(node, PIPELINE)));
        BitSet fed = flow.downstream(flow.readers(found));
        found.addAll(of(Kind.FILE, node -> isFile(node) && !fed.get(node)));
        found.sort(java.util.Comparator.comparingInt(Source::node).thenComparingInt(Source::port));
        this.primary = List.copyOf(found);
    }

    /** The names of checkpoints that a saver takes. */
    BitSet saver() {
        return saver;
    }

    /** What is fed, and what a pipeline or a file gives, in file order. */
    List<Source> primary() {
        return primary;
    }

    /** What draws random numbers. */
    List<Source> random() {
        return of(
                Kind.RANDOM,
                node -> flow.node(node).is(OpTrait.RANDOM) || flow.node(node).is(OpTrait.STATELESS_RANDOM));
    }

    /** The reads of variables that a layer multiplies with another variable, as it does its data. */
    List<Source> variables() {
        GraphIndex index = flow.index();
        TreeSet<Integer> reads = new TreeSet<>();
        for (int layer = 0; layer < index.size(); layer++) {
            Node node = index.node(layer);
            boolean convolves = node.is(OpTrait.CONVOLUTION);
            if (!convolves && !node.is(OpTrait.MATRIX_PRODUCT)) {
                continue;
            }
            int data = node.is(OpTrait.TRANSPOSED_CONVOLUTION) ? 2 : 0;
            int read = data < index.inputs(layer) ? readOfVariable(index.source(layer, data)) : GraphIndex.NONE;
            int filter = 1 < index.inputs(layer) ? readOfVariable(index.source(layer, 1)) : GraphIndex.NONE;
            if (read >= 0 && filter >= 0 && read != filter) {
                reads.add(read);
            }
        }
        return reads.stream()
                .map(read -> new Source(read, flow.tensor(read), Kind.VARIABLE))
                .toList();
    }

    /** The node nearest to a variable on the way from it to here, when there is one and constants meet it at most. */
    private int readOfVariable(int from) {
        GraphIndex index = flow.index();
        int at = from;
        int last = GraphIndex.NONE;
        for (int steps = 0; at >= 0 && steps < index.size(); steps++) {
            if (index.node(at).is(OpTrait.VARIABLE)) {
                return last < 0 ? at : last;
            }
            int next = GraphIndex.NONE;
            for (int k = 0; k < index.inputs(at); k++) {
                int source = index.source(at, k);
                if (index.port(at, k) >= 0 && source >= 0 && !index.node(source).is("Const")) {
                    if (next >= 0) {
                        return GraphIndex.NONE;
                    }
                    next = source;
                }
            }
            last = at;
            at = next;
        }
        return GraphIndex.NONE;
    }

    /** The constant to put in the place of a source that only switches training; null for others. */
    @Nullable
    Feed feed(Source source) {
        if (source.kind() != Kind.FED || !flow.node(source.node()).is(OpTrait.PLACEHOLDER)) {
            return null;
        }
        int rank = flow.fact(source.tensor()).shape().rank();
        boolean[] isData = {rank > 0};
        flow.index().readers(source.node(), (reader, input) -> {
            isData[0] |= flow.node(reader).is(OpTrait.CONVOLUTION)
                    || flow.node(reader).is(OpTrait.MATRIX_PRODUCT);
            return !isData[0];
        });
        Dtype dtype = flow.dtype(source.tensor());
        return isData[0] ? null : TrainingSwitches.constant(source.tensor().node(), dtype);
    }

    /** Whether a source has a value when nobody feeds it: a scalar that is set beforehand. */
    boolean isSet(Source source) {
        return flow.node(source.node()).is(OpTrait.PLACEHOLDER_WITH_DEFAULT)
                && flow.fact(source.tensor()).shape().rank() == 0;
    }

    private boolean isFed(int node) {
        return flow.node(node).is(OpTrait.PLACEHOLDER) || flow.node(node).is(OpTrait.ARGUMENT);
    }

    private boolean isString(int node) {
        return Dtype.of(DataType.DT_STRING).equals(flow.dtype(flow.tensor(node)));
    }

    private boolean isFile(int node) {
        Node at = flow.node(node);
        return at.is(OpTrait.FILE_READ) && !at.is(OpTrait.CHECKPOINT) && !at.is(OpTrait.TABLE_FROM_FILE);
    }

    private boolean has(int node, Set<OpTrait> traits) {
        return traits.stream().anyMatch(flow.node(node)::is);
    }

    /** The outputs of nodes of a kind that are read. */
    private List<Source> of(Kind kind, java.util.function.IntPredicate which) {
        List<Source> sources = new ArrayList<>();
        for (int node = 0; node < flow.index().size(); node++) {
            if (which.test(node)) {
                for (int port : Ports.read(flow.index(), node, reader -> true)) {
                    sources.add(new Source(node, new NodeInput(flow.node(node).name(), port), kind));
                }
            }
        }
        return sources;
    }
}
