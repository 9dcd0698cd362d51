package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Colocation;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.controlflow.ControlFlowLowering;
import io.github.tfmobile.graph.controlflow.DeadBranches;
import io.github.tfmobile.graph.controlflow.KnownValues;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.function.Inliner;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** One model being frozen, step by step. */
final class FreezeRun {

    /** Variables that a note names one by one. */
    private static final int SHOWN = 5;

    private final FreezeRequest request;
    private final FreezeOptions options;
    private final Progress progress;
    private final LoadedModel model;
    private final @Nullable Place place;
    private final FunctionLibrary library;
    private final Inliner inliner;
    private final Set<String> threaded;
    private final Set<String> conflicting = new TreeSet<>();
    private final Set<String> outputs = new LinkedHashSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> notes;
    private final TreeSet<String> kept = new TreeSet<>();
    private final TreeSet<String> changed = new TreeSet<>();
    private List<NodeDef> indexed = List.of();
    private Map<String, NodeDef> index = Map.of();
    private List<NodeDef> allNeeded = List.of();

    FreezeRun(FreezeRequest request, Progress progress, LoadedModel model, List<String> notes, Set<String> threaded) {
        this.request = request;
        this.threaded = threaded;
        this.options = request.options();
        this.progress = progress;
        this.model = model;
        this.notes = notes;
        this.place = model.place();
        this.library = new FunctionLibrary(model.graph().library(), request.ops(), place);
        this.inliner = new Inliner(library, place);
        model.outputs().forEach(output -> outputs.add(output.tensor().node()));
    }

    /**
     * What is to be frozen.
     *
     * @param nodes what the outputs need
     * @param variables the variables among them that become constants
     */
    private record Prepared(
            List<NodeDef> nodes,
            Map<String, Variable> variables,
            VariableValues values,
            FunctionVariables inFunctions) {}

    FreezeResult run() throws ProblemException {
        Prepared prepared = prepared();
        // The constants need the room.
        indexed = List.of();
        index = Map.of();
        return freeze(prepared);
    }

    private Prepared prepared() throws ProblemException {
        Graph graph = model.graph();
        new SourceCheck(model, request.ops(), problems).checkStructure();
        stopIfWrong();
        new RequestCheck(model, options, library, problems).check();
        stopIfWrong();
        List<NodeDef> whole = new Feeds(library, place, problems).apply(graph.nodes(), options.feeds());
        stopIfWrong();
        if (options.clearDevices()
                && whole.stream().anyMatch(node -> !node.getDevice().isEmpty())) {
            whole = whole.stream()
                    .map(node -> node.getDevice().isEmpty()
                            ? node
                            : node.toBuilder().clearDevice().build())
                    .toList();
        }
        Set<String> keep = new LinkedHashSet<>(outputs);
        keep.addAll(options.initializerNodes());
        keep.addAll(model.initializers());
        if (model.saver() != null && !model.saver().getRestoreOpName().isEmpty()) {
            keep.add(model.saver().getRestoreOpName());
        }
        whole = decided(inliner.inline(whole, keep).nodes(), keep);
        VariableKeys keys = VariableKeys.of(whole, index(whole), model.saver());
        VariableValues values = new VariableValues(model.checkpoint(), model.saver() != null, options.movingAverages());
        KnownValues known = new KnownValues(index(whole), request.ops(), request.evaluator());
        new InitialValues(whole, known, keys, problems, place)
                .assign(options.initializerNodes(), model.initializers(), values);
        Map<String, NodeDef> all = index(whole);
        List<NodeDef> nodes = needed(whole);
        new SourceCheck(model, request.ops(), problems).checkNodes(nodes);
        stopIfWrong();
        if (options.tables() == FreezeOptions.Tables.INITIALIZE_BEFORE_LOOKUP) {
            nodes = new TableInitializers(whole, all, known, keys, model, notes)
                    .attach(nodes, outputs, values::readTensor);
        }
        // What a branch or loop makes of a variable comes out of its functions, so these are written out afterwards.
        if (options.controlFlow() == FreezeOptions.ControlFlow.LOWER && threaded.isEmpty()) {
            nodes = new ControlFlowLowering(library, place).lower(nodes, outputs);
        }
        nodes = needed(withoutDeadBranches(nodes));
        if (!options.feeds().isEmpty()) {
            nodes = needed(new DropoutRemoval(nodes, request.ops(), request.evaluator()).apply(nodes));
        }
        FunctionVariables inFunctions = new FunctionVariables(library, nodes, whole);
        Map<String, Variable> variables = values.locate(variablesToFreeze(nodes, inFunctions), keys, problems);
        inFunctions.locate(variables);
        stopIfWrong();
        if (!values.withoutAverage().isEmpty()) {
            notes.add("the checkpoint has no moving average of "
                    + values.withoutAverage().size()
                    + " of the variables, their own values are taken: "
                    + String.join(", ", new TreeSet<>(values.withoutAverage())));
        }
        SizeLimit.check(values.sizes(), nodes, model.graph().library(), model.file());
        return new Prepared(nodes, variables, values, inFunctions);
    }

    private FreezeResult freeze(Prepared prepared) throws ProblemException {
        Map<String, Variable> variables = prepared.variables();
        List<NodeDef> frozen;
        VariableRewrite rewrite;
        long[] done = {0};
        try (Progress.Task task = progress.start("freezing", "variables", variables.size())) {
            VariableRewrite.Values reading = variable -> {
                TensorProto value = prepared.values().read(variable);
                task.done(++done[0]);
                return value;
            };
            rewrite = new VariableRewrite(library, prepared.inFunctions(), reading, threaded, problems, place);
            VariableRewrite.Rewritten rewritten = rewrite.rewrite(prepared.nodes(), variables);
            frozen = rewritten.nodes();
            changed.addAll(rewritten.changed());
            changed.addAll(rewrite.functions().changed());
            conflicting.addAll(rewrite.conflicting());
        }
        new LeftOvers(problems, place).check(frozen, rewrite.functions().library(), kept);
        stopIfWrong();
        if (!changed.isEmpty()) {
            notes.add(changes());
        }
        FunctionDefLibrary functions = rewrite.functions().library();
        if (options.controlFlow() == FreezeOptions.ControlFlow.LOWER && !threaded.isEmpty()) {
            frozen = loweredLate(frozen, functions);
            functions = FunctionVariables.called(frozen, functions);
        }
        Graph result = Colocation.withoutMissing(new Graph(
                Subgraph.extract(frozen, outputs), functions, model.graph().versions()));
        new SourceCheck(model, request.ops(), problems).checkFrozen(result);
        stopIfWrong();
        List<InputSpec> inputs = model.inputs();
        return new FreezeResult(
                result,
                inputs,
                model.outputs(),
                new TreeMap<>(model.renamed()),
                new TreeSet<>(variables.keySet()),
                kept,
                notes);
    }

    private List<NodeDef> loweredLate(List<NodeDef> frozen, FunctionDefLibrary functions) throws ProblemException {
        FunctionLibrary left = new FunctionLibrary(functions, request.ops(), place);
        List<NodeDef> nodes = new ControlFlowLowering(left, place).lower(Subgraph.extract(frozen, outputs), outputs);
        nodes = Subgraph.extract(withoutDeadBranches(nodes), outputs);
        return options.feeds().isEmpty()
                ? nodes
                : new DropoutRemoval(nodes, request.ops(), request.evaluator()).apply(nodes);
    }

    /** The variables that are read where it cannot be said what the model has made of them, when a run has failed. */
    Set<String> conflicting() {
        return conflicting;
    }

    private void stopIfWrong() throws ProblemException {
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    /** The nodes with functional control flow decided where its condition is known, and the calls that gives inlined. */
    private List<NodeDef> decided(List<NodeDef> nodes, Set<String> keep) throws ProblemException {
        DeadBranches branches = new DeadBranches(request.ops(), request.evaluator());
        List<NodeDef> result = nodes;
        DeadBranches.Pruned pruned = branches.functional(result, library);
        for (int depth = 1; pruned.changed(); depth++) {
            // Each round goes one function deeper.
            library.checkDepth(firstCalled(pruned.nodes()), depth);
            result = inliner.inline(pruned.nodes(), keep).nodes();
            pruned = branches.functional(result, library);
        }
        return result;
    }

    private String firstCalled(List<NodeDef> nodes) {
        return nodes.stream()
                .map(inliner::called)
                .filter(Objects::nonNull)
                .map(NameAttrList::getName)
                .findFirst()
                .orElse("");
    }

    private List<NodeDef> withoutDeadBranches(List<NodeDef> nodes) throws ProblemException {
        if (nodes.stream().noneMatch(DeadBranches::isSwitch)) {
            return nodes;
        }
        DeadBranches branches = new DeadBranches(request.ops(), request.evaluator());
        List<NodeDef> result = nodes;
        DeadBranches.Pruned pruned = branches.branches(ExecutionOrder.of(nodes), outputs);
        while (pruned.changed()) {
            for (String output : new TreeSet<>(pruned.dead())) {
                problems.add(Problem.of(
                        Setting.OUTPUTS + ": node \"" + output + "\" is in a branch that is never taken",
                        place,
                        "Choose an output of the other branch, or other constants: " + Setting.FEEDS.inFull() + "."));
            }
            stopIfWrong();
            result = Subgraph.inOrderOf(nodes, pruned.nodes());
            // What decides in a branch comes through the Switch of the branches around it, which is gone now.
            pruned = branches.branches(ExecutionOrder.of(result), outputs);
        }
        return result;
    }

    private boolean isFrozen(NodeDef node) {
        return OpTrait.VARIABLE.includes(node.getOp())
                && (options.variableAllowlist().isEmpty()
                        || options.variableAllowlist().contains(node.getName()))
                && !options.variableDenylist().contains(node.getName());
    }

    private boolean isDeferred(NodeDef node) {
        FunctionCall call = FunctionCall.of(node, library);
        return call != null && call.isDeferred();
    }

    /** What the outputs need, without what only changes variables that are frozen. */
    @SuppressWarnings("ReferenceEquality") // the list that came out last time needs no second look
    private List<NodeDef> needed(List<NodeDef> nodes) {
        if (nodes == allNeeded) {
            return nodes;
        }
        VariableUpdates.Needed needed =
                new VariableUpdates(nodes, index(nodes), this::isFrozen, this::isDeferred).by(outputs);
        changed.addAll(needed.changed());
        allNeeded = needed.nodes();
        return allNeeded;
    }

    /** The nodes of a list by name, made once for the list that was last asked for. */
    @SuppressWarnings("ReferenceEquality") // comparing the nodes would take longer than the index
    private Map<String, NodeDef> index(List<NodeDef> nodes) {
        if (nodes != indexed) {
            indexed = nodes;
            index = Subgraph.index(nodes);
        }
        return index;
    }

    private String changes() {
        List<String> some = changed.stream().limit(SHOWN).toList();
        String others = changed.size() > some.size() ? " and " + (changed.size() - some.size()) + " others" : "";
        return "running the model changes variables; the frozen graph starts every run with the values of the"
                + " checkpoint: " + String.join(", ", some) + others;
    }

    private List<NodeDef> variablesToFreeze(List<NodeDef> nodes, FunctionVariables inFunctions) {
        List<NodeDef> variables = new ArrayList<>();
        Set<String> reached = reachedBehindInputs(nodes);
        Set<String> seen = new HashSet<>();
        for (NodeDef node : nodes) {
            if (!OpTrait.VARIABLE.includes(node.getOp())) {
                continue;
            }
            if (!isFrozen(node)) {
                kept.add(node.getName());
            } else if (!reached.contains(node.getName()) && !VariableValues.holds(model.checkpoint(), node.getName())) {
                kept.add(node.getName());
                notes.add("variable \"" + node.getName()
                        + "\" is not in the checkpoint and stays a variable: only what computes the inputs needs it");
            } else {
                variables.add(node);
            }
            seen.add(node.getName());
        }
        for (NodeDef node : inFunctions.declared().values()) {
            if (!isFrozen(node)) {
                kept.add(node.getName());
            } else if (seen.add(node.getName())) {
                variables.add(node);
            }
        }
        return variables;
    }

    /** What a run needs that feeds the inputs. */
    private Set<String> reachedBehindInputs(List<NodeDef> nodes) {
        Set<String> fed = new LinkedHashSet<>();
        model.inputs().forEach(input -> fed.add(input.tensor().node()));
        return Subgraph.reach(index(nodes), outputs, fed::contains);
    }

    /** Suggestions for a name. */
    static String question(String wanted, Set<String> known) {
        String question = Nearest.question(wanted, known);
        return question.isEmpty() ? "" : question + "\n";
    }
}
