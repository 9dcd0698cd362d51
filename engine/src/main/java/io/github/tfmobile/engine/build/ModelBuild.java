package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.model.DroppedAttrs;
import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.engine.request.GraphRequest;
import io.github.tfmobile.engine.state.Digest;
import io.github.tfmobile.engine.state.Step;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.Placeholders;
import io.github.tfmobile.graph.analysis.OutputSpecs;
import io.github.tfmobile.graph.freeze.FreezeResult;
import io.github.tfmobile.graph.freeze.Freezer;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.io.GraphSize;
import io.github.tfmobile.graph.io.GraphWriter;
import io.github.tfmobile.graph.runtime.OptionalRuntime;
import io.github.tfmobile.graph.summary.GraphCounts;
import io.github.tfmobile.graph.summary.GraphSummary;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.graph.transform.TransformPipeline;
import io.github.tfmobile.graph.transform.backport.DropUnknownAttrs;
import io.github.tfmobile.graph.verify.GraphVerifier;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.TensorShapeProto;

/** Freezes and transforms models, each only when something that decides its result has changed. */
public final class ModelBuild {

    /** By how many bytes a graph may grow without a warning. */
    private static final int SMALL = 1024;

    private static final String FROZEN_BYTES = "frozen_bytes";
    private static final String SOURCE = "source";

    private final BuildContext context;
    private final Steps steps;
    private final List<TargetKernels> targets;
    private @Nullable OpDefs ops;
    private @Nullable OptionalRuntime runtime;

    /**
     * Does its steps by {@code steps}.
     *
     * @param targets the targets that the final graphs are for, which may not know all attrs that a newer TensorFlow
     *     wrote
     */
    public ModelBuild(BuildContext context, Steps steps, List<TargetKernels> targets) {
        this.context = context;
        this.steps = steps;
        this.targets = List.copyOf(targets);
    }

    /**
     * Freezes a model to {@code models/<name>.frozen.pb}.
     *
     * @throws ProblemException if the model or its configuration is wrong
     */
    public PreparedModel freeze(GraphRequest request) throws ProblemException, IOException {
        Path file = context.output().resolve("models").resolve(request.name() + ".frozen.pb");
        Graph[] made = new Graph[1];
        Step done = steps.run("freeze " + request.name(), freezing(request), step -> {
            FreezeResult frozen = frozen(request, step);
            long bytes = GraphSize.of(frozen.graph());
            step.plan(List.of(file));
            Loadable graph = new Loadable(frozen.graph(), DroppedAttrs.NONE);
            made[0] = frozen.graph();
            keep(step, file, graph, frozen.inputs(), frozen.outputs(), bytes, request);
            context.note(froze(request, frozen, bytes) + ": " + context.display(file));
        });
        return model(request.name(), file, made[0], done);
    }

    /** All that decides what freezing gives, apart from files. */
    private String freezing(GraphRequest request) {
        return Digest.of(context.identity(), request.source(), request.endpoints(), request.options());
    }

    /**
     * Freezes and transforms a model to {@code models/<name>.pb}.
     *
     * @throws ProblemException if the model or its configuration is wrong
     */
    public PreparedModel transform(GraphRequest request) throws ProblemException, IOException {
        Path file = context.output().resolve("models").resolve(request.name() + ".pb");
        String asked = Digest.of(
                freezing(request),
                context.base(),
                request.transforms(),
                request.verify(),
                request.assets(),
                targets.stream()
                        .map(target -> target.request().registry())
                        .distinct()
                        .toList());
        Graph[] made = new Graph[1];
        Step done = steps.run("transform " + request.name(), asked, step -> made[0] = transform(request, file, step));
        return model(request.name(), file, made[0], done);
    }

    /** Gives the final graph. */
    private Graph transform(GraphRequest request, Path file, CurrentStep step) throws ProblemException, IOException {
        FreezeResult frozen = frozen(request, step);
        Graph before = frozen.graph();
        List<InputSpec> inputs = inputs(before, frozen.inputs());
        List<InputSpec> outputs = OutputSpecs.of(before, frozen.outputs(), ops());
        List<NodeInput> fetched = outputs.stream().map(InputSpec::tensor).toList();
        long frozenBytes = GraphSize.of(before);
        context.note(froze(request, frozen, frozenBytes));
        context.note(
                request.name() + ": applying " + request.transforms().strip().replaceAll("\\s+", " "));
        TransformContext transform = TransformContext.of(
                inputs,
                fetched,
                ops(),
                evaluator(),
                context.base(),
                warning -> step.warn(request.name() + ": " + warning),
                note -> context.detail(request.name() + ": " + note));
        Progress progress = context.progress().on(request.name());
        Loadable loadable =
                loadable(request.name(), request.pipeline().apply(before, transform, progress), transform, step);
        Graph after = loadable.graph();
        if (request.verify()) {
            double difference;
            try (Progress.Task task =
                    progress.start("verifying", "nodes", after.all().size())) {
                difference = new GraphVerifier(evaluator(), ops(), GraphVerifier.TOLERANCE)
                        .verify(before, after, inputs, fetched, 1);
                task.done(after.all().size());
            }
            step.note(request.name() + ": verified, outputs differ by " + difference + " at most");
        }
        SortedMap<String, Path> assets = request.assets() ? assets(request, frozen, file, step) : new TreeMap<>();
        List<Path> files = new ArrayList<>(List.of(file));
        assets.keySet().forEach(name -> files.add(assetFolder(request).resolve(name)));
        step.plan(files);
        long bytes = keep(step, file, loadable, inputs, outputs, frozenBytes, request);
        for (Map.Entry<String, Path> asset : assets.entrySet()) {
            Path target = assetFolder(request).resolve(asset.getKey());
            step.wrote(FileCopy.copy(context, request.name(), asset.getValue(), target));
        }
        if (isLarger(bytes, frozenBytes)) {
            step.warn(request.name() + ": the transforms make the graph larger: " + bytes(frozenBytes) + " frozen, "
                    + bytes(bytes) + " after them");
        }
        context.note(request.name() + ": " + before.all().size() + " nodes and " + bytes(frozenBytes) + " frozen, "
                + after.all().size() + " nodes and " + bytes(bytes) + " after the transforms: "
                + context.display(file));
        return after;
    }

    private Path assetFolder(GraphRequest request) {
        return context.output().resolve("models").resolve(request.name() + ".assets");
    }

    /** The assets to copy, after saying which these are. */
    private SortedMap<String, Path> assets(GraphRequest request, FreezeResult frozen, Path file, CurrentStep step)
            throws ProblemException {
        SortedMap<String, Path> assets = frozen.assets().left();
        step.note(request.name()
                + (assets.isEmpty()
                        ? ": no assets are left to copy beside " + file.getFileName()
                        : ": assets beside the graph, in " + context.display(assetFolder(request)) + ": "
                                + Names.list(assets.keySet(), 20)));
        return assets;
    }

    private static String froze(GraphRequest request, FreezeResult frozen, long bytes) {
        return request.name() + ": froze " + frozen.frozenVariables().size() + " variables, "
                + frozen.graph().all().size() + " nodes and " + bytes(bytes);
    }

    /** Writes a graph and keeps what later steps need to know of it; gives its size. */
    private long keep(
            CurrentStep step,
            Path file,
            Loadable loadable,
            List<InputSpec> inputs,
            List<InputSpec> outputs,
            long frozenBytes,
            GraphRequest request)
            throws ProblemException, IOException {
        Graph graph = loadable.graph();
        OutputFile.Written written =
                GraphWriter.write(graph, file, context.progress().on(request.name()));
        step.wrote(written);
        step.fact("inputs", text(inputs(graph, inputs)));
        step.fact("outputs", text(OutputSpecs.of(graph, outputs, ops())));
        step.fact("dropped", loadable.dropped().toString());
        step.fact("sha256", String.valueOf(written.sha256()));
        step.fact(FROZEN_BYTES, Long.toString(frozenBytes));
        step.later(request.name() + " is up to date: " + context.display(file));
        return written.size();
    }

    /** Whether a graph has grown by more than names, shapes and other small things. */
    private static boolean isLarger(long bytes, long before) {
        return bytes > before + before / 100 + SMALL;
    }

    private static String bytes(long count) {
        return String.format(Locale.ROOT, "%,d bytes", count);
    }

    /** Drops the attrs that a target's release does not know and that say nothing new. */
    private Loadable loadable(String name, Graph graph, TransformContext transform, CurrentStep step)
            throws ProblemException {
        Loadable loadable = new Loadable(graph, DroppedAttrs.NONE);
        for (TargetKernels target : targets) {
            DroppedAttrs[] dropped = {loadable.dropped()};
            DropUnknownAttrs pass =
                    new DropUnknownAttrs(target.lookup(), (op, attrs) -> dropped[0] = dropped[0].with(op, attrs));
            Graph result = TransformPipeline.of(List.of(pass)).apply(loadable.graph(), transform);
            loadable = new Loadable(result, dropped[0]);
        }
        loadable.dropped()
                .byOp()
                .forEach((op, attrs) -> step.note(name + ": dropped " + String.join(", ", attrs) + " of " + op
                        + (attrs.size() == 1
                                ? ": the target does not know it, and it has its default value"
                                : ": the target does not know them, and they have their default values")));
        return loadable;
    }

    /** A graph that the targets' releases can load, and what it lost for that. */
    private record Loadable(Graph graph, DroppedAttrs dropped) {}

    private OpDefs ops() {
        if (ops == null) {
            ops = TargetKernels.newestOps();
        }
        return ops;
    }

    private FreezeResult frozen(GraphRequest request, CurrentStep step) throws ProblemException, IOException {
        Progress progress = context.progress().on(request.name());
        OpenModel source;
        long size = InputFiles.size(request.source().main());
        try (Progress.Task task = progress.start("reading", "bytes", size)) {
            source = request.source().open();
            task.done(size);
        }
        FreezeResult result = Freezer.freeze(
                new FreezeRequest(
                        source,
                        request.endpoints().inputs(),
                        request.endpoints().outputs(),
                        request.options(),
                        ops(),
                        evaluator()),
                progress,
                graph -> step.fact(SOURCE, GraphSummary.of(graph).counts().text()));
        result.renamed()
                .forEach((now, before) ->
                        step.note(request.name() + ": " + now + " was called " + before + " in the model"));
        result.notes().forEach(note -> step.note(request.name() + ": " + note));
        return result;
    }

    /** What a step made, now or in an earlier run: then {@code made} is null. */
    private static PreparedGraph model(String name, Path file, @Nullable Graph made, Step step)
            throws ProblemException {
        return new PreparedGraph(
                name,
                new WrittenGraph(file, step.facts().getOrDefault("sha256", ""), made),
                InputSpec.parse(step.facts().getOrDefault("inputs", "")),
                InputSpec.parse(step.facts().getOrDefault("outputs", "")),
                DroppedAttrs.parse(step.facts().getOrDefault("dropped", "")),
                Long.parseLong(step.facts().getOrDefault(FROZEN_BYTES, "0")),
                GraphCounts.parse(step.facts().getOrDefault(SOURCE, "")));
    }

    private static String text(List<InputSpec> specs) {
        return String.join(",", specs.stream().map(InputSpec::toString).toList());
    }

    private OptionalRuntime evaluator() {
        if (runtime == null) {
            runtime = new OptionalRuntime(ops());
        }
        return runtime;
    }

    /** What the Placeholders of the graph say where the configuration is silent. */
    private static List<InputSpec> inputs(Graph graph, List<InputSpec> declared) {
        List<InputSpec> inputs = new ArrayList<>();
        for (InputSpec input : declared) {
            Node node = graph.named(input.tensor().node());
            AttrValue dtype = node == null ? null : node.attr("dtype");
            TensorShapeProto known = node == null ? null : Placeholders.shape(node, graph.versions());
            inputs.add(new InputSpec(
                    input.tensor(),
                    input.dtype() == null && dtype != null ? Dtype.of(dtype) : input.dtype(),
                    input.shape() == null ? known : input.shape()));
        }
        return inputs;
    }
}
