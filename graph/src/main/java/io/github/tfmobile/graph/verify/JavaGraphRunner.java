package io.github.tfmobile.graph.verify;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.evaluate.Evaluator;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.TensorProto;

/** Runs graphs without loops, branches or state node by node with an evaluator. Slow, and without native code. */
public final class JavaGraphRunner implements GraphRunner {

    private final Evaluator evaluator;
    private final OpDefs ops;

    /**
     * A runner.
     *
     * @param evaluator computes each node
     * @param ops gives attrs that a graph left out their defaults
     */
    public JavaGraphRunner(Evaluator evaluator, OpDefs ops) {
        this.evaluator = evaluator;
        this.ops = ops;
    }

    @Override
    public List<TensorProto> run(Graph graph, Map<NodeInput, TensorProto> feeds, List<NodeInput> fetches)
            throws ProblemException {
        BitSet needed = needed(graph.index(), feeds.keySet(), fetches);
        Map<NodeInput, TensorProto> values = new HashMap<>(feeds);
        for (int number : graph.index().runOrder()) {
            Node node = graph.node(number);
            if (needed.get(number) && !node.op().equals("NoOp")) {
                List<TensorProto> outputs = compute(node, values);
                for (int i = 0; i < outputs.size(); i++) {
                    values.putIfAbsent(new NodeInput(node.name(), i), outputs.get(i));
                }
            }
        }
        List<TensorProto> results = new ArrayList<>();
        for (NodeInput fetch : fetches) {
            results.add(value(values, fetch));
        }
        return results;
    }

    private List<TensorProto> compute(Node node, Map<NodeInput, TensorProto> values) throws ProblemException {
        if (node.op().equals("Const")) {
            return List.of(node.attr("value", AttrValue.getDefaultInstance()).getTensor());
        }
        List<TensorProto> inputs = new ArrayList<>();
        for (NodeInput input : node.inputs()) {
            if (!input.isControl()) {
                inputs.add(value(values, input));
            }
        }
        Optional<List<TensorProto>> outputs =
                evaluator.evaluate(NodeSignature.withDefaults(node, ops.find(node.op())), inputs);
        if (outputs.isEmpty()) {
            throw new ProblemException(Problem.of(
                    GraphProblem.NO_JAVA_KERNEL,
                    "The graph cannot be run in Java: no kernel computes the " + node.op() + " \"" + node.name() + "\"",
                    "Add TensorFlow's runtime (org.tensorflow:tensorflow-core-native with its natives) as a dependency"
                            + " of the plugin, or leave verify out."));
        }
        return outputs.get();
    }

    private static TensorProto value(Map<NodeInput, TensorProto> values, NodeInput tensor) throws ProblemException {
        TensorProto value = values.get(tensor);
        if (value == null) {
            throw new ProblemException(Problem.of(
                    GraphProblem.NO_JAVA_TENSOR,
                    "The graph cannot be run in Java: it gives no tensor \"" + tensor + "\"",
                    "Graphs with loops need TensorFlow's runtime."));
        }
        return value;
    }

    private static BitSet needed(GraphIndex index, Set<NodeInput> fed, List<NodeInput> fetches) {
        BitSet from = new BitSet();
        fetches.stream()
                .filter(fetch -> !fed.contains(fetch))
                .mapToInt(fetch -> index.number(fetch.node()))
                .filter(number -> number >= 0)
                .forEach(from::set);
        // What a node only waits for gives it nothing: without state the values are the same.
        return index.upstream(
                from,
                (reader, source, port) -> port != NodeInput.CONTROL
                        && !fed.contains(new NodeInput(index.node(source).name(), port)));
    }
}
