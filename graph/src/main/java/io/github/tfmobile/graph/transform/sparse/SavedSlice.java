package io.github.tfmobile.graph.transform.sparse;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.tensor.TensorContent;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * Reading a variable of shape [N, 1] from a checkpoint. One that is a part of a partitioned variable
 * ({@code w/part_0}) is a range of rows of the whole one, which the graph's RestoreV2 names
 * (tensorflow/core/util/saved_tensor_slice_util.cc, ParseShapeAndSlice).
 */
final class SavedSlice {

    /** {@code 10 1 0,4:-}: the full shape, then start and length of each dim, {@code -} for all of it. */
    private static final Pattern SPEC = Pattern.compile("\\d+ \\d+ (?:(\\d{1,9}),(\\d{1,9})|-):(?:0,1|-)");

    private static final Pattern PART = Pattern.compile("(.+)/part_[^/]*");

    private static final Pattern ASSIGN = Pattern.compile("save[^/]*/Assign[^/]*");

    private SavedSlice() {}

    static TensorProto read(Graph graph, String variable, Checkpoint checkpoint, TransformContext context)
            throws ProblemException {
        Matcher part = PART.matcher(variable);
        String key = part.matches() ? part.group(1) : variable;
        TensorProto whole = checkpoint.read(key);
        String spec = spec(graph, variable, key);
        if (spec == null || spec.isEmpty()) {
            return whole;
        }
        Matcher rows = SPEC.matcher(spec);
        Tensor value = Tensor.of(whole);
        if (!rows.matches() || !value.dtype().is(DataType.DT_FLOAT) || value.rank() != 2 || value.dim(1) != 1) {
            throw context.problem(
                    TransformProblem.SLICE_UNREADABLE,
                    "cannot read a part of the variable \"" + variable + "\" by its slice \"" + spec + "\"",
                    "freeze the graph first");
        }
        if (rows.group(1) == null) {
            return whole;
        }
        int start = Integer.parseInt(rows.group(1));
        int length = Integer.parseInt(rows.group(2));
        if ((start + (long) length) * Float.BYTES > TensorContent.contentSize(whole)) {
            throw context.problem(
                    TransformProblem.SLICE_TOO_SHORT,
                    "finds fewer rows in the checkpoint than the slice \"" + spec + "\" of the variable \"" + variable
                            + "\" asks for",
                    "use the checkpoint of this graph");
        }
        return TensorContent.of(whole)
                .slice(start * Float.BYTES, length * Float.BYTES)
                .putInto(whole.toBuilder().setTensorShape(TensorShapes.of(length, 1)))
                .build();
    }

    /** What the RestoreV2 that the variable is assigned from says of it, null when there is none. */
    private static @Nullable String spec(Graph graph, String variable, String key) throws ProblemException {
        for (Node node : graph.readers(variable)) {
            if (!ASSIGN.matcher(node.name()).matches() || node.inputCount() < 2) {
                continue;
            }
            Node restore = graph.named(node.input(1).node());
            if (restore == null || !restore.op().equals("RestoreV2") || restore.inputCount() < 3) {
                continue;
            }
            Tensor names = constant(graph, restore.input(1));
            Tensor slices = constant(graph, restore.input(2));
            int output = node.input(1).port();
            if (names != null && slices != null && output < names.elements() && output < slices.elements()) {
                return names.getString(output).toStringUtf8().equals(key)
                        ? slices.getString(output).toStringUtf8()
                        : null;
            }
        }
        return null;
    }

    private static @Nullable Tensor constant(Graph graph, NodeInput input) throws ProblemException {
        Node node = graph.named(input.node());
        AttrValue value = node == null || !node.op().equals("Const") ? null : node.attr("value");
        return value != null && value.getTensor().getDtype() == DataType.DT_STRING
                ? Tensor.of(value.getTensor())
                : null;
    }
}
