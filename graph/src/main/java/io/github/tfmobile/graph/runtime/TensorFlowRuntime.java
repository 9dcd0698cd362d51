package io.github.tfmobile.graph.runtime;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.Evaluator;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.registry.Dtype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;
import org.tensorflow.proto.TensorProto;

/**
 * TensorFlow's own runtime, through the C API classes of {@code org.tensorflow:tensorflow-core-native}. The native
 * library is no dependency of tfmobile: nothing of it is loaded before {@link #load()} is called. Thread-safe.
 *
 * <p>As an {@link Evaluator} it runs a graph of the one node. Graphs are run as they are: TensorFlow's own graph
 * optimizer is off, so that what is measured is the graph and not what the optimizer makes of it.
 */
public final class TensorFlowRuntime implements Evaluator {

    private final OpList ops;
    private final Map<String, OpDef> opsByName;

    private TensorFlowRuntime(OpList ops) {
        this.ops = ops;
        this.opsByName =
                ops.getOpList().stream().collect(Collectors.toUnmodifiableMap(OpDef::getName, op -> op, (a, b) -> a));
    }

    /**
     * Loads the native library, once per process.
     *
     * @throws ProblemException if it is not on the class path, or not for this platform
     */
    public static TensorFlowRuntime load() throws ProblemException {
        try {
            return new TensorFlowRuntime(NativeSession.ops());
        } catch (LinkageError e) {
            throw new ProblemException(
                    Problem.of(
                            GraphProblem.NO_RUNTIME,
                            "TensorFlow's runtime cannot be loaded: \"" + reason(e) + "\"",
                            "Add org.tensorflow:tensorflow-core-native:1.1.0 with the classifier of this platform"
                                    + " (as in linux-x86_64) as a dependency of the plugin."),
                    e);
        }
    }

    /** Whether the native library for this platform is on the class path; it is not loaded by asking. */
    public static boolean isPresent() {
        try {
            return NativeSession.isPresent();
        } catch (LinkageError e) {
            return false;
        }
    }

    private static String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return cause.getClass().getSimpleName() + ": " + message;
    }

    /** The runtime's version, as in {@code 2.18.0}. */
    public String version() {
        return NativeSession.version();
    }

    /** The op definitions of this runtime. */
    public OpList ops() {
        return ops;
    }

    /**
     * Prepares a graph for running.
     *
     * @throws ProblemException if TensorFlow refuses the graph; the message has TensorFlow's words
     */
    public RuntimeSession open(Graph graph) throws ProblemException {
        return new RuntimeSession(NativeSession.open(GraphDef.newBuilder()
                .addAllNode(graph.all().stream().map(Node::message).toList())
                .setLibrary(graph.library())
                .setVersions(graph.versions())
                .build()));
    }

    /**
     * Opens a SavedModel and restores its variables.
     *
     * @param directory the SavedModel
     * @param tags the tags of the MetaGraph to load
     * @throws ProblemException if TensorFlow refuses it
     */
    public RuntimeSession openSavedModel(Path directory, Set<String> tags) throws ProblemException {
        return new RuntimeSession(NativeSession.openSavedModel(directory, tags));
    }

    /**
     * Runs a graph once.
     *
     * @param graph the graph
     * @param feeds the values of the tensors that are fed
     * @param fetches the tensors that are wanted, without control inputs
     * @return their values, in the order of {@code fetches}
     * @throws ProblemException if TensorFlow refuses the graph or an op fails
     */
    public List<TensorProto> run(Graph graph, Map<NodeInput, TensorProto> feeds, List<NodeInput> fetches)
            throws ProblemException {
        try (RuntimeSession session = open(graph)) {
            return session.run(feeds, fetches);
        }
    }

    @Override
    public Optional<List<TensorProto>> evaluate(Node node, List<TensorProto> inputs) {
        OpDef op = opsByName.get(node.op());
        if (op == null || op.getIsStateful()) {
            return Optional.empty();
        }
        List<Node> nodes = new ArrayList<>();
        Map<NodeInput, TensorProto> feeds = new LinkedHashMap<>();
        Node.Builder copy = node.toBuilder()
                .name("node")
                .device("")
                .inputs(List.of())
                .removeAttr("_class")
                .removeAttr("_output_shapes");
        for (int i = 0; i < inputs.size(); i++) {
            TensorProto value = inputs.get(i);
            nodes.add(placeholder("input_" + i, new Dtype(value.getDtypeValue())));
            feeds.put(new NodeInput("input_" + i, 0), value);
            copy.input("input_" + i);
        }
        nodes.add(copy.build());
        Graph graph = Graph.of(nodes);
        try (RuntimeSession session = open(graph)) {
            List<NodeInput> fetches = new ArrayList<>();
            for (int i = 0; i < session.outputs("node"); i++) {
                fetches.add(new NodeInput("node", i));
            }
            return Optional.of(session.run(feeds, fetches));
        } catch (ProblemException e) {
            return Optional.empty(); // the op refuses these inputs: the model will say so when it runs
        }
    }

    private static Node placeholder(String name, Dtype dtype) {
        return Node.builder(name, "Placeholder").attr("dtype", dtype.attr()).build();
    }

    /** A graph that is ready to run. Thread-safe while open. */
    public static final class RuntimeSession implements AutoCloseable {

        private final NativeSession session;

        RuntimeSession(NativeSession session) {
            this.session = session;
        }

        /**
         * Runs the graph.
         *
         * @param feeds the values of the tensors that are fed
         * @param fetches the tensors that are wanted
         * @return their values, in the order of {@code fetches}; numbers as {@code tensor_content}
         * @throws ProblemException if a tensor does not exist or an op fails
         */
        public List<TensorProto> run(Map<NodeInput, TensorProto> feeds, Collection<NodeInput> fetches)
                throws ProblemException {
            return session.run(feeds, List.copyOf(fetches), List.of());
        }

        /**
         * Runs the graph and also the named nodes, of which nothing is fetched (table initializers and the like).
         *
         * @throws ProblemException if a tensor or node does not exist or an op fails
         */
        public List<TensorProto> run(
                Map<NodeInput, TensorProto> feeds, Collection<NodeInput> fetches, Collection<String> targets)
                throws ProblemException {
            return session.run(feeds, List.copyOf(fetches), List.copyOf(targets));
        }

        /** How many outputs a node has; 0 when there is no such node. */
        public int outputs(String node) {
            return session.outputs(node);
        }

        /** Frees what the runtime holds. */
        @Override
        public void close() {
            session.close();
        }
    }
}
