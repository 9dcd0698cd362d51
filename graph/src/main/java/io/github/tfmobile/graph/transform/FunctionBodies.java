package io.github.tfmobile.graph.transform;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.Colocation;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.validate.GraphValidator;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Applies a transform to the bodies of the library's functions. A body becomes a graph of its own: its arguments are
 * Placeholders and inputs, what it returns are outputs. Nodes that run for their effect, and those that a caller's control
 * edge waits for, are held by a Const that waits for them and is an output, too.
 *
 * <p>Signatures stay, so callers need not change. A function whose attrs its callers give, or with an op that nobody
 * knows, is left alone.
 */
public final class FunctionBodies {

    /** The argument that asks for the function library, too. */
    public static final String FUNCTIONS = "functions";

    private final Graph graph;
    private final Transform transform;
    private final TransformContext context;
    private final FunctionLibrary library;

    private FunctionBodies(Graph graph, Transform transform, TransformContext context) {
        this.graph = graph;
        this.transform = transform;
        this.context = context;
        this.library = new FunctionLibrary(graph.library(), context.ops(), null);
    }

    /**
     * The graph with all its functions transformed.
     *
     * @throws ProblemException if the transform refuses a body or breaks it
     */
    static Graph apply(Graph graph, Transform transform, TransformContext context) throws ProblemException {
        FunctionBodies bodies = new FunctionBodies(graph, transform, context);
        FunctionDefLibrary.Builder changed = null;
        for (int i = 0; i < graph.library().getFunctionCount(); i++) {
            FunctionDef other = bodies.transformed(graph.library().getFunction(i));
            if (other != null) {
                changed = changed == null ? graph.library().toBuilder() : changed;
                changed.setFunction(i, other);
            }
        }
        return changed == null ? graph : graph.withLibrary(changed.build());
    }

    /** The function with its body transformed; null when nothing changes. */
    private @Nullable FunctionDef transformed(FunctionDef function) throws ProblemException {
        String name = function.getSignature().getName();
        FunctionBody body;
        try {
            body = library.body(name);
        } catch (ProblemException e) {
            context.debug().accept(context.transform() + ": function " + name + " left, " + e.getMessage());
            return null;
        }
        Map<String, Node> arguments = new LinkedHashMap<>();
        body.arguments().forEach(argument -> arguments.put(argument.name(), argument));
        List<Node> nodes = new ArrayList<>();
        FreshNames names = new FreshNames(body.nodes());
        for (Node node : body.nodes()) {
            nodes.add(arguments.containsKey(node.name()) ? placeholder(node) : node);
        }
        Set<NodeInput> outputs = new LinkedHashSet<>();
        body.results().forEach(result -> outputs.add(result.tensor()));
        Map<String, String> holders = new LinkedHashMap<>();
        for (String held : held(body)) {
            String holder = names.take("held");
            holders.put(held, holder);
            nodes.add(Constants.node(holder, Constants.scalar(0)).toBuilder()
                    .control(held)
                    .build());
            outputs.add(new NodeInput(holder, 0));
        }
        Graph before = Graph.of(nodes, graph.library(), graph.versions());
        Graph after = run(name, before, inputs(arguments), List.copyOf(outputs));
        if (after.all().equals(before.all())) {
            return null;
        }
        List<Node> kept = new ArrayList<>(arguments.values());
        for (Node node : after.all()) {
            if (!arguments.containsKey(node.name()) && !holders.containsValue(node.name())) {
                kept.add(node);
            }
        }
        TreeMap<String, String> controls = new TreeMap<>();
        body.controlResults().forEach((result, node) -> {
            Node holder = after.named(holders.getOrDefault(node, ""));
            controls.put(
                    result,
                    holder == null || holder.inputCount() != 1
                            ? node
                            : holder.input(0).node());
        });
        return library.define(body.with(name, kept, body.results()).withControlResults(controls));
    }

    private Graph run(String function, Graph body, List<InputSpec> inputs, List<NodeInput> outputs)
            throws ProblemException {
        List<Problem> given = GraphValidator.structure(body);
        TransformContext inner = new TransformContext(
                context.transform(),
                inputs,
                outputs,
                context.arguments(),
                context.ops(),
                context.evaluator(),
                context.baseDirectory(),
                context.warn(),
                note -> context.debug().accept("function " + function + ": " + note),
                context.progress());
        Graph result = Colocation.withoutRemoved(TransformCall.apply(transform, body, inner), body);
        List<Problem> problems = new ArrayList<>(GraphValidator.structure(result));
        problems.removeAll(given);
        if (problems.isEmpty()) {
            problems.addAll(GraphValidator.frames(result, body));
            problems.addAll(GraphValidator.definitions(result, context.ops(), body));
        }
        if (!problems.isEmpty()) {
            problems.add(
                    0,
                    Problem.of(
                            TransformProblem.BREAKS_FUNCTION,
                            "transform " + transform.name() + " breaks the function \"" + function + "\"",
                            "leave " + FUNCTIONS + "=true out"));
            throw new ProblemException(problems);
        }
        return result;
    }

    /** What runs though nothing that the function returns depends on it, and what callers wait for. */
    private Set<String> held(FunctionBody body) {
        Set<String> held = new LinkedHashSet<>(body.controlResults().values());
        for (Node node : body.nodes()) {
            OpDef op = library.op(node.op());
            if (!node.op().equals(FunctionBody.ARG) && (op == null || op.getIsStateful())) {
                held.add(node.name());
            }
        }
        return held;
    }

    private static List<InputSpec> inputs(Map<String, Node> arguments) {
        List<InputSpec> inputs = new ArrayList<>();
        arguments.forEach((name, node) ->
                inputs.add(new InputSpec(new NodeInput(name, 0), Dtype.of(node.attrOrThrow("T")), null)));
        return inputs;
    }

    private static Node placeholder(Node argument) {
        Dtype dtype = Dtype.of(argument.attrOrThrow("T"));
        AttrValue shapes = argument.attr("_output_shapes");
        TensorShapeProto shape = shapes != null && shapes.getList().getShapeCount() == 1
                ? shapes.getList().getShape(0)
                : TensorShapeProto.newBuilder().setUnknownRank(true).build();
        return Node.builder(argument.name(), "Placeholder")
                .attr("dtype", Attrs.type(dtype))
                .attr("shape", Attrs.shape(shape))
                .build();
    }
}
