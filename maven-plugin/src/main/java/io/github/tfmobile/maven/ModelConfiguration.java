package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.freeze.FreezeOptions;
import io.github.tfmobile.graph.transform.Recipe;
import io.github.tfmobile.graph.transform.TransformPipeline;
import io.github.tfmobile.maven.build.ModelRequest;
import io.github.tfmobile.maven.build.SourceFiles;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the configuration of models; collects everything that is wrong with it before it complains. */
final class ModelConfiguration {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final String DEFAULT_TAG = "serve";
    private static final String DEFAULT_SIGNATURE = "serving_default";

    private final List<Problem> problems = new ArrayList<>();
    private final boolean needsOutputs;

    private ModelConfiguration(boolean needsOutputs) {
        this.needsOutputs = needsOutputs;
    }

    /**
     * The models as requests.
     *
     * @param needsOutputs whether a model must say what its outputs are
     * @throws ProblemException with everything that is wrong in any of them
     */
    static List<ModelRequest> read(List<ModelParameters> models, boolean needsOutputs) throws ProblemException {
        ModelConfiguration configuration = new ModelConfiguration(needsOutputs);
        List<ModelRequest> requests = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (ModelParameters model : models) {
            String name = model.name == null ? "model" : model.name;
            if (!NAME.matcher(name).matches()) {
                configuration.problem(
                        "<name> is no model name: \"" + name + "\"", "use letters, digits, _ and - (-Dtfmobile.name)");
            } else if (!names.add(name)) {
                configuration.problem("<name> is used by two models: \"" + name + "\"", "give each its own name");
            }
            ModelRequest request = configuration.model(name, model);
            if (request != null) {
                requests.add(request);
            }
        }
        if (!configuration.problems.isEmpty()) {
            throw new ProblemException(configuration.problems);
        }
        return requests;
    }

    private void problem(String what, String remedy) {
        problems.add(Problem.of(what, remedy));
    }

    private @Nullable ModelRequest model(String name, ModelParameters model) {
        SourceFiles source = source(name, model);
        Endpoints endpoints = collect(() -> Endpoints.parse(model.inputs, model.outputs));
        if (needsOutputs
                && endpoints != null
                && endpoints.outputs().isEmpty()
                && source != null
                && !(source instanceof SourceFiles.SavedModelFiles)) {
            problem(
                    "<outputs> is missing in model \"" + name + "\"",
                    "name the nodes that you fetch (-Dtfmobile.outputs); tfmobile:summarize lists the likely ones");
        }
        if (model.transforms != null && model.recipe != null) {
            problem(
                    "<recipe> and <transforms> are both set in model \"" + name + "\": \"" + model.recipe + "\"",
                    "a recipe is a transform string: keep one of the two (-Dtfmobile.recipe, -Dtfmobile.transforms)");
        }
        String transforms = model.transforms != null ? model.transforms : recipe(model.recipe);
        TransformPipeline pipeline = transforms == null ? null : collect(() -> TransformPipeline.parse(transforms));
        Map<String, String> feeds = feeds(model.feeds);
        if (source == null || endpoints == null || transforms == null || pipeline == null) {
            return null;
        }
        FreezeOptions options = FreezeOptions.DEFAULTS
                .withInitializerNodes(names(model.initializerNodes))
                .withVariableAllowlist(names(model.variableAllowlist))
                .withVariableDenylist(names(model.variableDenylist))
                .withClearDevices(model.clearDevices == null || model.clearDevices)
                .withFeeds(feeds)
                .withMovingAverages(suffix(model.movingAverages))
                .withControlFlow(
                        model.lowerControlFlow == null || model.lowerControlFlow
                                ? FreezeOptions.ControlFlow.LOWER
                                : FreezeOptions.ControlFlow.KEEP);
        return new ModelRequest(
                name, source, endpoints, options, transforms, pipeline, Boolean.TRUE.equals(model.verify));
    }

    /** The suffix of moving averages; null for none. */
    private static @Nullable String suffix(@Nullable String movingAverages) {
        if (movingAverages == null || movingAverages.equals("false")) {
            return null;
        }
        return movingAverages.equals("true") ? FreezeOptions.MOVING_AVERAGE : movingAverages;
    }

    private @Nullable String recipe(@Nullable String name) {
        Recipe recipe = name == null ? Recipe.DEPLOY : Recipe.find(name);
        if (recipe == null) {
            problems.add(Choices.unknown("recipe", String.valueOf(name), Recipe.ids()));
            return null;
        }
        return recipe.transforms();
    }

    private @Nullable SourceFiles source(String name, ModelParameters model) {
        Map<String, File> given = new LinkedHashMap<>();
        put(given, "graph", model.graph);
        put(given, "metaGraph", model.metaGraph);
        put(given, "savedModel", model.savedModel);
        if (given.isEmpty()) {
            problem(
                    "<model> has no source: \"" + name + "\"",
                    "set one of <graph>, <metaGraph> and <savedModel>"
                            + " (-Dtfmobile.graph, -Dtfmobile.metaGraph, -Dtfmobile.savedModel)");
            return null;
        }
        if (given.size() > 1) {
            List<String> elements = new ArrayList<>();
            given.forEach((element, file) -> elements.add("<" + element + "> \"" + file + "\""));
            problem(
                    "<model> has more than one source: \"" + name + "\" has " + String.join(" and ", elements),
                    "keep the one that the model is in");
            return null;
        }
        Path checkpoint = model.checkpoint == null ? null : model.checkpoint.toPath();
        if (model.savedModel == null) {
            refuse(name, "tags", model.tags, "only a SavedModel has tag sets");
            refuse(name, "signature", model.signature, "only a SavedModel has signatures");
        }
        if (model.graph != null) {
            return new SourceFiles.GraphFiles(model.graph.toPath(), checkpoint);
        }
        if (model.metaGraph != null) {
            return new SourceFiles.MetaGraphFiles(model.metaGraph.toPath(), checkpoint);
        }
        refuse(
                name,
                "checkpoint",
                model.checkpoint == null ? null : model.checkpoint.toString(),
                "a SavedModel brings its own variables");
        Set<String> tags = names(model.tags == null ? DEFAULT_TAG : model.tags);
        Set<String> signatures = names(model.signature == null ? DEFAULT_SIGNATURE : model.signature);
        if (model.signature == null && !model.outputs.isEmpty()) {
            signatures = Set.of();
        }
        return model.savedModel == null
                ? null
                : new SourceFiles.SavedModelFiles(
                        model.savedModel.toPath(), new TreeSet<>(tags), List.copyOf(signatures));
    }

    private void refuse(String name, String element, @Nullable String value, String reason) {
        if (value != null) {
            problem(
                    "<" + element + "> does not go with the source of model \"" + name + "\": \"" + value + "\"",
                    reason + ": remove it (-Dtfmobile." + element + ")");
        }
    }

    private Map<String, String> feeds(@Nullable String text) {
        Map<String, String> feeds = new LinkedHashMap<>();
        for (String feed : names(text)) {
            int equals = feed.indexOf('=');
            if (equals <= 0 || equals == feed.length() - 1) {
                problem(
                        "<feeds> is no constant for a placeholder: \"" + feed + "\"",
                        "write name=value, as in is_training=false (-Dtfmobile.feeds)");
            } else if (feeds.putIfAbsent(feed.substring(0, equals), feed.substring(equals + 1)) != null) {
                problem(
                        "<feeds> names a placeholder twice: \"" + feed.substring(0, equals) + "\"",
                        "keep one of the two values");
            }
        }
        return feeds;
    }

    private static void put(Map<String, File> given, String element, @Nullable File file) {
        if (file != null) {
            given.put(element, file);
        }
    }

    /** The entries of a comma-separated list. */
    private static Set<String> names(@Nullable String text) {
        Set<String> names = new LinkedHashSet<>();
        if (text != null) {
            for (String name : text.split(",", -1)) {
                if (!name.isBlank()) {
                    names.add(name.strip());
                }
            }
        }
        return names;
    }

    private <T> @Nullable T collect(Read<T> read) {
        try {
            return read.run();
        } catch (ProblemException e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    @FunctionalInterface
    private interface Read<T> {
        T run() throws ProblemException;
    }
}
