package io.github.tfmobile.graph.validate;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Finding a cycle that is no v1 loop, without recursion. */
final class Cycles {

    /** How many nodes of a cycle a message names. */
    private static final int SHOWN = 8;

    private Cycles() {}

    /** Adds a problem for the first cycle. */
    static void find(GraphIndex graph, List<Problem> problems) {
        int count = graph.size();
        // A NextIteration hands its value to the next turn of the loop, so what it reads comes later.
        BitSet nextIterations = graph.opsWith(OpTrait.NEXT_ITERATION);
        byte[] state = new byte[count]; // 0 not seen, 1 on the path, 2 done
        int[] next = new int[count];
        int[] path = new int[count];
        for (int start = 0; start < count; start++) {
            if (state[start] != 0) {
                continue;
            }
            int depth = 0;
            path[0] = start;
            state[start] = 1;
            while (depth >= 0) {
                int node = path[depth];
                boolean opensLoop = nextIterations.get(graph.op(node));
                if (opensLoop || next[node] == graph.inputs(node)) {
                    state[node] = 2;
                    depth--;
                    continue;
                }
                int source = graph.source(node, next[node]++);
                if (source < 0 || state[source] == 2) {
                    continue;
                }
                if (state[source] == 1) {
                    problems.add(problem(graph, path, depth, source));
                    return;
                }
                state[source] = 1;
                path[++depth] = source;
            }
        }
    }

    private static Problem problem(GraphIndex graph, int[] path, int depth, int source) {
        List<String> names = new ArrayList<>();
        for (int i = depth; i >= 0; i--) {
            names.add(graph.node(path[i]).name());
            if (path[i] == source) {
                break;
            }
        }
        // From a node to the one that reads it, beginning with the name that comes first.
        int first = names.indexOf(Collections.min(names));
        Collections.rotate(names, -first);
        String shown = names.stream().limit(SHOWN).collect(Collectors.joining(" -> "));
        String end = names.size() > SHOWN ? " -> ... (" + names.size() + " nodes)" : " -> " + names.get(0);
        return Problem.of(
                GraphProblem.GRAPH_CYCLE,
                "the graph has a cycle: \"" + shown + end + "\"",
                "only a loop through a NextIteration can run; remove one of these inputs");
    }
}
