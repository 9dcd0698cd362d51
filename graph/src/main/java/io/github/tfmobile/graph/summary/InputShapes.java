package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.TensorFacts;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.TensorFact;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/** The shape of a tensor that may be fed, with what the convolution that reads it says of its channels. */
final class InputShapes {

    private InputShapes() {}

    /** The shape; null when not even the rank is known. */
    static @Nullable TensorShapeProto of(Graph graph, TensorFacts facts, NodeInput tensor) {
        PartialShape shape = facts.of(tensor).shape().merge(wantedByConvolution(graph.index(), facts, tensor));
        return shape.hasRank() ? shape.toProto() : null;
    }

    private static PartialShape wantedByConvolution(GraphIndex index, TensorFacts facts, NodeInput tensor) {
        PartialShape[] wanted = {PartialShape.unknown()};
        int node = index.number(tensor.node());
        if (node >= 0) {
            index.readers(node, (reader, input) -> {
                if (input == 0 && index.port(reader, input) == tensor.port()) {
                    wanted[0] = wanted(index.node(reader), facts.ofInputs(reader));
                }
                return !wanted[0].hasRank();
            });
        }
        return wanted[0];
    }

    /** What a convolution over two dims wants: its filter has height, width and the channels of the input. */
    private static PartialShape wanted(Node reader, List<TensorFact> inputs) {
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
