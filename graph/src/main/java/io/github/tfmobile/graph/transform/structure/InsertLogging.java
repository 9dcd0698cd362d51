package io.github.tfmobile.graph.transform.structure;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.FreshNames;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.Rewiring;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * {@code insert_logging}: a Print behind every node whose outputs are read, or behind those of the {@code op}s and
 * {@code prefix}es that are given; arguments {@code message}, {@code show_name}, {@code show_op}, {@code first_n},
 * {@code summarize} (tensorflow/tools/graph_transforms/insert_logging.cc). No Print is put behind a Switch, one of
 * whose outputs is always dead.
 */
public final class InsertLogging implements Transform {

    private static final String SUFFIX = "__print__";

    @Override
    public String name() {
        return "insert_logging";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("op", "prefix", "message", "show_name", "show_op", "first_n", "summarize");
    }

    private record Text(String message, boolean showName, boolean showOp, int firstN, int summarize) {}

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        Set<String> ops = Set.copyOf(context.strings("op"));
        List<String> prefixes = context.strings("prefix");
        Text text = new Text(
                context.string("message", ""),
                context.bool("show_name", false),
                context.bool("show_op", false),
                context.int32("first_n", -1),
                context.int32("summarize", 1024));
        Map<String, SortedSet<Integer>> read = new HashMap<>();
        FreshNames names = new FreshNames(graph.nodes());
        for (NodeDef node : graph.nodes()) {
            for (String text1 : node.getInputList()) {
                NodeInput input = NodeInput.parse(text1);
                read.computeIfAbsent(input.node(), key -> new TreeSet<>()).add(Math.max(0, input.port()));
            }
        }
        Rewiring rewiring = new Rewiring();
        Set<String> prints = new HashSet<>();
        List<NodeDef> nodes = new ArrayList<>(graph.nodes().size() * 2);
        for (NodeDef node : graph.nodes()) {
            nodes.add(node);
            SortedSet<Integer> outputs = read.get(node.getName());
            boolean wanted = (ops.isEmpty() || ops.contains(node.getOp()))
                    && (prefixes.isEmpty() || prefixes.stream().anyMatch(node.getName()::startsWith));
            NodeDef print = outputs == null || !wanted ? null : print(node, outputs, text, names, context);
            if (print != null) {
                nodes.add(print);
                prints.add(print.getName());
                rewiring.tensor(new NodeInput(node.getName(), 0), new NodeInput(print.getName(), 0));
            }
        }
        return rewiring.apply(graph.withNodes(nodes), prints);
    }

    private static @Nullable NodeDef print(
            NodeDef node, SortedSet<Integer> outputs, Text text, FreshNames names, TransformContext context)
            throws ProblemException {
        OpDef op = context.ops().find(node.getOp());
        if (op == null) {
            throw context.unknownOp(node);
        }
        NodeSignature signature = NodeSignature.of(node, op);
        if (signature == null) {
            throw context.problem(
                    "cannot tell the dtypes of node \"" + node.getName() + "\" of op \"" + node.getOp() + "\"",
                    "add_default_attributes before it may help");
        }
        List<Dtype> types = signature.outputTypes();
        if (types.isEmpty() || OpTrait.SWITCH.includes(node.getOp())) {
            context.debug().accept("insert_logging: no Print behind " + node.getName());
            return null;
        }
        String name = names.take(node.getName() + SUFFIX);
        NodeDef.Builder print = NodeDef.newBuilder().setName(name).setOp("Print");
        print.addInput(node.getName());
        AttrValue.ListValue.Builder printed = AttrValue.ListValue.newBuilder();
        for (int output : outputs) {
            if (output < types.size()) {
                print.addInput(new NodeInput(node.getName(), output).toString());
                printed.addTypeValue(types.get(output).withoutRef().number());
            }
        }
        String message = (text.showOp ? ";" + node.getOp() + ";" : "") + (text.showName ? ";" + name + ";" : "");
        return print.putAttr("T", Attrs.type(types.get(0).withoutRef()))
                .putAttr("U", AttrValue.newBuilder().setList(printed).build())
                .putAttr("message", Attrs.string(message + text.message))
                .putAttr("first_n", Attrs.integer(text.firstN))
                .putAttr("summarize", Attrs.integer(text.summarize))
                .build();
    }
}
