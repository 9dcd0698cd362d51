package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.TensorFact;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/** The shape of a tensor that may be fed, with what the layer that reads it says of its channels. */
public final class InputShapes {

    private InputShapes() {}

    /** The shape; null when not even the rank is known. */
    public static @Nullable TensorShapeProto of(Graph graph, TensorFacts facts, NodeInput tensor) {
        return shape(graph, facts, tensor, InputShapes::wanted);
    }

    /** A shape that readers take, though they may take others, too; null when nothing tells one. */
    public static @Nullable TensorShapeProto possible(Graph graph, TensorFacts facts, NodeInput tensor) {
        return shape(graph, facts, tensor, InputShapes::taken);
    }

    /** What a reader says of its first input. */
    private interface Reading {
        PartialShape of(Node reader, List<TensorFact> inputs);
    }

    private static @Nullable TensorShapeProto shape(Graph graph, TensorFacts facts, NodeInput tensor, Reading reading) {
        GraphIndex index = graph.index();
        PartialShape[] wanted = {PartialShape.unknown()};
        int node = index.number(tensor.node());
        if (node >= 0) {
            index.readers(node, (reader, input) -> {
                if (input == 0 && index.port(reader, input) == tensor.port()) {
                    wanted[0] = reading.of(index.node(reader), facts.ofInputs(reader));
                }
                return !wanted[0].hasRank();
            });
        }
        PartialShape shape = facts.of(tensor).shape().merge(wanted[0]);
        return shape.hasRank() ? shape.toProto() : null;
    }

    private static PartialShape taken(Node reader, List<TensorFact> inputs) {
        PartialShape wanted = wanted(reader, inputs);
        if (wanted.hasRank() || !reader.is(OpTrait.MATRIX_PRODUCT) || inputs.size() != 2) {
            return wanted;
        }
        PartialShape weights = inputs.get(1).shape();
        if (weights.rank() < 2) {
            return PartialShape.unknown();
        }
        boolean transposed = reader.flag("adj_y", false);
        long inner = weights.dim(weights.rank() - (transposed ? 1 : 2));
        long[] dims = weights.dims();
        boolean adjoint = reader.flag("adj_x", false);
        dims[dims.length - 2] = adjoint ? inner : -1;
        dims[dims.length - 1] = adjoint ? -1 : inner;
        return PartialShape.of(dims);
    }

    /** What a matrix product with weights wants. */
    private static PartialShape wantedByProduct(Node reader, PartialShape weights) {
        if (weights.rank() != 2) {
            return PartialShape.unknown();
        }
        long inner = weights.dim(reader.flag("transpose_b", false) ? 1 : 0);
        return reader.flag("transpose_a", false) ? PartialShape.of(inner, -1) : PartialShape.of(-1, inner);
    }

    /** What a convolution over two dims wants: its filter has height, width and the channels of the input. */
    private static PartialShape wanted(Node reader, List<TensorFact> inputs) {
        if (reader.is("MatMul") && inputs.size() == 2) {
            return wantedByProduct(reader, inputs.get(1).shape());
        }
        if (!OpTrait.CONVOLUTION.includes(reader.op()) || inputs.size() < 2) {
            return PartialShape.unknown();
        }
        PartialShape filter = inputs.get(1).shape();
        boolean transposed = OpTrait.TRANSPOSED_CONVOLUTION.includes(reader.op());
        if (filter.rank() != 4 || transposed) {
            return PartialShape.unknown();
        }
        boolean channelsFirst = reader.attrs().containsKey("data_format")
                && reader.attrOrThrow("data_format").getS().toStringUtf8().equals("NCHW");
        return channelsFirst ? PartialShape.of(-1, filter.dim(2), -1, -1) : PartialShape.of(-1, -1, -1, filter.dim(2));
    }
}
