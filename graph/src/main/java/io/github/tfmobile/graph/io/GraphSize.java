package io.github.tfmobile.graph.io;

import com.google.protobuf.CodedOutputStream;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Analysis;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.tensor.MessageSizes;
import io.github.tfmobile.graph.tensor.TensorContent;
import io.github.tfmobile.registry.Dtype;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

    /** The nodes' sizes, which a graph is asked for more than once: for the log, before it is written and while it is. */
    private static final Analysis<long[]> NODES = new Analysis<>() {

        @Override
        @SuppressWarnings("ReferenceEquality") // the same attrs; equal ones are counted again
        public long[] of(Graph graph) {
            long[] sizes = new long[graph.size()];
            Map<String, AttrValue> attrs = Map.of();
            long size = 0;
            for (int i = 0; i < sizes.length; i++) {
                Node node = graph.node(i);
                if (!node.isPlain()) {
                    sizes[i] = MessageSizes.of(node.message());
                    continue;
                }
                if (node.attrs() != attrs) {
                    attrs = node.attrs();
                    size = ofAttrs(attrs);
                }
                sizes[i] = ofOther(node) + size;
            }
            return sizes;
        }

        @Override
        public boolean isHandedOn() {
            return false;
        }
    };

    /**
     * A tensor of a graph.
     *
     * @param name the name of its node or variable
     * @param dtype its dtype
     * @param shape its shape
     * @param bytes how many bytes it has
     */
    public record Weight(String name, Dtype dtype, TensorShapeProto shape, long bytes) {}

    /** The bytes that the graph takes as a binary GraphDef. May be more than {@link #LARGEST}. */
    public static long of(Graph graph) {
        long size = 0;
        for (long node : nodes(graph)) {
            size += MessageSizes.ofField(GraphDef.NODE_FIELD_NUMBER, node);
        }
        long library = MessageSizes.of(graph.library());
        int versions = graph.versions().getSerializedSize();
        size += library == 0 ? 0 : MessageSizes.ofField(GraphDef.LIBRARY_FIELD_NUMBER, library);
        return size + (versions == 0 ? 0 : MessageSizes.ofField(GraphDef.VERSIONS_FIELD_NUMBER, versions));
    }

    /** The bytes of each node as a NodeDef; not to be changed. */
    static long[] nodes(Graph graph) {
        return graph.analysis(NODES);
    }

    private static long ofAttrs(Map<String, AttrValue> attrs) {
        long[] size = {0};
        attrs.forEach((name, value) ->
                size[0] += MessageSizes.ofField(NodeDef.ATTR_FIELD_NUMBER, ofEntry(name, MessageSizes.of(value))));
        return size[0];
    }

    /** The bytes of all that is no attr. */
    private static long ofOther(Node node) {
        long size = ofText(NodeDef.NAME_FIELD_NUMBER, node.name())
                + ofText(NodeDef.OP_FIELD_NUMBER, node.op())
                + ofText(NodeDef.DEVICE_FIELD_NUMBER, node.device());
        for (int i = 0; i < node.inputCount(); i++) {
            NodeInput input = node.input(i);
            long bytes =
                    input.port() > 0 ? encoded(input.toString()) : encoded(input.node()) + (input.isControl() ? 1 : 0);
            size += MessageSizes.ofField(NodeDef.INPUT_FIELD_NUMBER, bytes);
        }
        return size;
    }

    /** The bytes of an entry of the attr map whose value has so many. */
    static long ofEntry(String name, long value) {
        return CodedOutputStream.computeStringSize(1, name) + MessageSizes.ofField(2, value);
    }

    private static long ofText(int number, String text) {
        return text.isEmpty() ? 0 : MessageSizes.ofField(number, encoded(text));
    }

    /** How many bytes a text has in UTF-8; names are ASCII as a rule. */
    private static long encoded(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return text.length();
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
                weights.add(new Weight(node.name(), new Dtype(tensor.getDtypeValue()), tensor.getTensorShape(), bytes));
            }
        }
        throw new ProblemException(tooLarge(what, size, weights));
    }

    /**
     * Refuses weights that no graph can hold, before any of them is read.
     *
     * @param what what they would be in, for the message
     * @param place the model's file; null for none
     * @throws ProblemException naming the ten largest, if all are larger than {@link #LARGEST}
     */
    public static void requireRoom(List<Weight> weights, String what, @Nullable Place place) throws ProblemException {
        long size = weights.stream().mapToLong(Weight::bytes).sum();
        if (size > LARGEST) {
            Problem problem = tooLarge(what, size, weights);
            throw new ProblemException(place == null ? problem : problem.in(place));
        }
    }

    private static Problem tooLarge(String what, long size, List<Weight> weights) {
        List<String> lines = weights.stream()
                .sorted(Comparator.comparingLong(Weight::bytes).reversed().thenComparing(Weight::name))
                .limit(LISTED)
                .map(weight -> "  " + bytes(weight.bytes()) + "  " + type(weight.dtype(), weight.shape()) + "  "
                        + weight.name())
                .toList();
        String list = lines.isEmpty()
                ? ""
                : "\nIts " + (lines.size() == 1 ? "largest tensor" : lines.size() + " largest tensors") + ":\n"
                        + lines.stream().collect(Collectors.joining("\n"));
        return Problem.of(
                GraphProblem.GRAPH_TOO_LARGE,
                what + " would have " + bytes(size) + ", but a GraphDef holds " + bytes(LARGEST) + " at most",
                "Name outputs that need fewer of its variables, leave large ones out ("
                        + Setting.VARIABLE_DENYLIST.inFull()
                        + "), or train with smaller or narrower (half, bfloat16) ones." + list);
    }

    private static String bytes(long count) {
        return String.format(Locale.ROOT, "%,d bytes", count);
    }

    private static String type(Dtype dtype, TensorShapeProto shape) {
        String dims = shape.getDimList().stream()
                .map(dim -> Long.toString(dim.getSize()))
                .collect(Collectors.joining(","));
        return dtype.constant().toLowerCase(Locale.ROOT).replaceFirst("^dt_", "") + "[" + dims + "]";
    }
}
