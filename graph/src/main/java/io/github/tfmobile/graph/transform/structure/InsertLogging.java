package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.NodeSignatures;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.Dtype;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;

/**
 * {@code insert_logging}: a Print behind every node whose outputs are read, or behind those of the {@code op}s and
 * {@code prefix}es that are given; arguments {@code message}, {@code show_name}, {@code show_op}, {@code first_n},
 * {@code summarize} (tensorflow/tools/graph_transforms/insert_logging.cc). No Print is put behind a Switch, one of
 * whose outputs is always dead.
 */
@AutoService(Transform.class)
public final class InsertLogging implements Transform {

    private static final String SUFFIX = "__print__";

    private static final BitSet NONE = new BitSet();

    @Override
    public String name() {
        return "insert_logging";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("op", "prefix", "message", "show_name", "show_op", "first_n", "summarize");
    }

    private record Text(String message, boolean showName, boolean showOp, AttrValue firstN, AttrValue summarize) {}

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        Set<String> ops = Set.copyOf(context.strings("op"));
        List<String> prefixes = context.strings("prefix");
        Text text = new Text(
                context.string("message", ""),
                context.bool("show_name", false),
                context.bool("show_op", false),
                Attrs.integer(context.int32("first_n", -1)),
                Attrs.integer(context.int32("summarize", 1024)));
        GraphIndex index = graph.index();
        NodeSignatures signatures = new NodeSignatures();
        GraphEditor editor = new GraphEditor(graph);
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.node(i);
            boolean wanted = (ops.isEmpty() || ops.contains(node.op()))
                    && (prefixes.isEmpty() || prefixes.stream().anyMatch(node.name()::startsWith));
            BitSet outputs = wanted ? read(index, i) : NONE;
            Node print = outputs.isEmpty() ? null : print(node, outputs, text, signatures, editor.names(), context);
            if (print != null) {
                editor.insertAfter(i, print);
                editor.keepInputs(print.name());
                editor.reroute(new NodeInput(node.name(), 0), new NodeInput(print.name(), 0));
            }
        }
        return editor.build();
    }

    /** The outputs of a node that others read; the first for who waits for it. */
    private static BitSet read(GraphIndex index, int node) {
        BitSet outputs = new BitSet();
        index.readers(node, (reader, input) -> {
            outputs.set(Math.max(0, index.port(reader, input)));
            return true;
        });
        return outputs;
    }

    private static @Nullable Node print(
            Node node, BitSet outputs, Text text, NodeSignatures signatures, FreshNames names, TransformContext context)
            throws ProblemException {
        OpDef op = context.ops().find(node.op());
        if (op == null) {
            throw context.unknownOp(node);
        }
        NodeSignature signature = signatures.of(node, op);
        if (signature == null) {
            throw context.problem(
                    TransformProblem.NODE_OF_UNKNOWN_DTYPES,
                    "cannot tell the dtypes of node \"" + node.name() + "\" of op \"" + node.op() + "\"",
                    "add_default_attributes before it may help");
        }
        Dtype first = signature.outputType(0);
        if (first == null || OpTrait.SWITCH.includes(node.op())) {
            context.debug().accept("insert_logging: no Print behind " + node.name());
            return null;
        }
        String name = names.take(node.name() + SUFFIX);
        Node.Builder print = Node.builder(name, "Print");
        print.input(node.name());
        AttrValue.ListValue.Builder printed = AttrValue.ListValue.newBuilder();
        for (int output = outputs.nextSetBit(0); output >= 0; output = outputs.nextSetBit(output + 1)) {
            Dtype type = signature.outputType(output);
            if (type != null) {
                print.input(new NodeInput(node.name(), output));
                printed.addTypeValue(type.withoutRef().number());
            }
        }
        String message = (text.showOp ? ";" + node.op() + ";" : "") + (text.showName ? ";" + name + ";" : "");
        return print.attr("T", Attrs.type(first.withoutRef()))
                .attr("U", AttrValue.newBuilder().setList(printed).build())
                .attr("message", Attrs.string(message + text.message))
                .attr("first_n", text.firstN)
                .attr("summarize", text.summarize)
                .build();
    }
}
