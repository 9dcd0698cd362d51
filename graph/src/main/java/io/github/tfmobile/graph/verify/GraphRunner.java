package io.github.tfmobile.graph.verify;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.TensorProto;

/** Runs a graph: {@link JavaGraphRunner}, or {@code TensorFlowRuntime::run}. */
@FunctionalInterface
public interface GraphRunner {

    /**
     * Runs a graph once.
     *
     * @param graph the graph
     * @param feeds the values of the tensors that are fed
     * @param fetches the tensors that are wanted
     * @return their values, in order
     * @throws ProblemException if the graph cannot be run
     */
    List<TensorProto> run(Graph graph, Map<NodeInput, TensorProto> feeds, List<NodeInput> fetches)
            throws ProblemException;
}
