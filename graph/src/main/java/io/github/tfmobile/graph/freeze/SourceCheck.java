package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.freeze.model.LoadedModel;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.validate.GraphValidator;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.AttrValue;

/** Checks the graph that is frozen, as importing it into TensorFlow would. */
final class SourceCheck {

    /** The GraphDef version of TensorFlow 2.21.0 (tensorflow/core/public/version.h). */
    private static final int NEWEST_VERSION = 2474;

    private final LoadedModel model;
    private final OpDefs ops;
    private final List<Problem> problems = new ArrayList<>();

    SourceCheck(LoadedModel model, OpDefs ops) {
        this.model = model;
        this.ops = ops;
    }

    /**
     * Checks names, edges and version of the whole graph.
     *
     * @throws ProblemException if something is wrong
     */
    void checkStructure() throws ProblemException {
        Graph graph = model.graph();
        int wanted = graph.versions().getMinConsumer();
        if (graph.all().isEmpty()) {
            problems.add(Problem.of(
                    GraphProblem.GRAPH_EMPTY,
                    "the graph has no nodes",
                    model.place(),
                    "Export the graph again: the file is empty."));
        } else if (wanted > NEWEST_VERSION) {
            problems.add(Problem.of(
                    GraphProblem.GRAPH_TOO_NEW,
                    "the graph asks for a newer TensorFlow: min_consumer \"" + wanted + "\"",
                    model.place(),
                    "TensorFlow 2.21.0 has version " + NEWEST_VERSION
                            + ". Export the graph with a TensorFlow up to that one."));
        }
        GraphValidator.structure(graph).forEach(this::add);
        stopIfWrong();
    }

    /**
     * Checks ops, attrs, inputs and dtypes of what the outputs need.
     *
     * @throws ProblemException if something is wrong
     */
    void checkNodes(Graph needed) throws ProblemException {
        checkDtypes(needed);
        stopIfWrong();
        GraphValidator.definitions(needed, ops, null).forEach(this::add);
        stopIfWrong();
    }

    /** Dtypes that came after TensorFlow 2.21: nobody knows what their elements are. */
    @SuppressWarnings({"unchecked", "rawtypes", "ReferenceEquality"}) // attrs that nodes share are looked at once
    private void checkDtypes(Graph graph) {
        GraphIndex index = graph.index();
        Map<String, AttrValue>[] known = new Map[index.ops().size()];
        for (int i = 0; i < index.size(); i++) {
            Node node = index.node(i);
            if (node.attrs() == known[index.op(i)]) {
                continue;
            }
            if (hasTooNew(node)) {
                tooNew(node);
            } else {
                known[index.op(i)] = node.attrs();
            }
        }
    }

    private static boolean hasTooNew(Node node) {
        for (Map.Entry<String, AttrValue> attr : node.attrs().entrySet()) {
            if (isTooNew(attr.getValue())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTooNew(AttrValue value) {
        if (!value.hasType()) {
            return false;
        }
        Dtype dtype = Dtype.of(value);
        return !dtype.isKnown() && !dtype.equals(Dtype.INVALID);
    }

    private void tooNew(Node node) {
        new TreeMap<>(node.attrs()).forEach((name, value) -> {
            if (isTooNew(value)) {
                problems.add(Problem.of(
                        GraphProblem.DTYPE_TOO_NEW,
                        "node \"" + node.name() + "\" of op " + node.op()
                                + " has a dtype that is too new: \"" + name + "="
                                + Dtype.of(value).number() + "\"",
                        model.place(),
                        "Choose outputs that do not need it, or save the model with another dtype; the numbers are those"
                                + " of TensorFlow's types.proto."));
            }
        });
    }

    /**
     * Checks the same of the frozen graph: function bodies are seen here for the first time. What it has of a graph that was
     * checked is not looked at again.
     *
     * @param checked what {@link #checkNodes} was given
     * @throws ProblemException if something is wrong
     */
    void checkFrozen(Graph graph, Graph checked) throws ProblemException {
        GraphValidator.definitions(graph, ops, checked).forEach(this::add);
        stopIfWrong();
    }

    private void stopIfWrong() throws ProblemException {
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    private void add(Problem problem) {
        String remedy = problem.remedy().isEmpty() ? "Export the graph again." : problem.remedy();
        problems.add(problem.in(problem.place() == null ? model.place() : problem.place())
                .withRemedy(remedy));
    }
}
