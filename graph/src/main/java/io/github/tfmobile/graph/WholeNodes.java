package io.github.tfmobile.graph;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.tensor.WholeMessages;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.tensorflow.proto.NodeDef;

/** Nodes that hold their contents; each is made when it is asked for. */
final class WholeNodes extends AbstractList<NodeDef> implements RandomAccess {

    private final List<NodeDef> nodes;

    WholeNodes(List<NodeDef> nodes) {
        this.nodes = nodes;
    }

    @Override
    public NodeDef get(int index) {
        try {
            return WholeMessages.of(nodes.get(index));
        } catch (ProblemException e) {
            throw new UnreadableContentException(e);
        }
    }

    @Override
    public int size() {
        return nodes.size();
    }
}
