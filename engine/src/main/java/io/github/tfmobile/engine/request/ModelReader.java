package io.github.tfmobile.engine.request;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.problem.RequestProblem;
import io.github.tfmobile.engine.setting.SettingDefinition;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingValues;
import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.transform.Recipe;
import io.github.tfmobile.graph.transform.TransformPipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a user says of models; collects everything that is wrong with it before it complains. */
public final class ModelReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final SettingScope[] SCOPES = {SettingScope.MODEL, SettingScope.EVERY_MODEL};
    private static final List<Setting> SOURCES =
            List.of(Setting.GRAPH, Setting.META_GRAPH, Setting.SAVED_MODEL, Setting.TFLITE);

    private final List<Problem> problems = new ArrayList<>();
    private final Path base;
    private final boolean needsOutputs;

    private ModelReader(Path base, boolean needsOutputs) {
        this.base = base;
        this.needsOutputs = needsOutputs;
    }

    /**
     * The models as requests.
     *
     * @param base where relative paths start
     * @param needsOutputs whether a model must say what its outputs are
     * @throws ProblemException with everything that is wrong in any of them
     */
    public static List<ModelRequest> read(List<SettingValues> models, Path base, boolean needsOutputs)
            throws ProblemException {
        ModelReader reader = new ModelReader(base, needsOutputs);
        List<ModelRequest> requests = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        for (SettingValues model : models) {
            SettingValues complete = SettingTable.withDefaults(model, SCOPES);
            String name = String.valueOf(complete.text(Setting.NAME));
            if (!NAME.matcher(name).matches()) {
                reader.problems.add(Choices.noName("model", name));
            }
            // Many disks do not tell case, and final graphs are unpacked on any.
            String earlier = names.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (name.equals(earlier)) {
                reader.problems.add(Choices.nameTwice("model", name));
            } else if (earlier != null) {
                reader.problem(
                        RequestProblem.NAMES_DIFFER_IN_CASE,
                        Setting.NAME + " differs in case only from that of model \"" + earlier + "\": \"" + name + "\"",
                        "their files would be the same where case does not count: give each its own name");
            }
            ModelRequest request = reader.model(name, model, complete);
            if (request != null) {
                requests.add(request);
            }
        }
        if (!reader.problems.isEmpty()) {
            throw new ProblemException(reader.problems);
        }
        return requests;
    }

    /** Where the final model of a model and its assets lie, from the output folder on; {@code **} is what a folder holds. */
    public static List<String> resources(SettingValues model) {
        SettingValues complete = SettingTable.withDefaults(model, SCOPES);
        String name = "models/" + complete.text(Setting.NAME);
        if (model.has(Setting.TFLITE)) {
            return List.of(name + ".tflite");
        }
        boolean assets = SettingTable.isTrue(complete, Setting.ASSETS, wrong -> {});
        return assets ? List.of(name + ".pb", name + ".assets/**") : List.of(name + ".pb");
    }

    private void problem(RequestProblem code, String what, String remedy) {
        problems.add(Problem.of(code, what, remedy));
    }

    private @Nullable ModelRequest model(String name, SettingValues given, SettingValues model) {
        Setting kind = kindOfSource(name, given);
        if (Setting.TFLITE.equals(kind)) {
            return lite(name, given);
        }
        ModelSource.GraphSource source = kind == null ? null : source(name, given, model);
        Endpoints endpoints =
                collect(() -> Endpoints.parse(joined(model, Setting.INPUTS), joined(model, Setting.OUTPUTS)));
        if (needsOutputs
                && endpoints != null
                && endpoints.outputs().isEmpty()
                && source != null
                && !source.namesEndpoints()) {
            problems.add(Endpoints.noOutputs(name));
        }
        if (given.has(Setting.TRANSFORMS) && given.has(Setting.RECIPE)) {
            problem(
                    RequestProblem.RECIPE_AND_TRANSFORMS,
                    Setting.RECIPE + " and " + Setting.TRANSFORMS + " are both set in model \"" + name + "\": \""
                            + given.text(Setting.RECIPE) + "\"",
                    "a recipe is a transform string: keep one of the two, " + Setting.RECIPE.inFull() + " or "
                            + Setting.TRANSFORMS.inFull());
        }
        String own = model.text(Setting.TRANSFORMS);
        String transforms = own != null ? own : recipe(String.valueOf(model.text(Setting.RECIPE)));
        TransformPipeline pipeline = transforms == null ? null : collect(() -> TransformPipeline.parse(transforms));
        FreezeOptions options = options(model);
        boolean verify = isTrue(model, Setting.VERIFY);
        boolean assets = isTrue(model, Setting.ASSETS);
        if (source == null || endpoints == null || transforms == null || pipeline == null) {
            return null;
        }
        return new GraphRequest(name, source, endpoints, options, transforms, pipeline, verify, assets);
    }

    private FreezeOptions options(SettingValues model) {
        return FreezeOptions.DEFAULTS
                .withInitializerNodes(names(model, Setting.INITIALIZER_NODES))
                .withVariableAllowlist(names(model, Setting.VARIABLE_ALLOWLIST))
                .withVariableDenylist(names(model, Setting.VARIABLE_DENYLIST))
                .withClearDevices(isTrue(model, Setting.CLEAR_DEVICES))
                .withFeeds(feeds(model.names(Setting.FEEDS)))
                .withMovingAverages(suffix(String.valueOf(model.text(Setting.MOVING_AVERAGES))))
                .withControlFlow(
                        isTrue(model, Setting.LOWER_CONTROL_FLOW)
                                ? FreezeOptions.ControlFlow.LOWER
                                : FreezeOptions.ControlFlow.KEEP);
    }

    private boolean isTrue(SettingValues values, Setting setting) {
        return SettingTable.isTrue(values, setting, text -> problems.add(SettingTable.noBoolean(setting, text)));
    }

    /** The suffix of moving averages; null for none. */
    private static @Nullable String suffix(String movingAverages) {
        return switch (movingAverages.strip().toLowerCase(Locale.ROOT)) {
            case "false" -> null;
            case "true" -> FreezeOptions.MOVING_AVERAGE;
            default -> movingAverages.strip();
        };
    }

    private @Nullable String recipe(String name) {
        Recipe recipe = Recipe.find(name);
        if (recipe == null) {
            problems.add(Choices.unknown(Setting.RECIPE, name, Recipe.ids()));
            return null;
        }
        return recipe.transforms();
    }

    /** A model that is shipped as it is; what holds for all models alike says nothing of it. */
    private @Nullable ModelRequest lite(String name, SettingValues given) {
        for (SettingDefinition row : SettingTable.rows(SettingScope.MODEL)) {
            if (!row.setting().equals(Setting.NAME) && !row.setting().equals(Setting.TFLITE)) {
                refuse(name, row.setting(), given, "a TensorFlow Lite model is neither frozen nor transformed");
            }
        }
        Path file = path(given, Setting.TFLITE);
        return file == null ? null : new LiteRequest(name, new ModelSource.LiteFile(file));
    }

    /** The setting that names the source; null when it is not just one. */
    private @Nullable Setting kindOfSource(String name, SettingValues given) {
        List<Setting> sources = SOURCES.stream().filter(given::has).toList();
        if (sources.isEmpty()) {
            problem(
                    RequestProblem.NO_SOURCE,
                    "model \"" + name + "\" has no source",
                    "set one of " + Setting.GRAPH.inFull() + ", " + Setting.META_GRAPH.inFull() + ", "
                            + Setting.SAVED_MODEL.inFull() + " and " + Setting.TFLITE.inFull());
            return null;
        }
        if (sources.size() > 1) {
            List<String> texts = sources.stream()
                    .map(source -> source + " \"" + given.text(source) + "\"")
                    .toList();
            problem(
                    RequestProblem.SEVERAL_SOURCES,
                    "model \"" + name + "\" has more than one source: " + String.join(" and ", texts),
                    "keep the one that the model is in");
            return null;
        }
        return sources.get(0);
    }

    private ModelSource.@Nullable GraphSource source(String name, SettingValues given, SettingValues model) {
        Path checkpoint = path(given, Setting.CHECKPOINT);
        Path savedModel = path(given, Setting.SAVED_MODEL);
        if (savedModel == null) {
            refuse(name, Setting.TAGS, given, "only a SavedModel has tag sets");
            refuse(name, Setting.SIGNATURE, given, "only a SavedModel has signatures");
            refuse(name, Setting.FUNCTION, given, "only a SavedModel names its functions");
            Path graph = path(given, Setting.GRAPH);
            Path metaGraph = path(given, Setting.META_GRAPH);
            if (graph != null) {
                if (checkpoint == null) {
                    refuse(name, Setting.SAVER, given, "it tells of the names in a checkpoint, and there is none");
                }
                return new ModelSource.GraphFiles(graph, checkpoint, path(given, Setting.SAVER));
            }
            refuse(name, Setting.SAVER, given, "a MetaGraphDef brings its own");
            return metaGraph == null ? null : new ModelSource.MetaGraphFiles(metaGraph, checkpoint);
        }
        refuse(name, Setting.CHECKPOINT, given, "a SavedModel brings its own variables");
        refuse(name, Setting.SAVER, given, "a SavedModel brings its own");
        if (given.has(Setting.FUNCTION)) {
            refuse(name, Setting.SIGNATURE, given, "a function is taken in its place");
        }
        // What the user leaves out, the SavedModel decides: it may have one MetaGraph or signature of another name.
        return new ModelSource.SavedModelFiles(new OpenModel.SavedModelDirectory(
                savedModel,
                given.has(Setting.TAGS) ? new TreeSet<>(model.names(Setting.TAGS)) : new TreeSet<>(),
                given.has(Setting.SIGNATURE) ? List.copyOf(names(model, Setting.SIGNATURE)) : List.of(),
                given.text(Setting.FUNCTION)));
    }

    private @Nullable Path path(SettingValues values, Setting setting) {
        String text = values.text(setting);
        return text == null ? null : Paths.of(base, text);
    }

    private void refuse(String name, Setting setting, SettingValues given, String reason) {
        if (given.has(setting)) {
            problem(
                    RequestProblem.SETTING_OF_OTHER_SOURCE,
                    setting + " does not go with the source of model \"" + name + "\": \"" + given.text(setting) + "\"",
                    reason + ": remove " + setting.inFull());
        }
    }

    private Map<String, String> feeds(List<String> texts) {
        Map<String, String> feeds = new LinkedHashMap<>();
        for (String feed : texts) {
            int equals = feed.indexOf('=');
            if (equals <= 0 || equals == feed.length() - 1) {
                problem(
                        RequestProblem.NO_FEED,
                        Setting.FEEDS + " is no constant for a placeholder: \"" + feed + "\"",
                        "write name=value, as in is_training=false: " + Setting.FEEDS.inFull());
            } else if (feeds.putIfAbsent(feed.substring(0, equals), feed.substring(equals + 1)) != null) {
                problem(
                        RequestProblem.FEED_TWICE,
                        Setting.FEEDS + " names a placeholder twice: \"" + feed.substring(0, equals) + "\"",
                        "keep one of the two values");
            }
        }
        return feeds;
    }

    /** A list whose entries may have commas in brackets, in either form, as one text. */
    private static List<String> joined(SettingValues values, Setting setting) {
        String text = values.text(setting);
        return text == null ? List.of() : List.of(text);
    }

    private static Set<String> names(SettingValues values, Setting setting) {
        return new LinkedHashSet<>(values.names(setting));
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
