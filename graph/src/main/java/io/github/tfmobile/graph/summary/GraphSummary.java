package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.Placeholders;
import io.github.tfmobile.graph.function.CallGraph;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What TensorFlow's {@code summarize_graph} tells of a graph, counted as it counts
 * (tensorflow/tools/graph_transforms/summarize_graph_main.cc), except that parameters of variables are counted by their
 * shape: the original looks for a value that a variable never has, and always prints 0.
 *
 * @param nodes nodes in the graph itself
 * @param functions functions in the library
 * @param inputs every Placeholder and PlaceholderWithDefault, in file order
 * @param variables every variable (ref and resource), in file order
 * @param outputs nodes that nobody reads and that may give a result, in file order
 * @param constParameters elements of all Const nodes
 * @param variableParameters elements of all variables whose shape is known
 * @param controlEdges control inputs of all nodes
 * @param devices nodes by the device they ask for, those without one left out
 * @param invalidInputs inputs that name no node, as {@code node: input}
 * @param ops nodes by op, functions included
 * @param controlFlow how often each control-flow op occurs, functions included; empty without control flow
 * @param functionCalls calls of library functions by function name, functions included
 */
public record GraphSummary(
        int nodes,
        int functions,
        List<Endpoint> inputs,
        List<Endpoint> variables,
        List<Endpoint> outputs,
        long constParameters,
        long variableParameters,
        int controlEdges,
        SortedMap<String, Integer> devices,
        List<String> invalidInputs,
        SortedMap<String, Integer> ops,
        SortedMap<String, Integer> controlFlow,
        SortedMap<String, Integer> functionCalls) {

    /** What the original takes for no output, beside placeholders. */
    private static final Set<String> UNLIKELY_OUTPUTS = Set.of("Const", "Assign", "NoOp");

    /**
     * A node that is an input, a variable or an output.
     *
     * @param name the node's name
     * @param op its op
     * @param dtype its type; null when no attr tells
     * @param shape its shape; null when no attr tells
     */
    public record Endpoint(
            String name,
            String op,
            @Nullable Dtype dtype,
            @Nullable TensorShapeProto shape) {

        static Endpoint of(Node node, Graph graph) {
            AttrValue dtype = node.attr("dtype");
            AttrValue shape = node.attr("shape");
            return new Endpoint(
                    node.name(),
                    node.op(),
                    dtype == null ? null : Dtype.of(dtype),
                    node.is(OpTrait.PLACEHOLDER)
                            ? Placeholders.shape(node, graph.versions())
                            : shape == null || !shape.hasShape() ? null : shape.getShape());
        }
    }

    /** The same without inputs that nobody feeds: the names of files that a SavedModel brings along. */
    public GraphSummary withoutInputs(Set<String> names) {
        return new GraphSummary(
                nodes,
                functions,
                inputs.stream().filter(input -> !names.contains(input.name())).toList(),
                variables,
                outputs,
                constParameters,
                variableParameters,
                controlEdges,
                devices,
                invalidInputs,
                ops,
                controlFlow,
                functionCalls);
    }

    /** Counts what is in a graph. */
    public static GraphSummary of(Graph graph) {
        GraphIndex index = graph.index();
        BitSet read = new BitSet();
        List<String> invalid = new ArrayList<>();
        SortedMap<String, Integer> devices = new TreeMap<>();
        int controlEdges = 0;
        long constants = 0;
        long variables = 0;
        for (int i = 0; i < index.size(); i++) {
            Node node = index.node(i);
            for (int k = 0; k < index.inputs(i); k++) {
                if (index.port(i, k) == NodeInput.CONTROL) {
                    controlEdges++;
                }
                if (index.source(i, k) == GraphIndex.NONE) {
                    invalid.add(node.name() + ": " + node.input(k));
                } else {
                    read.set(index.source(i, k));
                }
            }
            if (!node.device().isEmpty()) {
                devices.merge(node.device(), 1, Integer::sum);
            }
            if (node.op().equals("Const")) {
                constants += Math.max(
                        0,
                        PartialShape.of(node.attr("value", AttrValue.getDefaultInstance())
                                        .getTensor()
                                        .getTensorShape())
                                .elements());
            } else if (OpTrait.VARIABLE.includes(node.op())) {
                variables += Math.max(
                        0,
                        PartialShape.of(node.attr("shape", AttrValue.getDefaultInstance())
                                        .getShape())
                                .elements());
            }
        }
        for (int node : index.misnamed()) {
            // A node that has an earlier one's name is read where that is.
            read.set(node, read.get(index.number(index.node(node).name())));
        }
        BitSet placeholders = index.opsWith(OpTrait.PLACEHOLDER);
        BitSet results = index.opsWhere(op -> !UNLIKELY_OUTPUTS.contains(op));
        results.andNot(placeholders);
        Set<String> library = graph.library().getFunctionList().stream()
                .map(function -> function.getSignature().getName())
                .collect(Collectors.toSet());
        SortedMap<String, Integer> ops = new TreeMap<>();
        SortedMap<String, Integer> calls = new TreeMap<>();
        count(graph.all(), library, ops, calls);
        for (FunctionDef function : graph.library().getFunctionList()) {
            count(FunctionLibrary.nodes(function), library, ops, calls);
        }
        SortedMap<String, Integer> controlFlow = new TreeMap<>(ops);
        controlFlow.keySet().removeIf(op -> !OpTraits.isControlFlow(op) && !OpTraits.isFunctionalControlFlow(op));
        return new GraphSummary(
                graph.size(),
                graph.library().getFunctionCount(),
                endpoints(graph, placeholders, new BitSet()),
                endpoints(graph, index.opsWith(OpTrait.VARIABLE), new BitSet()),
                endpoints(graph, results, read),
                constants,
                variables,
                controlEdges,
                devices,
                List.copyOf(invalid),
                ops,
                controlFlow,
                calls);
    }

    /** The figures alone. */
    public GraphCounts counts() {
        SortedMap<String, Long> byOp = new TreeMap<>();
        ops.forEach((op, count) -> byOp.put(op, (long) count));
        return new GraphCounts(nodes, functions, constParameters, variableParameters, controlEdges, byOp);
    }

    /** The ops with their counts, most frequent first, equal counts by name. */
    public List<Map.Entry<String, Integer>> opsByCount() {
        return ops.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    /** The nodes of these ops, less some. */
    private static List<Endpoint> endpoints(Graph graph, BitSet ops, BitSet without) {
        GraphIndex index = graph.index();
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < index.size(); i++) {
            if (ops.get(index.op(i)) && !without.get(i)) {
                endpoints.add(Endpoint.of(index.node(i), graph));
            }
        }
        return List.copyOf(endpoints);
    }

    private static void count(
            List<Node> nodes, Set<String> library, Map<String, Integer> ops, Map<String, Integer> calls) {
        Map<String, Integer> counts = new HashMap<>();
        for (Node node : nodes) {
            counts.merge(node.op(), 1, Integer::sum);
            if (library.isEmpty()) {
                continue;
            }
            for (String name : CallGraph.called(node)) {
                if (library.contains(name)) {
                    calls.merge(name, 1, Integer::sum);
                }
            }
        }
        counts.forEach((op, count) -> ops.merge(op, count, Integer::sum));
    }
}
