package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.analysis.TensorFacts;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a graph can compute with the shapes that are declared for its inputs. */
final class DeclaredShapes {

    private static final TensorFacts.Basis BASIS = TensorFacts.Basis.PROVEN;

    private DeclaredShapes() {}

    /**
     * Looks for a node that refuses what it gets of the inputs as they are declared, and did not before.
     *
     * @param inputs each the first output of a node
     * @throws ProblemException naming the first such node
     */
    static void check(
            Graph graph, List<InputSpec> inputs, Collection<String> outputs, OpDefs ops, @Nullable Place place)
            throws ProblemException {
        TensorFacts before = graph.analysis(TensorFacts.of(ops, BASIS));
        GraphEditor editor = new GraphEditor(graph);
        List<InputSpec> narrower = new ArrayList<>();
        for (InputSpec input : inputs) {
            Node node = graph.named(input.tensor().node());
            if (node == null || input.shape() == null || input.tensor().port() != 0) {
                continue;
            }
            PartialShape known = before.of(input.tensor()).shape();
            PartialShape declared = PartialShape.of(input.shape());
            declared = node.is("Placeholder") ? known.merge(declared) : declared;
            if (!declared.equals(known)) {
                narrower.add(input);
                editor.replace(graph.index().number(node.name()), placeholder(node, declared));
            }
        }
        if (narrower.isEmpty()) {
            return;
        }
        Graph declared = editor.build();
        TensorFacts after = declared.analysis(TensorFacts.of(ops, BASIS));
        GraphIndex index = declared.index();
        Liveness needed = Liveness.of(declared, outputs);
        for (int node : index.topologicalOrder().placed()) {
            String refusal = needed.isLive(node) ? after.refusal(node) : null;
            if (refusal != null
                    && before.refusal(graph.index().number(index.node(node).name())) == null) {
                throw new ProblemException(problem(index, narrower, node, refusal, place));
            }
        }
    }

    /** What stands for an input here: only its shape is asked for. */
    private static Node placeholder(Node node, PartialShape shape) {
        return Node.builder(node.name(), "Placeholder")
                .attr("shape", Attrs.shape(shape.toProto()))
                .build();
    }

    private static Problem problem(
            GraphIndex index, List<InputSpec> narrower, int node, String refusal, @Nullable Place place) {
        BitSet at = new BitSet();
        at.set(node);
        BitSet upstream = index.upstream(at, (reader, source, port) -> port >= 0);
        String declared = narrower.stream()
                .filter(input -> upstream.get(index.number(input.tensor().node())))
                .map(input -> "\"" + input + "\"")
                .collect(Collectors.joining(" and "));
        return Problem.of(
                GraphProblem.INPUT_SHAPE_REFUSED,
                Setting.INPUTS + " declares " + declared + ", with which node \""
                        + index.node(node).name() + "\" of op "
                        + index.node(node).op() + " cannot compute: " + refusal,
                place,
                "Declare the shape that the app feeds, ? for a dim that is not known: " + Setting.INPUTS.inFull()
                        + ".");
    }
}
