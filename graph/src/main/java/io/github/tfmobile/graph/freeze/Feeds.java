package io.github.tfmobile.graph.freeze;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Turns what is fed the same value for ever into constants. */
final class Feeds {

    private static final String REMEDY =
            "<feeds> (-Dtfmobile.feeds) takes node=value pairs, as in" + " is_training=false,keep_prob=1.0.";

    private final FunctionLibrary library;
    private final @Nullable Place place;
    private final List<Problem> problems;

    Feeds(FunctionLibrary library, @Nullable Place place, List<Problem> problems) {
        this.library = library;
        this.place = place;
        this.problems = problems;
    }

    /** The nodes with those that are fed replaced by Consts of the same names. */
    List<NodeDef> apply(List<NodeDef> nodes, Map<String, String> feeds) {
        if (feeds.isEmpty()) {
            return nodes;
        }
        Map<String, NodeDef> index = Subgraph.index(nodes);
        Map<String, NodeDef> constants = new HashMap<>();
        feeds.forEach((name, text) -> {
            NodeInput input = NodeInput.parse(name);
            NodeDef node = index.get(input.node());
            if (node == null) {
                String question = Nearest.question(input.node(), index.keySet());
                problems.add(Problem.of(
                        "<feeds>: the graph has no node \"" + input.node() + "\"",
                        place,
                        (question.isEmpty() ? "" : question + "\n") + REMEDY));
                return;
            }
            NodeSignature signature = library.signature(node);
            Dtype type = signature == null || signature.outputCount() != 1 ? null : signature.outputType(0);
            if (type == null || input.port() != 0) {
                problems.add(Problem.of(
                        "<feeds>: a node of op \"" + node.getOp() + "\" cannot be fed a constant: \"" + name + "\"",
                        place,
                        "Feed a Placeholder or another node with one output.\n" + REMEDY));
                return;
            }
            TensorProto value = value(text, type.withoutRef().dataType(), shape(node));
            if (value == null) {
                problems.add(Problem.of(
                        "<feeds>: no value of dtype "
                                + Shapes.text(type.withoutRef()) + " for node \"" + name + "\": \"" + text
                                + "\"",
                        place,
                        REMEDY));
                return;
            }
            constants.put(input.node(), Constants.node(input.node(), value));
        });
        List<NodeDef> fed = new ArrayList<>(nodes.size());
        nodes.forEach(node -> fed.add(constants.getOrDefault(node.getName(), node)));
        return fed;
    }

    /** The shape that a placeholder declares when all of it is known, else that of a scalar. */
    private static TensorShapeProto shape(NodeDef node) {
        TensorShapeProto shape =
                node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape();
        boolean known = OpTrait.PLACEHOLDER.includes(node.getOp())
                && !shape.getUnknownRank()
                && shape.getDimList().stream().allMatch(dim -> dim.getSize() >= 0);
        return known ? shape : TensorShapeProto.getDefaultInstance();
    }

    /** A tensor of which every element has that value; null when the text is none of that type. */
    private static @Nullable TensorProto value(String text, DataType dtype, TensorShapeProto shape) {
        if (dtype == DataType.UNRECOGNIZED) {
            return null;
        }
        TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(dtype).setTensorShape(shape);
        String word = text.strip();
        try {
            switch (dtype) {
                case DT_BOOL -> {
                    switch (word.toLowerCase(Locale.ROOT)) {
                        case "true", "1" -> tensor.addBoolVal(true);
                        case "false", "0" -> tensor.addBoolVal(false);
                        default -> {
                            return null;
                        }
                    }
                }
                case DT_FLOAT -> tensor.addFloatVal(Float.parseFloat(word));
                case DT_DOUBLE -> tensor.addDoubleVal(Double.parseDouble(word));
                case DT_HALF -> tensor.addHalfVal(half(Float.parseFloat(word)));
                case DT_BFLOAT16 -> tensor.addHalfVal(Float.floatToIntBits(Float.parseFloat(word)) >>> 16);
                case DT_INT64 -> tensor.addInt64Val(Long.parseLong(word));
                case DT_INT32 -> tensor.addIntVal(Integer.parseInt(word));
                case DT_INT16 -> tensor.addIntVal(Short.parseShort(word));
                case DT_INT8 -> tensor.addIntVal(Byte.parseByte(word));
                case DT_UINT8 -> {
                    int number = Integer.parseInt(word);
                    if (number < 0 || number > 255) {
                        return null;
                    }
                    tensor.addIntVal(number);
                }
                case DT_STRING -> tensor.addStringVal(ByteString.copyFromUtf8(text));
                default -> {
                    return null;
                }
            }
        } catch (NumberFormatException e) {
            return null;
        }
        return tensor.build();
    }

    /** The bits of the half nearest to a float, ties to even. */
    private static int half(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return 0x7E00;
        }
        if (magnitude >= 65520) {
            return sign | 0x7C00;
        }
        if (magnitude < 0x1p-14f) {
            return sign | (int) Math.rint(magnitude * 0x1p24);
        }
        int exponent = Math.getExponent(magnitude);
        int mantissa = (int) Math.rint(magnitude / Math.scalb(1.0, exponent) * 1024);
        return sign | (((exponent + 15) << 10) + mantissa - 1024);
    }
}
