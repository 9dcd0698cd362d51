package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.Colocation;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.LoadedModel;
import io.github.tfmobile.graph.freeze.state.TrainedState;
import io.github.tfmobile.graph.freeze.table.AttachTables;
import io.github.tfmobile.graph.freeze.variable.DecideUpdates;
import io.github.tfmobile.graph.freeze.variable.DropUpdates;
import io.github.tfmobile.graph.freeze.variable.FrozenVariables;
import io.github.tfmobile.graph.freeze.variable.LowerBeforeVariables;
import io.github.tfmobile.graph.freeze.variable.VariablesToConstants;
import io.github.tfmobile.graph.io.GraphSize;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.graph.transform.TransformPipeline;
import io.github.tfmobile.graph.transform.flow.DecideControlFlow;
import io.github.tfmobile.graph.transform.flow.InlineFunctions;
import io.github.tfmobile.graph.transform.flow.LowerControlFlow;
import io.github.tfmobile.graph.transform.flow.RemoveDeadBranches;
import io.github.tfmobile.graph.transform.flow.RemoveDropout;
import io.github.tfmobile.graph.transform.function.RemoveUnusedFunctions;
import io.github.tfmobile.graph.transform.structure.RemoveConstantControlDependencies;
import io.github.tfmobile.graph.transform.structure.RemoveDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One model being frozen: which passes run over which part of it. */
final class FreezeRun {

    /** Variables that a note names one by one. */
    private static final int SHOWN = 5;

    private final FreezeRequest request;
    private final FreezeOptions options;
    private final Progress progress;
    private final LoadedModel model;
    private final List<String> notes;
    /** Placeholders that decide whether a variable is changed. */
    private final Set<String> undecided = new TreeSet<>();

    FreezeRun(FreezeRequest request, Progress progress, LoadedModel model, List<String> notes) {
        this.request = request;
        this.options = request.options();
        this.progress = progress;
        this.model = model;
        this.notes = notes;
    }

    FreezeResult run() throws ProblemException {
        SourceCheck source = new SourceCheck(model, request.ops());
        source.checkStructure();
        new RequestCheck(model, options, request.ops()).check();
        Graph whole = apply(kept(), model.graph(), toWholeGraph());
        TrainedState state = placed(() -> TrainedState.of(whole, model, request));
        Set<String> changed = new TreeSet<>();
        Graph needed = apply(model.outputNodes(), whole, List.of(new DropUpdates(options, changed::add)));
        source.checkNodes(needed);
        Graph initialized = apply(model.outputNodes(), needed, toFiles(state));
        Graph settled = apply(model.outputNodes(), initialized, toSettled(state, changed));
        FrozenVariables variables = FrozenVariables.of(settled, state, request.ops());
        notes.addAll(variables.notes());
        Graph frozen = apply(
                model.outputNodes(), settled, List.of(new VariablesToConstants(variables, undecided, changed::add)));
        if (!changed.isEmpty()) {
            notes.add(changes(changed));
        }
        if (isLowered() && frozen.index().ops().stream().anyMatch(OpTraits::isFunctionalControlFlow)) {
            frozen = apply(model.outputNodes(), frozen, toLowered());
        }
        if (!variables.constants().isEmpty()) {
            // What waited for a variable to be read has nothing to wait for.
            frozen = apply(model.outputNodes(), frozen, List.of(new RemoveConstantControlDependencies()));
        }
        Graph result = Colocation.withoutMissing(frozen);
        source.checkFrozen(result, needed);
        if (options.tables() == FreezeOptions.Tables.INITIALIZE_BEFORE_LOOKUP) {
            ReadAssets.requireNone(result, model);
        }
        FrozenInputs.Fed fed = new FrozenInputs(model, request, whole, notes::add).of(result);
        InputPorts.Split split = InputPorts.of(fed.graph(), fed.inputs(), model.outputNodes(), request.ops());
        if (!request.inputs().isEmpty()) {
            DeclaredShapes.check(split.graph(), split.inputs(), model.outputNodes(), request.ops(), model.place());
        }
        placed(() -> GraphSize.require(split.graph(), "the frozen graph"));
        SortedMap<String, String> renamed = new TreeMap<>(model.renamed());
        renamed.putAll(split.renamed());
        return new FreezeResult(
                split.graph(),
                split.inputs(),
                model.outputs(),
                renamed,
                variables.constants().keySet(),
                new TreeSet<>(variables.kept()),
                model.assets(),
                notes);
    }

    private boolean isLowered() {
        return options.controlFlow() == FreezeOptions.ControlFlow.LOWER;
    }

    private List<Transform> toWholeGraph() {
        List<Transform> passes = new ArrayList<>(List.of(new FeedConstants(options.feeds())));
        if (options.clearDevices()) {
            passes.add(new RemoveDevice());
        }
        passes.add(new InlineFunctions());
        if (!model.wrappers().isEmpty()) {
            passes.add(new WrapperNames(model.wrappers()));
        }
        passes.add(new DecideControlFlow());
        return passes;
    }

    private List<Transform> toFiles(TrainedState state) {
        return options.tables() == FreezeOptions.Tables.INITIALIZE_BEFORE_LOOKUP
                ? List.of(new ReadAssets(state), new AttachTables(state))
                : List.of(new ReadAssets(state));
    }

    private List<Transform> toSettled(TrainedState state, Set<String> changed) {
        List<Transform> passes = new ArrayList<>();
        if (isLowered()) {
            passes.add(new LowerBeforeVariables(options, state.whole()));
        }
        passes.add(new RemoveDeadBranches());
        passes.add(new DropUpdates(options, changed::add));
        passes.add(new DecideUpdates(state, undecided::add));
        passes.add(new RemoveDeadBranches());
        if (!options.feeds().isEmpty()) {
            passes.add(new RemoveDropout());
            passes.add(new DropUpdates(options, changed::add));
        }
        return passes;
    }

    /** What was given variables that are changed, when these are constants. */
    private List<Transform> toLowered() {
        List<Transform> passes = new ArrayList<>(List.of(new LowerControlFlow(), new RemoveDeadBranches()));
        if (!options.feeds().isEmpty()) {
            passes.add(new RemoveDropout());
        }
        passes.add(new RemoveUnusedFunctions());
        return passes;
    }

    /** What passes over the whole graph keep: what is run of it before its variables are constants. */
    private Set<String> kept() {
        Set<String> kept = new LinkedHashSet<>(model.outputNodes());
        kept.addAll(options.initializerNodes());
        kept.addAll(model.initializers());
        if (model.saver() != null && !model.saver().getRestoreOpName().isEmpty()) {
            kept.add(NodeInput.parse(model.saver().getRestoreOpName()).node());
        }
        return kept;
    }

    private Graph apply(Collection<String> keep, Graph graph, List<Transform> passes) throws ProblemException {
        TransformContext context = TransformContext.of(
                        List.of(),
                        keep.stream().map(name -> new NodeInput(name, 0)).toList(),
                        request.ops(),
                        request.evaluator(),
                        Path.of(""),
                        notes::add,
                        note -> {})
                .withProgress(progress);
        return placed(() -> TransformPipeline.of(passes).apply(graph, context, Progress.NONE));
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws ProblemException;
    }

    /** What a pass finds wrong is wrong in the model's file. */
    private <T> T placed(Work<T> work) throws ProblemException {
        try {
            return work.run();
        } catch (ProblemException e) {
            throw new ProblemException(e.problems().stream()
                    .map(problem -> problem.place() == null ? problem.in(model.place()) : problem)
                    .toList());
        }
    }

    private static String changes(Set<String> changed) {
        List<String> some = changed.stream().limit(SHOWN).toList();
        String others = changed.size() > some.size() ? " and " + (changed.size() - some.size()) + " others" : "";
        return "running the model changes variables; the frozen graph starts every run with the values of the"
                + " checkpoint: " + String.join(", ", some) + others;
    }
}
