package io.github.tfmobile.graph;

import io.github.tfmobile.graph.op.OpTrait;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The nodes in an order in which they can run, the one that the Graph Transform Tool uses
 * (tensorflow/tools/graph_transforms/transform_utils.cc, SortByExecutionOrder): the node that became ready last comes
 * first, and a Merge waits for one of its data inputs. Which of several overlapping subgraphs matches depends on it.
 */
final class RunOrder {

    private RunOrder() {}

    /** The order, in time linear in nodes and edges; without the nodes that wait for each other or for one not there. */
    static int[] of(GraphIndex graph) {
        int count = graph.size();
        BitSet merges = graph.opsWith(OpTrait.MERGE);
        int[] pending = new int[count];
        int[] ready = new int[count];
        int top = 0;
        for (int i = 0; i < count; i++) {
            int inputs = graph.inputs(i);
            pending[i] = inputs;
            if (inputs > 0 && merges.get(graph.op(i))) {
                int controls = 0;
                for (int k = 0; k < inputs; k++) {
                    controls += graph.port(i, k) == NodeInput.CONTROL ? 1 : 0;
                }
                pending[i] = controls + 1;
            }
            if (pending[i] == 0) {
                ready[top++] = i;
            }
        }
        int[] order = new int[count];
        int sorted = 0;
        Ready waiting = new Ready(pending, ready);
        waiting.top = top;
        while (waiting.top > 0) {
            int node = ready[--waiting.top];
            order[sorted++] = node;
            graph.readers(node, waiting);
        }
        return Arrays.copyOf(order, sorted);
    }

    /** The nodes that can run next, the last first. */
    private static final class Ready implements GraphIndex.EdgeVisitor {

        private final int[] pending;
        private final int[] nodes;
        private int top;

        Ready(int[] pending, int[] nodes) {
            this.pending = pending;
            this.nodes = nodes;
        }

        @Override
        public boolean visit(int reader, int input) {
            if (--pending[reader] == 0) {
                nodes[top++] = reader;
            }
            return true;
        }
    }
}
