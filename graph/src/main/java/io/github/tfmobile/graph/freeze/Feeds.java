package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.TensorShapes;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.tensor.TensorText;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** Turns what is fed the same value for ever into constants. */
final class Feeds {

    private static final String REMEDY =
            Setting.FEEDS.inFull() + " takes node=value pairs, as in is_training=false,keep_prob=1.0,size=[16,24].";

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
                        Setting.FEEDS + ": the graph has no node \"" + input.node() + "\"",
                        place,
                        (question.isEmpty() ? "" : question + "\n") + REMEDY));
                return;
            }
            NodeSignature signature = library.signature(node);
            Dtype type = signature == null || signature.outputCount() != 1 ? null : signature.outputType(0);
            if (type == null || input.port() != 0) {
                problems.add(Problem.of(
                        Setting.FEEDS + ": a node of op \"" + node.getOp() + "\" cannot be fed a constant: \"" + name
                                + "\"",
                        place,
                        "Feed a Placeholder or another node with one output.\n" + REMEDY));
                return;
            }
            Tensor value = TensorText.parse(text, type.withoutRef(), shape(node));
            if (value == null) {
                problems.add(Problem.of(
                        Setting.FEEDS + ": no value of " + type.withoutRef().name()
                                + (shape(node).getUnknownRank() ? "" : TensorShapes.text(shape(node))) + " for node \""
                                + name
                                + "\": \"" + text + "\"",
                        place,
                        REMEDY));
                return;
            }
            constants.put(input.node(), Constants.node(input.node(), value.toProto()));
        });
        List<NodeDef> fed = new ArrayList<>(nodes.size());
        nodes.forEach(node -> fed.add(constants.getOrDefault(node.getName(), node)));
        return fed;
    }

    /** The shape that a placeholder declares; unknown for other nodes. */
    private static TensorShapeProto shape(NodeDef node) {
        AttrValue shape = node.getAttrMap().get("shape");
        return shape != null && shape.hasShape() && OpTrait.PLACEHOLDER.includes(node.getOp())
                ? shape.getShape()
                : TensorShapeProto.newBuilder().setUnknownRank(true).build();
    }
}
