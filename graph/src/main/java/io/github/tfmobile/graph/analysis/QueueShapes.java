package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.TensorFact;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.TensorShapeProto;

/** The shapes of what is taken out of a queue: the queue says them of its elements. */
final class QueueShapes {

    /** The node that takes elements has the handle of the queue first and how many it takes second. */
    private static final int COUNT = 1;

    private QueueShapes() {}

    static List<TensorFact> of(GraphIndex index, int dequeue, List<TensorFact> inputs) {
        int queue = index.inputs(dequeue) == 0 ? GraphIndex.NONE : index.source(dequeue, 0);
        for (int steps = 0; queue >= 0 && steps < index.size(); steps++) {
            Node node = index.node(queue);
            if (!OpTrait.FORWARD.includes(node.op()) || index.inputs(queue) == 0) {
                break;
            }
            queue = index.source(queue, 0);
        }
        AttrValue shapes = queue < 0 ? null : index.node(queue).attr("shapes");
        if (shapes == null) {
            return List.of();
        }
        List<TensorFact> facts = new ArrayList<>();
        for (TensorShapeProto element : shapes.getList().getShapeList()) {
            facts.add(TensorFact.of(
                    inputs.size() > COUNT
                            ? many(PartialShape.of(element), index.node(dequeue), inputs.get(COUNT))
                            : PartialShape.of(element)));
        }
        return facts;
    }

    private static PartialShape many(PartialShape element, Node dequeue, TensorFact count) {
        if (!element.hasRank()) {
            return element;
        }
        long[] dims = new long[element.rank() + 1];
        long[] values = count.values();
        // QueueDequeueUpTo takes what is left in a closed queue, which may be fewer.
        boolean fewer = OpTrait.DEQUEUE_UP_TO.includes(dequeue.op());
        dims[0] = fewer || values == null || values.length != 1 || !count.exact() ? PartialShape.UNKNOWN : values[0];
        System.arraycopy(element.dims(), 0, dims, 1, element.rank());
        return PartialShape.of(dims);
    }
}
