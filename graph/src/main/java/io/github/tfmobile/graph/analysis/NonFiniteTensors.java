package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * The float tensors that may hold an infinity or a NaN because a constant does, as the mask of an attention, and what is
 * computed of it, until an op gives finite values whatever it is given. A constant of more than 1e30 counts as infinite: the
 * range of a sum or product in 32 bits is more than a hundred thousand times that of its terms, and then no float.
 */
public final class NonFiniteTensors {

    private static final Set<DataType> FLOATS =
            Set.of(DataType.DT_HALF, DataType.DT_BFLOAT16, DataType.DT_FLOAT, DataType.DT_DOUBLE);

    /** The largest magnitude of which the product with values in the thousands still has a range that is a float. */
    private static final double LARGEST = 1e30;

    private final GraphIndex index;
    private final BitSet behind;

    /**
     * Those of a graph.
     *
     * @throws ProblemException when the value of a constant cannot be read
     */
    public NonFiniteTensors(Graph graph, OpDefs ops) throws ProblemException {
        this.index = graph.index();
        BitSet from = new BitSet(index.size());
        boolean anyNaN = false;
        for (int node = 0; node < index.size(); node++) {
            double worst = worst(index.node(node));
            from.set(node, worst != 0);
            anyNaN |= Double.isNaN(worst);
        }
        if (from.isEmpty()) {
            this.behind = from;
            return;
        }
        boolean bounds = !anyNaN; // of a NaN a NaN is made
        TensorFacts facts = graph.analysis(TensorFacts.of(ops, TensorFacts.Basis.PROVEN));
        this.behind = index.downstream(
                from,
                (reader, source, port) -> port >= 0
                        && isFloat(facts.dtype(new NodeInput(index.node(source).name(), port)))
                        && !(bounds && index.node(reader).is(OpTrait.BOUNDED)));
    }

    private static boolean isFloat(@Nullable Dtype dtype) {
        return dtype == null || FLOATS.stream().anyMatch(dtype::is);
    }

    /** A NaN of a constant, else an infinity or what counts as one, else 0. */
    private static double worst(Node node) throws ProblemException {
        AttrValue value = node.is("Const") ? node.attr("value") : null;
        if (value == null || !FLOATS.contains(value.getTensor().getDtype())) {
            return 0;
        }
        Tensor tensor = Tensor.of(value.getTensor());
        double worst = 0;
        for (int i = 0; i < tensor.elements() && !Double.isNaN(worst); i++) {
            double element = tensor.getDouble(i);
            worst = Math.abs(element) <= LARGEST ? worst : element;
        }
        return worst;
    }

    /** Whether a node reads one of them, or gives one. */
    public boolean mayMeetOne(int node) {
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            if (source >= 0 && index.port(node, k) >= 0 && behind.get(source)) {
                return true;
            }
        }
        return behind.get(node);
    }
}
