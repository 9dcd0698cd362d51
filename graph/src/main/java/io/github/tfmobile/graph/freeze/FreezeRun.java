package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.function.Inliner;
import io.github.tfmobile.registry.problem.Nearest;
import io.github.tfmobile.registry.problem.Place;
import io.github.tfmobile.registry.problem.Problem;
import io.github.tfmobile.registry.problem.ProblemException;
import io.github.tfmobile.registry.progress.Progress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** One model being frozen, step by step. */
final class FreezeRun {

    private final FreezeRequest request;
    private final FreezeOptions options;
    private final Progress progress;
    private final LoadedModel model;
    private final @Nullable Place place;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final TreeSet<String> kept = new TreeSet<>();

    FreezeRun(FreezeRequest request, Progress progress, LoadedModel model) {
        this.request = request;
        this.options = request.options();
        this.progress = progress;
        this.model = model;
        this.place = model.place();
    }

    FreezeResult run() throws ProblemException {
        Graph graph = model.graph();
        checkNames(graph);
        stopIfWrong();
        FunctionLibrary library = new FunctionLibrary(graph.library(), request.ops(), place);
        Set<String> outputs = new LinkedHashSet<>();
        request.outputs().forEach(output -> outputs.add(output.node()));
        List<NodeDef> whole =
                new Inliner(library, place).inline(graph.nodes(), outputs).nodes();
        if (options.clearDevices()) {
            whole = whole.stream()
                    .map(node -> node.getDevice().isEmpty()
                            ? node
                            : node.toBuilder().clearDevice().build())
                    .toList();
        }
        List<NodeDef> nodes = needed(whole, outputs);
        VariableValues values = new VariableValues(
                model.checkpoint(),
                VariableKeys.of(whole, model.saver()),
                model.saver() != null,
                options.movingAverages());
        Map<String, Variable> variables = values.locate(variablesToFreeze(nodes), problems);
        stopIfWrong();
        SizeLimit.check(values.sizes(), nodes, graph.library(), model.file());
        FunctionLibrary functions = library;
        VariableRewrite rewrite = new VariableRewrite(functions, problems, place);
        List<NodeDef> frozen;
        long total = values.sizes().values().stream().mapToLong(Long::longValue).sum();
        long[] done = {0};
        try (Progress.Task task = progress.start("freezing", "bytes", total)) {
            frozen = rewrite.rewrite(nodes, variables, Map.of(), variable -> {
                        TensorProto value = values.read(variable);
                        done[0] += values.sizes().getOrDefault(variable, 0L);
                        task.done(done[0]);
                        return value;
                    })
                    .nodes();
        }
        stopIfWrong();
        frozen = Subgraph.extract(frozen, outputs);
        Graph result = new Graph(frozen, rewrite.functions().library(), graph.versions());
        return new FreezeResult(
                result,
                request.inputs(),
                request.outputs().stream()
                        .map(output -> new InputSpec(output, null, null))
                        .toList(),
                new TreeMap<>(),
                new TreeSet<>(variables.keySet()),
                kept,
                notes);
    }

    private void stopIfWrong() throws ProblemException {
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    private void checkNames(Graph graph) {
        Set<String> names = new LinkedHashSet<>();
        graph.nodes().forEach(node -> names.add(node.getName()));
        if (request.outputs().isEmpty()) {
            problems.add(Problem.of(
                    "<outputs>: no output is named",
                    place,
                    "Name the nodes that the model is run for: <outputs> (-Dtfmobile.outputs); the goal summarize"
                            + " lists likely ones."));
        }
        for (NodeInput output : request.outputs()) {
            if (!names.contains(output.node())) {
                String question = Nearest.question(output.node(), names);
                problems.add(Problem.of(
                        "<outputs>: the graph has no node \"" + output.node() + "\"",
                        place,
                        (question.isEmpty() ? "" : question + "\n")
                                + "The goal summarize lists the names: <outputs> (-Dtfmobile.outputs)."));
            }
        }
        checkVariableNames("variableAllowlist", options.variableAllowlist(), graph);
        checkVariableNames("variableDenylist", options.variableDenylist(), graph);
    }

    private void checkVariableNames(String element, Set<String> wanted, Graph graph) {
        Set<String> variables = new LinkedHashSet<>();
        for (NodeDef node : graph.nodes()) {
            if (RefOps.isVariable(node.getOp())) {
                variables.add(node.getName());
            }
        }
        for (String name : wanted) {
            if (!variables.contains(name)) {
                String question = Nearest.question(name, variables);
                problems.add(Problem.of(
                        "<" + element + ">: the graph has no variable \"" + name + "\"",
                        place,
                        (question.isEmpty() ? "" : question + "\n") + "Name variables as the graph does: <" + element
                                + "> (-Dtfmobile." + element + ")."));
            }
        }
    }

    private boolean isFrozen(NodeDef node) {
        return RefOps.isVariable(node.getOp())
                && (options.variableAllowlist().isEmpty()
                        || options.variableAllowlist().contains(node.getName()))
                && !options.variableDenylist().contains(node.getName());
    }

    /** What the outputs need, without what only changes variables that are frozen. */
    private List<NodeDef> needed(List<NodeDef> nodes, Set<String> outputs) {
        Map<String, NodeDef> index = Subgraph.index(nodes);
        List<NodeDef> withoutUpdates = nodes.stream()
                .map(node -> {
                    List<String> inputs = node.getInputList().stream()
                            .filter(input -> !input.startsWith("^") || !isUpdateOfFrozen(index, input.substring(1)))
                            .toList();
                    return inputs.size() == node.getInputCount()
                            ? node
                            : node.toBuilder().clearInput().addAllInput(inputs).build();
                })
                .toList();
        return Subgraph.extract(withoutUpdates, outputs);
    }

    private boolean isUpdateOfFrozen(Map<String, NodeDef> index, String name) {
        NodeDef node = index.get(name);
        for (int steps = 0; node != null && steps < 100 && RefOps.isUpdate(node.getOp()); steps++) {
            NodeDef target = node.getInputCount() == 0
                    ? null
                    : index.get(NodeInput.parse(node.getInput(0)).node());
            while (target != null
                    && target.getInputCount() > 0
                    && (RefOps.valueForm(target.getOp()) != null
                            || target.getOp().equals("Identity")
                            || target.getOp().equals("Enter")
                            || target.getOp().equals("Switch"))) {
                target = index.get(NodeInput.parse(target.getInput(0)).node());
                if (++steps > 100) {
                    return false;
                }
            }
            if (target != null && isFrozen(target)) {
                return true;
            }
            node = target;
        }
        return false;
    }

    private List<NodeDef> variablesToFreeze(List<NodeDef> nodes) {
        List<NodeDef> variables = new ArrayList<>();
        for (NodeDef node : nodes) {
            if (RefOps.isVariable(node.getOp())) {
                if (isFrozen(node)) {
                    variables.add(node);
                } else {
                    kept.add(node.getName());
                }
            }
        }
        return variables;
    }
}
