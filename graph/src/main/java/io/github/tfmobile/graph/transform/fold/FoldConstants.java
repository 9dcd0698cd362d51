package io.github.tfmobile.graph.transform.fold;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.tensor.MessageSizes;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/**
 * {@code fold_constants}: puts constants in place of what does not depend on the inputs, and drops what the outputs do
 * not need (tensorflow/tools/graph_transforms/fold_constants_lib.cc, core/common_runtime/constant_folding.cc).
 *
 * <p>A tensor is folded when all it depends on is constant and the shapes of all outputs of its node are known; one that
 * nobody reads counts as unknown. Shape, ShapeN, Rank and Size are folded when the shape they ask for is known. Outputs
 * of the model stay, so do ops without an evaluator, which are listed at debug level. With {@code may_grow=false}, which the original
 * lacks, {@link SizeLimit} says what else stays, and large constants of the same content are one.
 */
@AutoService(Transform.class)
public final class FoldConstants implements Transform {

    /** The limit for one constant where the transform is given none. */
    private static final long MAX_BYTES = 10L << 20;

    @Override
    public String name() {
        return "fold_constants";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("clear_output_shapes", "exclude_op", "exclude_node", "max_constant_size_in_bytes", "may_grow");
    }

    @Override
    public boolean dropsUnreachable() {
        return true;
    }

    @Override
    public boolean appliesToFunctions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        boolean clear = context.bool("clear_output_shapes", true);
        long maxBytes = context.int64("max_constant_size_in_bytes", MAX_BYTES);
        for (String output : context.outputNodes()) {
            Node node = graph.named(output);
            OpDef op = node == null ? null : context.ops().find(node.op());
            NodeSignature signature = node == null || op == null ? null : NodeSignature.of(node, op);
            if (node != null && signature != null && signature.outputCount() == 0) {
                throw context.problem(
                        TransformProblem.OUTPUT_WITHOUT_TENSOR,
                        "cannot keep the output \"" + output + "\", a " + node.op() + " that gives no tensor",
                        "name an output that gives a tensor, or leave the transform out with ignore_errors=true");
            }
        }
        ConstantPropagation finder = new ConstantPropagation(
                graph,
                needed(graph, context),
                new HashSet<>(context.strings("exclude_op")),
                new HashSet<>(context.strings("exclude_node")),
                maxBytes,
                context.bool("may_grow", true),
                context);
        SortedMap<NodeInput, TensorProto> constants = finder.replacements();
        Graph folded = constants.isEmpty() ? graph : folded(graph, constants, finder);
        if (!context.bool("may_grow", true)) {
            folded = withoutCopies(folded, context.protectedNodes());
        }
        Graph whole = folded;
        BitSet kept = needed(whole, context);
        List<Node> result = new ArrayList<>(kept.cardinality());
        boolean changed = kept.cardinality() < whole.size();
        Set<String> inputs = context.inputNodes();
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
            Node node = whole.all().get(i);
            Node last = inputs.contains(node.name())
                    ? input(node, context).filtered(read -> {
                        int number = whole.index().number(read.node());
                        return number >= 0 && kept.get(number);
                    })
                    : node;
            if (clear && last.attrs().containsKey("_output_shapes")) {
                last = last.withoutAttr("_output_shapes");
            }
            changed |= isOther(node, last);
            result.add(last);
        }
        return changed ? whole.with(result) : whole;
    }

    @SuppressWarnings("ReferenceEquality") // whether it was touched
    private static boolean isOther(Node node, Node other) {
        return node != other;
    }

    /** The graph with one of several large constants of the same content, as a function has made them that was written out for each call. */
    private static Graph withoutCopies(Graph graph, Set<String> stay) {
        GraphIndex index = graph.index();
        Map<List<Object>, String> first = new HashMap<>();
        GraphEditor editor = new GraphEditor(graph);
        for (int i = 0; i < index.size(); i++) {
            Node node = index.node(i);
            AttrValue value = node.is("Const") && node.inputCount() == 0 ? node.attr("value") : null;
            if (value == null || stay.contains(node.name()) || MessageSizes.of(value.getTensor()) <= SizeLimit.SMALL) {
                continue;
            }
            String same = first.putIfAbsent(List.of(value.getTensor(), node.device()), node.name());
            if (same != null) {
                editor.merge(i, same);
            }
        }
        return editor.build();
    }

    /** The graph with the constants before its nodes, and nodes that are not constant reading them. */
    private static Graph folded(Graph graph, SortedMap<NodeInput, TensorProto> constants, ConstantPropagation finder) {
        GraphIndex index = graph.index();
        List<Node> nodes = new ArrayList<>(index.size() + constants.size());
        Map<NodeInput, String> names = new HashMap<>();
        Set<String> taken = new HashSet<>();
        BitSet replaced = new BitSet(index.size());
        Map<ConstantPropagation.Origin, String> made = new HashMap<>();
        int number = 0;
        for (Map.Entry<NodeInput, TensorProto> constant : constants.entrySet()) {
            String node = constant.getKey().node();
            replaced.set(index.number(node));
            ConstantPropagation.Origin origin = finder.origin(constant.getKey(), constant.getValue());
            String name = finder.stays(origin) ? origin.tensor().node() : made.get(origin);
            if (name != null) {
                names.put(constant.getKey(), name);
                continue;
            }
            do {
                name = node + "/_" + number + "__cf__" + number;
                number++;
            } while (index.number(name) >= 0 || !taken.add(name));
            names.put(constant.getKey(), name);
            made.put(origin, name);
            Node.Builder folded = Constants.node(name, constant.getValue()).toBuilder();
            finder.controls(index.number(node)).forEach(control -> folded.control(control));
            nodes.add(folded.build());
        }
        for (int i = 0; i < index.size(); i++) {
            nodes.add(finder.isFoldable(i) ? index.node(i) : reading(index, i, replaced, names));
        }
        return graph.with(nodes);
    }

    private static Node reading(GraphIndex index, int node, BitSet replaced, Map<NodeInput, String> names) {
        Node.Builder changed = null;
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            String name = source < 0 || !replaced.get(source)
                    ? null
                    : names.get(new NodeInput(index.node(source).name(), index.port(node, k)));
            if (name != null) {
                changed = changed == null ? index.node(node).toBuilder() : changed;
                changed.input(k, name);
            }
        }
        return changed == null ? index.node(node) : changed.build();
    }

    private static Node input(Node node, TransformContext context) throws ProblemException {
        return switch (node.op()) {
            case "Placeholder" -> node;
            case "PlaceholderWithDefault" ->
                node.toBuilder().op("Placeholder").inputs(List.of()).build();
            default ->
                throw context.problem(
                        TransformProblem.INPUT_NO_PLACEHOLDER,
                        "takes inputs that are a Placeholder or PlaceholderWithDefault, but \"" + node.name()
                                + "\" is a " + node.op(),
                        "put strip_unused_nodes before it, which makes a Placeholder of each input");
        };
    }

    /** The nodes that the outputs need, not looking past tensors that are fed, and the inputs. */
    private static BitSet needed(Graph graph, TransformContext context) throws ProblemException {
        GraphIndex index = graph.index();
        BitSet from = new BitSet(index.size());
        for (String output : context.outputNodes()) {
            if (index.number(output) < 0) {
                throw missing(output, context);
            }
            from.set(index.number(output));
        }
        FedTensors fed = new FedTensors(index, context.inputs());
        BitSet needed = index.upstream(from, (reader, source, port) -> !fed.contains(source, port));
        for (int i = needed.nextSetBit(0); i >= 0; i = needed.nextSetBit(i + 1)) {
            for (int k = 0; k < index.inputs(i); k++) {
                if (index.source(i, k) < 0) {
                    throw missing(index.node(i).input(k).node(), context);
                }
            }
        }
        for (String input : context.inputNodes()) {
            if (index.number(input) >= 0) {
                needed.set(index.number(input));
            }
        }
        return needed;
    }

    private static ProblemException missing(String name, TransformContext context) {
        return context.problem(
                TransformProblem.NEEDED_NODE_MISSING,
                "finds no node \"" + name + "\" that the outputs need",
                "check the names of the outputs; a graph that lacks nodes cannot be folded");
    }
}
