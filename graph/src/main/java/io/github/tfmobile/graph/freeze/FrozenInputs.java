package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.Placeholders;
import io.github.tfmobile.graph.analysis.CutSearch;
import io.github.tfmobile.graph.analysis.Frames;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.LoadedModel;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The inputs of a frozen graph. Each that is named must be a tensor that can be fed: one that there is, of the dtype that is
 * declared, no output, and in no loop or branch, where a Placeholder would run in another frame or though the branch is not
 * taken. A Placeholder that nothing uses stays, so that an app can go on feeding it.
 */
final class FrozenInputs {

    private final LoadedModel model;
    private final boolean isRequested;
    private final Graph whole;
    private final OpDefs ops;
    private final Consumer<String> notes;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * The inputs of a model.
     *
     * @param whole all of its graph, function calls written out
     * @param notes takes what a user should know
     */
    FrozenInputs(LoadedModel model, FreezeRequest request, Graph whole, Consumer<String> notes) {
        this.model = model;
        this.isRequested = !request.inputs().isEmpty();
        this.whole = whole;
        this.ops = request.ops();
        this.notes = notes;
    }

    /**
     * A graph with what it is fed.
     *
     * @param graph the frozen graph and the inputs that nothing of it uses
     * @param inputs all inputs, dtype and shape as far as they are declared
     */
    record Fed(Graph graph, List<InputSpec> inputs) {}

    /**
     * Looks the inputs up.
     *
     * @throws ProblemException naming each that cannot be fed
     */
    Fed of(Graph frozen) throws ProblemException {
        FunctionLibrary library = new FunctionLibrary(frozen.library(), ops, model.place());
        List<InputSpec> fed = new ArrayList<>();
        List<Node> nodes = new ArrayList<>(frozen.all());
        for (InputSpec input : model.inputs()) {
            Node node = frozen.named(input.tensor().node());
            Node unused = whole.named(input.tensor().node());
            if (node != null) {
                check(input, node, frozen, library);
                fed.add(input);
            } else if (unused == null) {
                problems.addAll(new Endpoints(List.of(input), List.of()).problems(frozen));
            } else if (OpTrait.PLACEHOLDER.includes(unused.op())) {
                check(input, unused, whole, library);
                nodes.add(placeholder(unused));
                fed.add(input);
            } else {
                notes.accept("input \"" + input.tensor() + "\" is left out, the outputs do not need it");
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        Liveness needed = Liveness.of(
                frozen,
                model.outputNodes(),
                fed.stream().map(input -> input.tensor().node()).toList());
        for (InputSpec argument : model.arguments()) {
            int number = frozen.index().number(argument.tensor().node());
            if (number >= 0 && needed.isLive(number)) {
                fed.add(argument);
            }
        }
        return new Fed(nodes.size() == frozen.size() ? frozen : frozen.with(nodes), fed);
    }

    private static Node placeholder(Node unused) {
        TensorShapeProto any =
                TensorShapeProto.newBuilder().setUnknownRank(true).build();
        return unused.is("Placeholder")
                ? unused.withInputs(List.of())
                : Node.builder(unused.name(), "Placeholder")
                        .attr("dtype", unused.attrOrThrow("dtype"))
                        .attr("shape", unused.attr("shape", Attrs.shape(any)))
                        .build();
    }

    private void check(InputSpec input, Node node, Graph graph, FunctionLibrary library) {
        if (!isRequested) {
            return;
        }
        String name = input.tensor().toString();
        if (model.outputs().stream().anyMatch(output -> output.tensor().equals(input.tensor()))) {
            problems.add(problem(
                    GraphProblem.INPUT_IS_OUTPUT,
                    "names an output of the model: \"" + name + "\"",
                    "Nothing would be left to run. Name a node before it"));
            return;
        }
        NodeSignature signature = library.signature(node);
        if (signature != null && input.tensor().port() >= signature.outputCount()) {
            problems.add(Endpoints.unknownPort(Setting.INPUTS, input.tensor(), node, signature.outputCount())
                    .in(model.place()));
            return;
        }
        Dtype dtype =
                signature == null ? null : signature.outputType(input.tensor().port());
        if (dtype != null && input.dtype() != null && !dtype.withoutRef().equals(input.dtype())) {
            problems.add(problem(
                    GraphProblem.INPUT_OF_OTHER_DTYPE,
                    "declares \"" + name + "\" as " + input.dtype().name() + ", in the graph it is "
                            + dtype.withoutRef().name(),
                    "Declare it as it is, or name a node behind it"));
            return;
        }
        TensorShapeProto shape = node.is("Placeholder") ? Placeholders.shape(node, graph.versions()) : null;
        if (shape != null && input.shape() != null && TensorShapes.merge(shape, input.shape()) == null) {
            problems.add(problem(
                    GraphProblem.INPUT_OF_OTHER_SHAPE,
                    "declares \"" + name + "\" as " + TensorShapes.text(input.shape()) + ", in the graph it is "
                            + TensorShapes.text(shape),
                    "Declare a shape that agrees with it, ? for a dim that is not known"));
            return;
        }
        String where = where(node, graph);
        if (where != null) {
            List<CutSearch.Cut> cuts = new CutSearch(graph, model.outputNodes(), ops).of(List.of(node.name()));
            problems.add(problem(
                    GraphProblem.INPUT_IN_LOOP_OR_BRANCH,
                    "names node \"" + name + "\", " + where + ", where nothing can be fed",
                    cuts.isEmpty()
                            ? "No node behind it can take its place"
                            : "The nearest node behind it that can be fed is "
                                    + cuts.get(0).input()));
        }
    }

    /** The loop or branch that a node is in; null when it is in none. */
    private static @Nullable String where(Node node, Graph frozen) {
        Frames frames = Frames.of(frozen);
        int number = frozen.index().number(node.name());
        if (frames.isInLoop(number)) {
            return "which runs in the loop \"" + frames.loop(number) + "\"";
        }
        List<String> predicates = new ArrayList<>(frames.predicates(number));
        if (OpTrait.SWITCH.includes(node.op()) && node.inputCount() > 1) {
            predicates.add(node.input(1).toString());
        }
        return predicates.isEmpty()
                ? null
                : "which runs in one branch of the cond that \"" + predicates.get(0) + "\" decides";
    }

    private Problem problem(GraphProblem code, String what, String remedy) {
        return Problem.of(
                code, Setting.INPUTS + " " + what, model.place(), remedy + ": " + Setting.INPUTS.inFull() + ".");
    }
}
