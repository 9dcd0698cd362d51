package io.github.tfmobile.graph.validate;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.Frames;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Whether the nodes of v1 control flow are where they can run. A node reads from one frame alone
 * (tensorflow/core/graph/control_flow.cc, BuildControlFlowInfo, refuses others). A Merge takes the one of its inputs that
 * is alive, so at least one comes by a Switch, or it is where a loop begins; of two that always are alive the executor
 * takes either.
 */
final class FrameCheck {

    private final GraphIndex index;
    private final Frames frames;
    private final BitSet enters;
    private final BitSet merges;
    private final BitSet loopEdges = new BitSet();

    private FrameCheck(Graph graph) {
        this.index = graph.index();
        this.frames = Frames.of(graph);
        this.enters = index.opsWith(OpTrait.ENTER);
        this.merges = index.opsWith(OpTrait.MERGE);
        loopEdges.or(enters);
        loopEdges.or(index.opsWith(OpTrait.NEXT_ITERATION));
    }

    /** What is wrong, in file order; nothing in a graph without v1 control flow. */
    static List<Problem> problems(Graph graph) {
        GraphIndex index = graph.index();
        if (index.opsWith(OpTrait.ENTER).isEmpty()
                && index.opsWith(OpTrait.MERGE).isEmpty()) {
            return List.of();
        }
        FrameCheck check = new FrameCheck(graph);
        List<Problem> problems = new ArrayList<>();
        for (int node = 0; node < index.size(); node++) {
            check.frames(node, problems);
            if (check.merges.get(index.op(node))) {
                check.merge(node, problems);
            }
        }
        return problems;
    }

    private void frames(int node, List<Problem> problems) {
        int first = GraphIndex.NONE;
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            if (source < 0) {
                continue;
            }
            if (first == GraphIndex.NONE) {
                first = source;
            } else if (frames.frame(source) != frames.frame(first)) {
                problems.add(Problem.of(
                        GraphProblem.TWO_FRAMES,
                        "node \"" + index.node(node).name() + "\" reads from two frames: \""
                                + index.node(first).name() + "\" runs " + where(first) + ", \""
                                + index.node(source).name() + "\" " + where(source),
                        "What a loop reads comes in by an Enter, and out by an Exit."));
                return;
            }
        }
    }

    private String where(int node) {
        return frames.isInLoop(node) ? "in the loop \"" + frames.name(node) + "\"" : "outside of all loops";
    }

    private void merge(int node, List<Problem> problems) {
        int data = 0;
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            if (index.port(node, k) == NodeInput.CONTROL) {
                continue;
            }
            data++;
            if (source < 0 || loopEdges.get(index.op(source)) || frames.isGuarded(source, index.port(node, k))) {
                return;
            }
        }
        if (data > 1) {
            problems.add(Problem.of(
                    GraphProblem.MERGE_WITHOUT_SWITCH,
                    "node \"" + index.node(node).name() + "\" is a Merge none of whose inputs comes from a Switch",
                    "All of them are there when it runs, and it takes any."));
        }
    }
}
