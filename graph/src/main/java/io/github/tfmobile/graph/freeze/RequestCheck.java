package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.Suggestions;
import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.LoadedModel;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks the names that a request gives against the graph. */
final class RequestCheck {

    private final LoadedModel model;
    private final FreezeOptions options;
    private final FunctionLibrary library;
    private final Suggestions nodes;
    private final List<Problem> problems = new ArrayList<>();

    RequestCheck(LoadedModel model, FreezeOptions options, OpDefs ops) {
        this.model = model;
        this.library = new FunctionLibrary(model.graph().library(), ops, model.place());
        this.options = options;
        this.nodes = new Suggestions(model.graph()::names);
    }

    /**
     * Checks outputs, initializers, variables, and inputs where they are known before functions are written out.
     *
     * @throws ProblemException if the graph does not have one of them
     */
    void check() throws ProblemException {
        Graph graph = model.graph();
        if (model.outputs().isEmpty()) {
            problems.add(Endpoints.noOutputs("").in(model.place()));
        }
        for (InputSpec output : model.outputs()) {
            NodeInput tensor = output.tensor();
            if (graph.named(tensor.node()) == null) {
                problems.add(
                        Endpoints.unknown(Setting.OUTPUTS, tensor.node(), nodes).in(model.place()));
            } else {
                checkPort(tensor);
            }
        }
        for (String name : options.initializerNodes()) {
            if (graph.named(name) == null) {
                problems.add(Endpoints.unknown(Setting.INITIALIZER_NODES, name, nodes)
                        .in(model.place()));
            }
        }
        if (graph.library().getFunctionCount() == 0) {
            // What functions hold gets its names when they are written out, and is looked up in the frozen graph.
            problems.addAll(new Endpoints(model.inputs(), List.of()).problems(graph));
        }
        checkVariables(Setting.VARIABLE_ALLOWLIST, options.variableAllowlist(), graph);
        checkVariables(Setting.VARIABLE_DENYLIST, options.variableDenylist(), graph);
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    private void checkPort(NodeInput tensor) {
        Node node = model.graph().named(tensor.node());
        NodeSignature signature = node == null ? null : library.signature(node);
        int count = signature == null ? Integer.MAX_VALUE : signature.outputCount();
        if (node != null && tensor.port() > 0 && tensor.port() >= count) {
            problems.add(
                    Endpoints.unknownPort(Setting.OUTPUTS, tensor, node, count).in(model.place()));
        }
    }

    private void checkVariables(Setting setting, Set<String> wanted, Graph graph) {
        if (wanted.isEmpty()) {
            return;
        }
        Set<String> variables = new LinkedHashSet<>();
        for (Node node : graph.all()) {
            if (OpTrait.VARIABLE.includes(node.op())) {
                variables.add(node.name());
            }
        }
        Suggestions suggestions = new Suggestions(() -> variables);
        for (String name : wanted) {
            if (!variables.contains(name)) {
                problems.add(Problem.of(
                        GraphProblem.UNKNOWN_VARIABLE,
                        setting + ": the graph has no variable \"" + name + "\"",
                        model.place(),
                        question(name, suggestions) + "Name variables as the graph does: " + setting.inFull() + "."));
            }
        }
    }

    /** Suggestions for a name. */
    private static String question(String wanted, Suggestions suggestions) {
        String question = suggestions.question(wanted);
        return question.isEmpty() ? "" : question + "\n";
    }
}
