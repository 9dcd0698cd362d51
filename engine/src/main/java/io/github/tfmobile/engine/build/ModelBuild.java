package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.requirement.DroppedAttrs;
import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.engine.request.GraphRequest;
import io.github.tfmobile.engine.state.BuildState;
import io.github.tfmobile.engine.state.Digest;
import io.github.tfmobile.engine.state.FileStamp;
import io.github.tfmobile.engine.state.Step;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.Placeholders;
import io.github.tfmobile.graph.analysis.OutputSpecs;
import io.github.tfmobile.graph.freeze.FreezeResult;
import io.github.tfmobile.graph.freeze.Freezer;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.ModelSource;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.io.GraphWriter;
import io.github.tfmobile.graph.runtime.OptionalRuntime;
import io.github.tfmobile.graph.summary.GraphCounts;
import io.github.tfmobile.graph.summary.GraphSummary;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.graph.transform.backport.DropUnknownAttrs;
import io.github.tfmobile.graph.verify.GraphVerifier;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.TensorShapeProto;

/** Freezes and transforms models, each only when something that decides its result has changed. */
public final class ModelBuild {

    /** By how many bytes a graph may grow without a warning. */
    private static final int SMALL = 1024;

    private final BuildContext context;
    private final BuildState state;
    private final List<TargetKernels> targets;
    private @Nullable OpDefs ops;
    private @Nullable OptionalRuntime runtime;

    /**
     * Steps are looked up in and added to {@code state}.
     *
     * @param targets the targets that the final graphs are for, which may not know all attrs that a newer TensorFlow
     *     wrote
     */
    public ModelBuild(BuildContext context, BuildState state, List<TargetKernels> targets) {
        this.context = context;
        this.state = state;
        this.targets = List.copyOf(targets);
    }

    /** A result, and the graph where it is still at hand. */
    private record Made(PreparedGraph model, @Nullable Graph graph) {

        Graph read() throws ProblemException {
            return graph == null ? GraphReader.read(model.file()) : graph;
        }
    }

    /**
     * Freezes a model to {@code models/<name>.frozen.pb}.
     *
     * @throws ProblemException if the model or its configuration is wrong
     */
    public PreparedGraph freeze(GraphRequest request) throws ProblemException, IOException {
        return frozen(request).model();
    }

    /**
     * Freezes and transforms a model to {@code models/<name>.pb}.
     *
     * @throws ProblemException if the model or its configuration is wrong
     */
    public PreparedGraph transform(GraphRequest request) throws ProblemException, IOException {
        Made frozen = frozen(request);
        Path file = context.output().resolve("models").resolve(request.name() + ".pb");
        String asked = Digest.of(
                context.identity(),
                request.transforms(),
                request.verify(),
                targets.stream()
                        .map(target -> target.request().registry())
                        .distinct()
                        .toList(),
                frozen.model().inputs(),
                frozen.model().outputs());
        String stepName = "transform " + request.name();
        List<FileStamp> read = FileStamp.of(List.of(frozen.model().file()));
        Step done = upToDate(stepName, asked, read);
        if (done != null) {
            context.repeat(done);
            return model(request.name(), file, done);
        }
        state.begin(stepName);
        context.note(
                request.name() + ": applying " + request.transforms().strip().replaceAll("\\s+", " "));
        List<Step.Message> messages = new ArrayList<>();
        Graph before = frozen.read();
        TransformContext transform = TransformContext.of(
                frozen.model().inputs(),
                frozen.model().outputTensors(),
                ops(),
                evaluator(),
                context.base(),
                warning -> context.warn(request.name() + ": " + warning, messages),
                note -> context.detail(request.name() + ": " + note));
        Progress progress = context.progress().on(request.name());
        Loadable loadable = loadable(request.name(), request.pipeline().apply(before, transform, progress));
        Graph after = loadable.graph();
        if (request.verify()) {
            double difference;
            try (Progress.Task task =
                    progress.start("verifying", "nodes", after.all().size())) {
                difference = new GraphVerifier(evaluator(), ops(), GraphVerifier.TOLERANCE)
                        .verify(
                                before,
                                after,
                                frozen.model().inputs(),
                                frozen.model().outputTensors(),
                                1);
                task.done(after.all().size());
            }
            context.note(request.name() + ": verified, outputs differ by " + difference + " at most");
        }
        OutputFile.Written written = GraphWriter.write(after, file, progress);
        PreparedGraph model = new PreparedGraph(
                request.name(),
                file,
                inputs(after, frozen.model().inputs()),
                OutputSpecs.of(after, frozen.model().outputs(), ops()),
                loadable.dropped(),
                String.valueOf(written.sha256()),
                frozen.model().source());
        long frozenBytes = Files.size(frozen.model().file());
        if (isLarger(written.size(), frozenBytes)) {
            context.warn(
                    request.name() + ": the transforms make the graph larger: " + bytes(frozenBytes) + " frozen, "
                            + bytes(written.size()) + " after them",
                    messages);
        }
        messages.add(new Step.Message(request.name() + " is up to date: " + context.display(file), false));
        done(stepName, asked, read, model, messages);
        context.note(request.name() + ": " + before.all().size() + " nodes and " + bytes(frozenBytes) + " frozen, "
                + after.all().size() + " nodes and " + bytes(written.size()) + " after the transforms: "
                + context.display(file));
        return model;
    }

    /** Whether a graph has grown by more than names, shapes and other small things. */
    private static boolean isLarger(long bytes, long before) {
        return bytes > before + before / 100 + SMALL;
    }

    private static String bytes(long count) {
        return String.format(Locale.ROOT, "%,d bytes", count);
    }

    /** Drops the attrs that a target's release does not know and that say nothing new. */
    private Loadable loadable(String name, Graph graph) throws ProblemException {
        Loadable loadable = new Loadable(graph, DroppedAttrs.NONE);
        for (TargetKernels target : targets) {
            DroppedAttrs[] dropped = {loadable.dropped()};
            Graph result = new DropUnknownAttrs(target.lookup(), (op, attrs) -> dropped[0] = dropped[0].with(op, attrs))
                    .apply(loadable.graph());
            loadable = new Loadable(result, dropped[0]);
        }
        loadable.dropped()
                .byOp()
                .forEach((op, attrs) -> context.note(name + ": dropped " + String.join(", ", attrs) + " of " + op
                        + ": the target does not know it, and it has its default value"));
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

    private Made frozen(GraphRequest request) throws ProblemException, IOException {
        Path file = context.output().resolve("models").resolve(request.name() + ".frozen.pb");
        String asked = Digest.of(context.identity(), request.source(), request.endpoints(), request.options());
        String stepName = "freeze " + request.name();
        List<FileStamp> read = request.source().stamps();
        Step done = upToDate(stepName, asked, read);
        if (done != null) {
            return new Made(model(request.name(), file, done), null);
        }
        state.begin(stepName);
        Progress progress = context.progress().on(request.name());
        ModelSource source;
        long size = read.stream().mapToLong(FileStamp::size).sum();
        try (Progress.Task task = progress.start("reading", "bytes", size)) {
            source = request.source().open();
            task.done(size);
        }
        AtomicReference<@Nullable GraphCounts> counts = new AtomicReference<>();
        FreezeResult result = Freezer.freeze(
                new FreezeRequest(
                        source,
                        request.endpoints().inputs(),
                        request.endpoints().outputs(),
                        request.options(),
                        ops(),
                        evaluator()),
                progress,
                graph -> counts.set(GraphSummary.of(graph).counts()));
        OutputFile.Written written = GraphWriter.write(result.graph(), file, progress);
        PreparedGraph model = new PreparedGraph(
                request.name(),
                file,
                inputs(result.graph(), result.inputs()),
                OutputSpecs.of(result.graph(), result.outputs(), ops()),
                DroppedAttrs.NONE,
                String.valueOf(written.sha256()),
                counts.get());
        done(stepName, asked, read, model, List.of());
        result.renamed()
                .forEach((now, before) ->
                        context.note(request.name() + ": " + now + " was called " + before + " in the model"));
        result.notes().forEach(note -> context.note(request.name() + ": " + note));
        context.note(request.name() + ": froze " + result.frozenVariables().size() + " variables, "
                + result.graph().all().size() + " nodes and " + bytes(written.size()) + ": " + context.display(file));
        return new Made(model, result.graph());
    }

    private @Nullable Step upToDate(String name, String asked, List<FileStamp> read) throws IOException {
        Step step = context.force() ? null : state.find(name);
        return step != null && step.isUpToDate(asked, read) ? step : null;
    }

    private void done(String name, String asked, List<FileStamp> read, PreparedGraph model, List<Step.Message> messages)
            throws IOException {
        state.done(
                name,
                new Step(
                        asked,
                        read,
                        FileStamp.of(List.of(model.file())),
                        Map.of(
                                "inputs", text(model.inputs()),
                                "outputs", text(model.outputs()),
                                "dropped", model.dropped().toString(),
                                "sha256", model.sha256(),
                                "source",
                                        model.source() == null
                                                ? ""
                                                : model.source().text()),
                        messages));
    }

    private static PreparedGraph model(String name, Path file, Step step) throws ProblemException {
        return new PreparedGraph(
                name,
                file,
                InputSpec.parse(step.facts().getOrDefault("inputs", "")),
                InputSpec.parse(step.facts().getOrDefault("outputs", "")),
                DroppedAttrs.parse(step.facts().getOrDefault("dropped", "")),
                step.facts().getOrDefault("sha256", ""),
                GraphCounts.parse(step.facts().getOrDefault("source", "")));
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
