package io.github.tfmobile.graph.transform.fold;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeTypes;
import io.github.tfmobile.graph.transform.Nodes;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.problem.ProblemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/**
 * {@code fold_constants}: puts constants in place of what does not depend on the inputs, and drops what the outputs do
 * not need (tensorflow/tools/graph_transforms/fold_constants_lib.cc, core/common_runtime/constant_folding.cc).
 *
 * <p>A tensor is folded when all it depends on is constant and the shapes of all outputs of its node are known; one that
 * nobody reads counts as unknown. Shape, ShapeN, Rank and Size are folded when the shape they ask for is known. Outputs
 * of the model stay, so do ops without an evaluator, which are listed at debug level.
 */
public final class FoldConstants implements Transform {

    /** The limit for one constant where the transform is given none. */
    private static final long MOST_BYTES = 10L << 20;

    @Override
    public String name() {
        return "fold_constants";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("clear_output_shapes", "exclude_op", "exclude_node", "max_constant_size_in_bytes");
    }

    @Override
    public boolean dropsUnreachable() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        boolean clear = context.bool("clear_output_shapes", true);
        long mostBytes = context.int64("max_constant_size_in_bytes", MOST_BYTES);
        Set<String> inputNodes = context.inputNodes();
        for (String output : context.outputNodes()) {
            NodeDef node = graph.find(output);
            OpDef op = node == null ? null : context.ops().find(node.getOp());
            List<DataType> types = node == null || op == null ? null : NodeTypes.outputs(node, op);
            if (node != null && types != null && types.isEmpty()) {
                throw context.problem(
                        "cannot keep the output \"" + output + "\", a " + node.getOp() + " that gives no tensor",
                        "name an output that gives a tensor, or leave the transform out with ignore_errors=true");
            }
        }
        Set<NodeInput> fed = new HashSet<>();
        context.inputs().forEach(input -> fed.add(input.tensor()));
        Set<String> needed = reachable(graph, context.outputNodes(), fed, inputNodes, context);
        ConstantFinder finder = new ConstantFinder(
                graph,
                needed,
                fed,
                new HashSet<>(context.strings("exclude_op")),
                new HashSet<>(context.strings("exclude_node")),
                mostBytes,
                context);
        SortedMap<NodeInput, TensorProto> constants = finder.replacements();
        Set<String> taken = new HashSet<>();
        graph.nodes().forEach(node -> taken.add(node.getName()));
        List<NodeDef> added = new ArrayList<>();
        Map<NodeInput, String> names = new HashMap<>();
        int number = 0;
        for (Map.Entry<NodeInput, TensorProto> constant : constants.entrySet()) {
            String node = constant.getKey().node();
            String name;
            do {
                name = node + "/_" + number + "__cf__" + number;
                number++;
            } while (!taken.add(name));
            names.put(constant.getKey(), name);
            NodeDef.Builder folded = Nodes.constant(name, constant.getValue()).toBuilder();
            finder.controls(node).forEach(control -> folded.addInput("^" + control));
            added.add(folded.build());
        }
        List<NodeDef> rewritten = new ArrayList<>(added);
        for (NodeDef node : graph.nodes()) {
            rewritten.add(finder.isFoldable(node.getName()) ? node : reading(node, names));
        }
        Graph folded = graph.withNodes(rewritten);
        Set<String> kept = reachable(folded, context.outputNodes(), fed, inputNodes, context);
        List<NodeDef> result = new ArrayList<>(kept.size());
        for (NodeDef node : folded.nodes()) {
            if (kept.contains(node.getName())) {
                NodeDef last = inputNodes.contains(node.getName()) ? input(node, context) : node;
                result.add(
                        clear && last.containsAttr("_output_shapes")
                                ? last.toBuilder().removeAttr("_output_shapes").build()
                                : last);
            }
        }
        return folded.withNodes(result);
    }

    private static NodeDef reading(NodeDef node, Map<NodeInput, String> names) {
        NodeDef.Builder changed = null;
        for (int i = 0; i < node.getInputCount(); i++) {
            String name = names.get(NodeInput.parse(node.getInput(i)));
            if (name != null) {
                changed = changed == null ? node.toBuilder() : changed;
                changed.setInput(i, name);
            }
        }
        return changed == null ? node : changed.build();
    }

    private static NodeDef input(NodeDef node, TransformContext context) throws ProblemException {
        return switch (node.getOp()) {
            case "Placeholder" -> node;
            case "PlaceholderWithDefault" ->
                node.toBuilder().setOp("Placeholder").clearInput().build();
            default ->
                throw context.problem(
                        "takes inputs that are a Placeholder or PlaceholderWithDefault, but \"" + node.getName()
                                + "\" is a " + node.getOp(),
                        "put strip_unused_nodes before it, which makes a Placeholder of each input");
        };
    }

    /** The nodes that the outputs need, not looking past tensors that are fed, and the inputs. */
    private static Set<String> reachable(
            Graph graph, Set<String> outputs, Set<NodeInput> fed, Set<String> inputs, TransformContext context)
            throws ProblemException {
        Set<String> found = new HashSet<>(outputs);
        Deque<String> open = new ArrayDeque<>(outputs);
        while (!open.isEmpty()) {
            String name = open.remove();
            NodeDef node = graph.find(name);
            if (node == null) {
                throw context.problem(
                        "finds no node \"" + name + "\" that the outputs need",
                        "check the names of the outputs; a graph that lacks nodes cannot be folded");
            }
            for (String text : node.getInputList()) {
                NodeInput input = NodeInput.parse(text);
                if (!fed.contains(input) && found.add(input.node())) {
                    open.add(input.node());
                }
            }
        }
        found.addAll(inputs);
        return found;
    }
}
