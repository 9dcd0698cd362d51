package io.github.tfmobile.graph.match;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.NodeDef;

/**
 * The nodes in an order in which they can run, the one that the Graph Transform Tool uses
 * (tensorflow/tools/graph_transforms/transform_utils.cc, SortByExecutionOrder): the node that became ready last comes
 * first, and a Merge waits for one of its data inputs. Which of several overlapping subgraphs matches depends on it.
 *
 * @param nodes the nodes that can run, in order
 * @param stuck those that wait for each other or for a node that is not there, in file order
 */
public record ExecutionOrder(List<NodeDef> nodes, List<NodeDef> stuck) {

    /** The order of a graph's nodes, in time linear in nodes and edges. */
    public static ExecutionOrder of(Graph graph) {
        List<NodeDef> all = graph.nodes();
        int count = all.size();
        Map<String, Integer> index = new HashMap<>(count * 4 / 3 + 1);
        for (int i = 0; i < count; i++) {
            index.put(all.get(i).getName(), i);
        }
        int[] pending = new int[count];
        // The readers of node i are reader[k] for k from start[i] to start[i + 1], an edge each, in file order.
        int[] start = new int[count + 1];
        List<int[]> sources = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            NodeDef node = all.get(i);
            int[] from = new int[node.getInputCount()];
            int controls = 0;
            for (int k = 0; k < from.length; k++) {
                NodeInput input = NodeInput.parse(node.getInput(k));
                controls += input.isControl() ? 1 : 0;
                from[k] = index.getOrDefault(input.node(), -1);
                if (from[k] >= 0) {
                    start[from[k] + 1]++;
                }
            }
            sources.add(from);
            boolean merge = node.getOp().equals("Merge") || node.getOp().equals("RefMerge");
            pending[i] = merge && from.length > 0 ? controls + 1 : from.length;
        }
        for (int i = 0; i < count; i++) {
            start[i + 1] += start[i];
        }
        int[] reader = new int[start[count]];
        int[] filled = Arrays.copyOf(start, count);
        int[] ready = new int[count];
        int top = 0;
        for (int i = 0; i < count; i++) {
            for (int from : sources.get(i)) {
                if (from >= 0) {
                    reader[filled[from]++] = i;
                }
            }
            if (pending[i] == 0) {
                ready[top++] = i;
            }
        }
        List<NodeDef> sorted = new ArrayList<>(count);
        boolean[] done = new boolean[count];
        while (top > 0) {
            int node = ready[--top];
            done[node] = true;
            sorted.add(all.get(node));
            for (int k = start[node]; k < start[node + 1]; k++) {
                if (--pending[reader[k]] == 0) {
                    ready[top++] = reader[k];
                }
            }
        }
        List<NodeDef> stuck = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!done[i]) {
                stuck.add(all.get(i));
            }
        }
        return new ExecutionOrder(List.copyOf(sorted), List.copyOf(stuck));
    }
}
