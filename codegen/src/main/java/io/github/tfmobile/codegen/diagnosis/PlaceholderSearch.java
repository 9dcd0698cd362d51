package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.codegen.requirement.Unregistered;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.DataType;

/** Finds the Placeholder that decides between training and inference before a node. */
final class PlaceholderSearch {

    private final List<FinalModel> models;

    PlaceholderSearch(List<FinalModel> models) {
        this.models = models;
    }

    /**
     * A feed for the switch that the problem's first node depends on: {@code is_training=false} for a bool, {@code 1.0}
     * for the probability of a dropout. Empty when there is no such Placeholder.
     */
    Optional<String> switchOf(Unregistered problem) {
        for (NodeUse use : problem.uses()) {
            for (FinalModel model : models) {
                if (model.isGraph() && model.name().equals(use.model())) {
                    return switchBefore(model.graph(), use.topNode());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> switchBefore(Graph graph, String node) {
        Deque<String> open = new ArrayDeque<>(List.of(node));
        Set<String> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            Node found = graph.named(open.remove());
            if (found == null) {
                continue;
            }
            if (OpTrait.PLACEHOLDER.includes(found.op())) {
                Optional<String> feed = feed(found);
                if (feed.isPresent()) {
                    return feed;
                }
            }
            for (NodeInput input : found.inputs()) {
                String source = input.node();
                if (seen.add(source)) {
                    open.add(source);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> feed(Node placeholder) {
        DataType type = placeholder.attrs().containsKey("dtype")
                ? placeholder.attrOrThrow("dtype").getType()
                : DataType.DT_INVALID;
        boolean scalar = !placeholder.attrs().containsKey("shape")
                || placeholder.attrOrThrow("shape").getShape().getUnknownRank()
                || placeholder.attrOrThrow("shape").getShape().getDimCount() == 0;
        if (!scalar) {
            return Optional.empty();
        }
        String name = placeholder.name();
        if (type == DataType.DT_BOOL) {
            return Optional.of(name + "=false");
        }
        return type == DataType.DT_FLOAT
                        && name.substring(name.lastIndexOf('/') + 1).contains("keep_prob")
                ? Optional.of(name + "=1.0")
                : Optional.empty();
    }
}
