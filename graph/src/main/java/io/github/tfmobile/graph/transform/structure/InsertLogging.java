package io.github.tfmobile.graph.transform.structure;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.Dtype;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
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
        for (Node node : graph.all()) {
            for (NodeInput input : node.inputs()) {
                read.computeIfAbsent(input.node(), key -> new TreeSet<>()).add(Math.max(0, input.port()));
            }
        }
        GraphEditor editor = new GraphEditor(graph);
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.node(i);
            SortedSet<Integer> outputs = read.get(node.name());
            boolean wanted = (ops.isEmpty() || ops.contains(node.op()))
                    && (prefixes.isEmpty() || prefixes.stream().anyMatch(node.name()::startsWith));
            Node print = outputs == null || !wanted ? null : print(node, outputs, text, editor.names(), context);
            if (print != null) {
                editor.insertAfter(i, print);
                editor.keepInputs(print.name());
                editor.reroute(new NodeInput(node.name(), 0), new NodeInput(print.name(), 0));
            }
        }
        return editor.build();
    }

    private static @Nullable Node print(
            Node node, SortedSet<Integer> outputs, Text text, FreshNames names, TransformContext context)
            throws ProblemException {
        OpDef op = context.ops().find(node.op());
        if (op == null) {
            throw context.unknownOp(node);
        }
        NodeSignature signature = NodeSignature.of(node, op);
        if (signature == null) {
            throw context.problem(
                    TransformProblem.NODE_OF_UNKNOWN_DTYPES,
                    "cannot tell the dtypes of node \"" + node.name() + "\" of op \"" + node.op() + "\"",
                    "add_default_attributes before it may help");
        }
        List<Dtype> types = signature.outputTypes();
        if (types.isEmpty() || OpTrait.SWITCH.includes(node.op())) {
            context.debug().accept("insert_logging: no Print behind " + node.name());
            return null;
        }
        String name = names.take(node.name() + SUFFIX);
        Node.Builder print = Node.builder(name, "Print");
        print.input(node.name());
        AttrValue.ListValue.Builder printed = AttrValue.ListValue.newBuilder();
        for (int output : outputs) {
            if (output < types.size()) {
                print.input(new NodeInput(node.name(), output));
                printed.addTypeValue(types.get(output).withoutRef().number());
            }
        }
        String message = (text.showOp ? ";" + node.op() + ";" : "") + (text.showName ? ";" + name + ";" : "");
        return print.attr("T", Attrs.type(types.get(0).withoutRef()))
                .attr("U", AttrValue.newBuilder().setList(printed).build())
                .attr("message", Attrs.string(message + text.message))
                .attr("first_n", Attrs.integer(text.firstN))
                .attr("summarize", Attrs.integer(text.summarize))
                .build();
    }
}
