package io.github.tfmobile.graph.runtime;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.Evaluator;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.verify.GraphRunner;
import io.github.tfmobile.graph.verify.JavaGraphRunner;
import io.github.tfmobile.registry.OpDefs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * Computes in Java what Java has kernels for, and the rest in TensorFlow's runtime where its native library is on the
 * class path. The library is loaded when it is first needed. Thread-safe.
 */
public final class OptionalRuntime implements Evaluator, GraphRunner {

    private final Evaluator java = new JavaEvaluator();
    private final OpDefs ops;
    private @Nullable TensorFlowRuntime runtime;

    /**
     * Nothing is loaded yet.
     *
     * @param ops gives attrs that a graph left out their defaults
     */
    public OptionalRuntime(OpDefs ops) {
        this.ops = ops;
    }

    @Override
    public Optional<List<TensorProto>> evaluate(Node node, List<TensorProto> inputs) {
        Optional<List<TensorProto>> result = java.evaluate(node, inputs);
        if (result.isPresent() || !TensorFlowRuntime.isPresent()) {
            return result;
        }
        try {
            return runtime().evaluate(node, inputs);
        } catch (ProblemException e) {
            return Optional.empty(); // its library is there and cannot be loaded: Java alone it is
        }
    }

    @Override
    public List<TensorProto> run(Graph graph, Map<NodeInput, TensorProto> feeds, List<NodeInput> fetches)
            throws ProblemException {
        return TensorFlowRuntime.isPresent()
                ? runtime().run(graph, feeds, fetches)
                : new JavaGraphRunner(java, ops).run(graph, feeds, fetches);
    }

    private synchronized TensorFlowRuntime runtime() throws ProblemException {
        if (runtime == null) {
            runtime = TensorFlowRuntime.load();
        }
        return runtime;
    }
}
