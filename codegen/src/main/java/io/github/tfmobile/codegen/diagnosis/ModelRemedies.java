package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.ModelTensor;
import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.codegen.requirement.MissingKernelReason;
import io.github.tfmobile.codegen.requirement.Unregistered;
import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.CutSearch;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.graph.transform.TransformPipeline;
import io.github.tfmobile.registry.lookup.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/** Tries other forms of the models on the same build: other inputs, and transforms that take out what is unregistered. */
final class ModelRemedies {

    private static final String STRIP = "strip_unused_nodes";
    /** Cuts of one model that are tried: each costs an analysis of the model. */
    private static final int MAX_CUTS = 40;

    private final Trials trials;
    private final Map<String, CutSearch> searches = new HashMap<>();

    ModelRemedies(Trials trials) {
        this.trials = trials;
    }

    /** Takes out nodes that no output needs. */
    void proposeOfUnneeded(Proposals proposals) {
        for (FinalModel model : trials.request().models()) {
            List<Unregistered> problems = ofModel(model);
            if (!problems.isEmpty() && problems.stream().anyMatch(problem -> !isNeeded(model, problem))) {
                propose(
                        model,
                        model.inputs(),
                        "no output of model " + Names.quoted(model.name())
                                + " needs it: the transform strip_unused_nodes removes it",
                        List.of(),
                        proposals);
            }
        }
    }

    /** Feeds models further inside, and takes out single nodes, attrs or devices. */
    void propose(Proposals proposals) {
        for (FinalModel model : trials.request().models()) {
            List<Unregistered> needed = ofModel(model).stream()
                    .filter(problem -> isNeeded(model, problem))
                    .toList();
            if (!needed.isEmpty()) {
                strip(model, needed, proposals);
            }
        }
        for (Unregistered problem : trials.problems()) {
            rewrite(problem, proposals);
        }
    }

    /** The problems of a model that can be transformed and of which it is known what it is for. */
    private List<Unregistered> ofModel(FinalModel model) {
        return !model.isGraph() || model.outputs().isEmpty()
                ? List.of()
                : trials.problems().stream()
                        .filter(problem -> problem.models().contains(model.name()))
                        .toList();
    }

    private boolean isNeeded(FinalModel model, Unregistered problem) {
        return topNodes(model, problem).stream().anyMatch(search(model)::isNeeded);
    }

    private CutSearch search(FinalModel model) {
        return searches.computeIfAbsent(
                model.name(),
                name -> new CutSearch(
                        model.graph(),
                        model.outputs().stream().map(ModelTensor::name).toList(),
                        trials.request().kernels().registry().ops()));
    }

    private void strip(FinalModel model, List<Unregistered> needed, Proposals proposals) {
        CutSearch search = search(model);
        Map<String, CutSearch.Cut> cuts = new LinkedHashMap<>();
        if (needed.size() > 1) {
            SortedSet<String> all = new TreeSet<>();
            needed.forEach(problem -> all.addAll(topNodes(model, problem)));
            search.of(all).forEach(cut -> cuts.put(cut.node(), cut));
        }
        for (Unregistered problem : needed) {
            search.of(topNodes(model, problem)).forEach(cut -> cuts.putIfAbsent(cut.node(), cut));
        }
        cuts.values().stream().limit(MAX_CUTS).forEach(cut -> strip(model, cut, proposals));
    }

    private void strip(FinalModel model, CutSearch.Cut cut, Proposals proposals) {
        List<ModelTensor> inputs = new ArrayList<>();
        for (ModelTensor input : model.inputs()) {
            if (!cut.replaced().contains(NodeInput.parse(input.name()).node())) {
                inputs.add(input);
            }
        }
        InputSpec spec = cut.input();
        ModelTensor fed = new ModelTensor(spec.tensor().toString(), spec.dtype(), spec.shape());
        if (fed.shape() == null) {
            TensorShapeProto unknown =
                    TensorShapeProto.newBuilder().setUnknownRank(true).build();
            fed = new ModelTensor(fed.name(), fed.dtype(), unknown);
        }
        inputs.add(fed);
        propose(
                model,
                inputs,
                "strip: feed model " + Names.quoted(model.name()) + " further inside"
                        + (cut.replaced().isEmpty() ? "" : ", in place of " + Names.and(cut.replaced())),
                List.of(new SettingChange("inputs", spec(fed).toString(), cut.replaced())),
                proposals);
    }

    private void propose(
            FinalModel model,
            List<ModelTensor> inputs,
            String text,
            List<SettingChange> settings,
            Proposals proposals) {
        FinalModel stripped = transformed(model, inputs, STRIP);
        Trials.Outcome outcome = stripped == null ? null : trials.ofModel(stripped);
        if (outcome != null && outcome.helps()) {
            proposals.add(new Remedy("strip", true, text, model.name(), settings), outcome.solved());
        }
    }

    /** Transforms that take nodes, attrs or devices away. */
    private void rewrite(Unregistered problem, Proposals proposals) {
        MissingKernelReason why = BuildRemedies.cause(problem);
        String op = problem.op();
        if (why instanceof MissingKernelReason.NotFound notFound) {
            if (notFound.answer() instanceof Answer.UnknownAttrs unknown) {
                String transforms = unknown.attrs().stream()
                        .map(attr -> "remove_attribute(attribute_name=" + attr + ", op_name=" + op + ")")
                        .collect(Collectors.joining(" "));
                rewrite(
                        problem,
                        transforms,
                        new Remedy(
                                "attrs",
                                true,
                                "if the attr does not matter, drop it with " + transforms
                                        + "; otherwise export the model with the target's release",
                                null,
                                List.of()),
                        proposals);
            } else if (notFound.answer() instanceof Answer.NoKernelOnDevice
                    || notFound.answer() instanceof Answer.MalformedDevice) {
                rewrite(
                        problem,
                        "remove_device",
                        Remedy.tried("device", "drop device names", SettingChange.of("clearDevices", "true")),
                        proposals);
            }
        }
        if (OpHints.isForDebugging(op)) {
            String transform = "remove_nodes(op=" + op + ")";
            rewrite(
                    problem,
                    transform,
                    Remedy.tried("model", "this op is for debugging: the transform " + transform + " takes it out"),
                    proposals);
        }
    }

    private void rewrite(Unregistered problem, String transforms, Remedy remedy, Proposals proposals) {
        for (FinalModel model : trials.request().models()) {
            if (!problem.models().contains(model.name())) {
                continue;
            }
            if (!model.isGraph()) {
                return;
            }
            FinalModel changed = transformed(model, model.inputs(), transforms);
            Trials.Outcome outcome = changed == null ? null : trials.ofModel(changed);
            if (outcome == null || !outcome.helps() || !outcome.solved().contains(problem)) {
                return;
            }
        }
        if (!problem.uses().isEmpty()) {
            proposals.add(remedy, problem);
        }
    }

    private @Nullable FinalModel transformed(FinalModel model, List<ModelTensor> inputs, String transforms) {
        TransformContext context = TransformContext.of(
                inputs.stream().map(ModelRemedies::spec).toList(),
                model.outputs().stream()
                        .map(output -> NodeInput.parse(output.name()))
                        .toList(),
                trials.request().kernels().registry().ops(),
                (node, values) -> Optional.empty(),
                Path.of(""),
                warning -> {},
                note -> {});
        try {
            Graph graph = TransformPipeline.parse(transforms).apply(model.graph(), context);
            return new FinalModel(
                    model.name(),
                    graph,
                    inputs,
                    model.outputs(),
                    model.sha256(),
                    model.resourcePath(),
                    model.dropped(),
                    model.frozenBytes(),
                    model.lite(),
                    null);
        } catch (ProblemException e) {
            return null; // the transform cannot do it, so it is no remedy
        }
    }

    private static InputSpec spec(ModelTensor tensor) {
        return new InputSpec(NodeInput.parse(tensor.name()), tensor.dtype(), tensor.shape());
    }

    private static Collection<String> topNodes(FinalModel model, Unregistered problem) {
        Set<String> nodes = new HashSet<>();
        for (NodeUse use : problem.uses()) {
            if (use.model().equals(model.name())) {
                nodes.add(use.topNode());
            }
        }
        return new TreeSet<>(nodes);
    }
}
