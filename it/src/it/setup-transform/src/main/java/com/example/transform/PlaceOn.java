package com.example.transform;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/** Sets the device of every node, as an example of a transform of a user's own. */
public final class PlaceOn implements Transform {

    @Override
    public String name() {
        return "place_on";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("device");
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) {
        List<NodeDef> nodes = new ArrayList<>();
        for (NodeDef node : graph.nodes()) {
            nodes.add(node.toBuilder().setDevice(context.strings("device").get(0)).build());
        }
        return graph.withNodes(nodes);
    }
}
