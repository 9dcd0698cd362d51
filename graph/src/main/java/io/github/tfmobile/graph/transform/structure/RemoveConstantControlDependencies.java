package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * {@code remove_constant_control_dependencies}: takes the control inputs away that wait for constants, for pure nodes of constants,
 * or for a {@code NoOp} of these, and what the outputs need no longer. Nothing happens there that could be waited for, but a
 * constant that is waited for stays in the graph though all its readers were folded. What is in the frame of a loop or in a
 * branch stays where its control inputs put it.
 */
@AutoService(Transform.class)
public final class RemoveConstantControlDependencies implements Transform {

    @Override
    public String name() {
        return "remove_constant_control_dependencies";
    }

    @Override
    public boolean appliesToFunctions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        GraphIndex index = graph.index();
        if (!index.hasControlInputs()) {
            return graph;
        }
        BitSet settled = settled(index, context.ops());
        boolean changed = false;
        List<Node> nodes = new ArrayList<>(graph.size());
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.node(i);
            if (waits(index, i, settled)) {
                nodes.add(node.filtered(input -> !input.isControl() || !isSettled(input, index, settled)));
                changed = true;
            } else {
                nodes.add(node);
            }
        }
        if (!changed) {
            return graph;
        }
        Graph result = graph.with(nodes);
        return context.outputNodes().isEmpty() ? result : Liveness.extract(result, context.protectedNodes());
    }

    private static boolean waits(GraphIndex index, int node, BitSet settled) {
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            if (index.port(node, k) == NodeInput.CONTROL && source >= 0 && settled.get(source)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSettled(NodeInput input, GraphIndex index, BitSet settled) {
        int number = index.number(input.node());
        return number >= 0 && settled.get(number);
    }

    /** The nodes that have the same values in every run, and compute them without an effect. */
    private static BitSet settled(GraphIndex index, OpDefs ops) {
        BitSet settled = new BitSet(index.size());
        BitSet pure = index.opsWhere(op -> !OpTraits.isControlFlow(op) && OpTraits.isPure(ops.find(op)));
        for (int node : index.topologicalOrder().nodes()) {
            if (!pure.get(index.op(node)) || isSource(index, node)) {
                continue;
            }
            boolean all = true;
            for (int k = 0; all && k < index.inputs(node); k++) {
                int source = index.source(node, k);
                all = source >= 0 && settled.get(source);
            }
            settled.set(node, all);
        }
        return settled;
    }

    /** Whether a node without inputs is none of constants: what a function is passed, or an op that reads from elsewhere. */
    private static boolean isSource(GraphIndex index, int node) {
        return index.inputs(node) == 0
                && !index.node(node).op().equals("Const")
                && !index.node(node).op().equals("NoOp");
    }
}
