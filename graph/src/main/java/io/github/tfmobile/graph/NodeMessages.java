package io.github.tfmobile.graph;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.tensor.WholeMessages;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * The nodes of a graph as messages, for a transform of a user's own. Each is made when it is first asked for, and is the same
 * object from then on, so that it can be told which of them a transform left alone.
 */
final class NodeMessages extends AbstractList<NodeDef> implements RandomAccess {

    private final List<Node> nodes;
    private final boolean whole;
    private NodeDef @Nullable [] made;

    /**
     * The messages of these nodes.
     *
     * @param whole whether they hold their contents, as TensorFlow writes them; these are not kept
     */
    NodeMessages(List<Node> nodes, boolean whole) {
        this.nodes = nodes;
        this.whole = whole;
    }

    @Override
    public NodeDef get(int index) {
        NodeDef message = message(index);
        if (!whole) {
            return message;
        }
        try {
            return WholeMessages.of(message);
        } catch (ProblemException e) {
            throw new UnreadableContentException(e);
        }
    }

    private synchronized NodeDef message(int index) {
        if (made == null) {
            made = new NodeDef[nodes.size()];
        }
        NodeDef message = made[index];
        if (message == null) {
            message = nodes.get(index).message();
            made[index] = message;
        }
        return message;
    }

    /** Whether a message is the one that this list gave for a node. */
    @SuppressWarnings("ReferenceEquality") // an equal one may come from anywhere
    synchronized boolean isMade(int index, NodeDef message) {
        return made != null && index < made.length && made[index] == message;
    }

    @Override
    public int size() {
        return nodes.size();
    }
}
