package io.github.tfmobile.graph.io;

import com.google.protobuf.CodedOutputStream;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.tensor.MessageSizes;
import io.github.tfmobile.graph.tensor.TensorContent;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** How large a graph is as a file, known before anything of it is written. */
public final class GraphSize {

    /** The largest GraphDef: protocol buffers end at 2 GB. */
    public static final long LARGEST = Integer.MAX_VALUE;

    private static final int LISTED = 10;

    private GraphSize() {}

    private record Weight(String name, String type, long bytes) {}

    /** The bytes that the graph takes as a binary GraphDef. May be more than {@link #LARGEST}. */
    public static long of(Graph graph) {
        long size = 0;
        for (Node node : graph.all()) {
            size += MessageSizes.ofField(GraphDef.NODE_FIELD_NUMBER, of(node));
        }
        long library = MessageSizes.of(graph.library());
        int versions = graph.versions().getSerializedSize();
        size += library == 0 ? 0 : MessageSizes.ofField(GraphDef.LIBRARY_FIELD_NUMBER, library);
        return size + (versions == 0 ? 0 : MessageSizes.ofField(GraphDef.VERSIONS_FIELD_NUMBER, versions));
    }

    /** The bytes of a node as a NodeDef. */
    public static long of(Node node) {
        if (!node.isPlain()) {
            return MessageSizes.of(node.message());
        }
        long size = (long) ofText(NodeDef.NAME_FIELD_NUMBER, node.name())
                + ofText(NodeDef.OP_FIELD_NUMBER, node.op())
                + ofText(NodeDef.DEVICE_FIELD_NUMBER, node.device());
        for (NodeInput input : node.inputs()) {
            size += CodedOutputStream.computeStringSize(NodeDef.INPUT_FIELD_NUMBER, input.toString());
        }
        for (var attr : node.attrs().entrySet()) {
            size += MessageSizes.ofField(
                    NodeDef.ATTR_FIELD_NUMBER, ofEntry(attr.getKey(), MessageSizes.of(attr.getValue())));
        }
        return size;
    }

    /** The bytes of an entry of the attr map whose value has so many. */
    static long ofEntry(String name, long value) {
        return CodedOutputStream.computeStringSize(1, name) + MessageSizes.ofField(2, value);
    }

    private static int ofText(int number, String text) {
        return text.isEmpty() ? 0 : CodedOutputStream.computeStringSize(number, text);
    }

    /**
     * Refuses a graph that cannot be written.
     *
     * @param what what it is, for the message, as in {@code inception: the frozen graph}
     * @return its size
     * @throws ProblemException naming its ten largest tensors, if it is larger than {@link #LARGEST}
     */
    public static long require(Graph graph, String what) throws ProblemException {
        long size = of(graph);
        if (size <= LARGEST) {
            return size;
        }
        List<Weight> weights = new ArrayList<>();
        for (Node node : graph.all()) {
            AttrValue value = node.attr("value");
            if (value != null && value.hasTensor()) {
                TensorProto tensor = value.getTensor();
                int content = TensorContent.contentSize(tensor);
                long bytes = content == 0 ? tensor.getSerializedSize() : content;
                String type = new Dtype(tensor.getDtypeValue()).constant();
                weights.add(new Weight(node.name(), type(type, tensor.getTensorShape()), bytes));
            }
        }
        throw tooLarge(what, size, weights);
    }

    private static ProblemException tooLarge(String what, long size, List<Weight> weights) {
        List<String> lines = weights.stream()
                .sorted(Comparator.comparingLong(Weight::bytes).reversed().thenComparing(Weight::name))
                .limit(LISTED)
                .map(weight -> "  " + bytes(weight.bytes()) + "  " + weight.type() + "  " + weight.name())
                .toList();
        String list = lines.isEmpty()
                ? ""
                : "\nIts " + (lines.size() == 1 ? "largest tensor" : lines.size() + " largest tensors") + ":\n"
                        + lines.stream().collect(Collectors.joining("\n"));
        return new ProblemException(Problem.of(
                GraphProblem.GRAPH_TOO_LARGE,
                what + " would have " + bytes(size) + ", but a GraphDef holds " + bytes(LARGEST) + " at most",
                "Name outputs that need fewer of its variables, or train with smaller or narrower (half, bfloat16) ones."
                        + list));
    }

    private static String bytes(long count) {
        return String.format(Locale.ROOT, "%,d bytes", count);
    }

    private static String type(String dtype, TensorShapeProto shape) {
        String dims = shape.getDimList().stream()
                .map(dim -> Long.toString(dim.getSize()))
                .collect(Collectors.joining(","));
        return dtype.toLowerCase(Locale.ROOT).replaceFirst("^dt_", "") + "[" + dims + "]";
    }
}
