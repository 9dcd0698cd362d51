package io.github.tfmobile.engine.setting;

import static io.github.tfmobile.engine.setting.SettingScope.EVERY_MODEL;
import static io.github.tfmobile.engine.setting.SettingScope.FIND;
import static io.github.tfmobile.engine.setting.SettingScope.INCLUDE;
import static io.github.tfmobile.engine.setting.SettingScope.MODEL;
import static io.github.tfmobile.engine.setting.SettingScope.RUN;
import static io.github.tfmobile.engine.setting.SettingScope.SCAN;
import static io.github.tfmobile.engine.setting.SettingScope.TARGET;
import static io.github.tfmobile.engine.setting.SettingType.BOOLEAN;
import static io.github.tfmobile.engine.setting.SettingType.BOOLEAN_OR_TEXT;
import static io.github.tfmobile.engine.setting.SettingType.LIST;
import static io.github.tfmobile.engine.setting.SettingType.NESTED;
import static io.github.tfmobile.engine.setting.SettingType.PATH;
import static io.github.tfmobile.engine.setting.SettingType.TEXT;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.problem.RequestProblem;
import io.github.tfmobile.registry.file.BundledRegistries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All settings: what each belongs to, its type, its default and its meaning. The defaults are applied here alone. Every run
 * asks it, also one with nothing to do, for which the first lambda would be a large part of the work: so it has loops.
 */
public final class SettingTable {

    private static final List<SettingDefinition> ROWS = List.of(
            row(Setting.NAME, MODEL, TEXT, "model", "the model's name, after which its files are named"),
            row(Setting.GRAPH, MODEL, PATH, null, "a GraphDef, binary or text"),
            row(Setting.CHECKPOINT, MODEL, PATH, null, "the prefix of a checkpoint"),
            row(Setting.SAVER, MODEL, PATH, null, "a SaverDef that knows the names in the checkpoint"),
            row(Setting.META_GRAPH, MODEL, PATH, null, "a MetaGraphDef"),
            row(Setting.SAVED_MODEL, MODEL, PATH, null, "the directory of a SavedModel"),
            row(Setting.TFLITE, MODEL, PATH, null, "a TensorFlow Lite model"),
            row(Setting.TAGS, MODEL, LIST, "serve", "the tag set that picks the MetaGraph of a SavedModel"),
            row(Setting.SIGNATURE, MODEL, LIST, "serving_default", "the signatures of a SavedModel"),
            row(Setting.FUNCTION, MODEL, TEXT, null, "a function of a SavedModel in place of a signature"),
            row(Setting.INPUTS, MODEL, LIST, null, "the model's inputs, node[:port][=dtype[dims]]"),
            row(Setting.OUTPUTS, MODEL, LIST, null, "the model's outputs, node[:port]"),
            row(Setting.INITIALIZER_NODES, MODEL, LIST, null, "nodes that initialise, kept besides the outputs"),
            row(Setting.VARIABLE_ALLOWLIST, MODEL, LIST, null, "the only variables to freeze"),
            row(Setting.VARIABLE_DENYLIST, MODEL, LIST, null, "variables that are not frozen"),
            row(Setting.FEEDS, MODEL, LIST, null, "constants for placeholders, name=value"),
            row(Setting.TRANSFORMS, EVERY_MODEL, TEXT, null, "transforms in the Graph Transform Tool's syntax"),
            row(Setting.RECIPE, EVERY_MODEL, TEXT, "deploy", "a named pipeline in place of transforms"),
            row(Setting.CLEAR_DEVICES, EVERY_MODEL, BOOLEAN, "true", "whether freezing drops device names"),
            row(
                    Setting.MOVING_AVERAGES,
                    EVERY_MODEL,
                    BOOLEAN_OR_TEXT,
                    "false",
                    "whether moving averages take the place of variables, or the suffix of their names"),
            row(Setting.LOWER_CONTROL_FLOW, EVERY_MODEL, BOOLEAN, "true", "whether If and While are lowered"),
            row(Setting.VERIFY, EVERY_MODEL, BOOLEAN, "false", "whether the graph is run before and after"),
            row(Setting.ASSETS, EVERY_MODEL, BOOLEAN, "false", "whether assets that are left are copied for the app"),
            row(
                    Setting.TENSORFLOW_VERSION,
                    TARGET,
                    TEXT,
                    BundledRegistries.DEFAULT_VERSION,
                    "a release with a bundled registry"),
            row(Setting.TENSORFLOW_ROOT, TARGET, PATH, null, "a TensorFlow source tree"),
            row(Setting.REGISTRY_FILE, TARGET, PATH, null, "a registry file that a scan wrote"),
            row(Setting.PLATFORM, TARGET, TEXT, "linux", "the platform"),
            row(Setting.TYPES, TARGET, TEXT, null, "the dtypes that the build registers"),
            row(Setting.KERNELS, TARGET, TEXT, "available", "which kernels the target's build contains"),
            row(Setting.DEFINES, TARGET, LIST, null, "macros of the build beyond those of its profile"),
            row(
                    Setting.LITE_VERSION,
                    TARGET,
                    TEXT,
                    null,
                    "the runtime of TensorFlow Lite or LiteRT that the app ships"),
            row(Setting.LITE_LAYOUT, TARGET, TEXT, null, "where the sources of TensorFlow Lite lie"),
            row(Setting.CUSTOM_OPS, TARGET, LIST, null, "custom ops of TensorFlow Lite that the app registers itself"),
            row(Setting.MICRO, TARGET, TEXT, null, "TensorFlow Lite for Microcontrollers: bundled, or a header"),
            row(Setting.NAMESPACE, TARGET, TEXT, null, "the namespace of generated C++"),
            row(Setting.INCLUDES, TARGET, NESTED, null, "what the build contains besides what the models show"),
            new SettingDefinition(Setting.OP, Set.of(INCLUDE, FIND), TEXT, null, "an op"),
            row(Setting.DTYPES, INCLUDE, LIST, null, "the dtypes of the op; without it all"),
            new SettingDefinition(Setting.FILE, Set.of(INCLUDE, FIND), TEXT, null, "a source file of TensorFlow"),
            row(Setting.REASON, INCLUDE, TEXT, null, "why it is included"),
            row(Setting.MODELS, RUN, NESTED, null, "the models"),
            row(Setting.TARGET, RUN, NESTED, null, "the target"),
            row(Setting.FAIL_ON_UNREGISTERED, RUN, BOOLEAN, "true", "whether an op that is not registered is an error"),
            row(Setting.JAVA_PACKAGE, RUN, TEXT, null, "the package of generated Java; without it there is none"),
            row(Setting.FORCE, RUN, BOOLEAN, "false", "whether everything is done again"),
            row(Setting.OUTPUT_DIRECTORY, RUN, PATH, null, "where everything is written"),
            row(Setting.SKIP, RUN, BOOLEAN, "false", "whether all goals are skipped"),
            row(Setting.SCAN_FILE, SCAN, PATH, null, "the registry file that a scan writes"),
            row(Setting.REGISTRY_JSON, SCAN, PATH, null, "a file for the registrations as JSON lines"),
            row(Setting.RELEASE, SCAN, TEXT, null, "what to call the release"),
            row(Setting.REVISION, SCAN, TEXT, null, "the commit of the tree"),
            row(Setting.KERNEL_CLASS, FIND, TEXT, null, "a kernel class to look for"),
            row(Setting.SINCE, FIND, BOOLEAN, "false", "whether to tell since which release an op is there"),
            row(Setting.LIBRARY, SettingScope.LIBRARY, PATH, null, "a native library to check"));

    /** Settings of which one is made and no other. */
    private static final List<List<Setting>> ALTERNATIVES = List.of(
            List.of(Setting.TENSORFLOW_VERSION, Setting.TENSORFLOW_ROOT, Setting.REGISTRY_FILE),
            List.of(Setting.LITE_VERSION, Setting.MICRO),
            List.of(Setting.RECIPE, Setting.TRANSFORMS));

    private SettingTable() {}

    /** All rows. */
    public static List<SettingDefinition> rows() {
        return ROWS;
    }

    /** The rows of some scopes. */
    public static List<SettingDefinition> rows(SettingScope... scopes) {
        List<SettingScope> wanted = Arrays.asList(scopes);
        List<SettingDefinition> rows = new ArrayList<>();
        for (SettingDefinition row : ROWS) {
            if (!Collections.disjoint(wanted, row.scopes())) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** The names of the settings of some scopes. */
    public static List<String> names(SettingScope... scopes) {
        List<String> names = new ArrayList<>();
        for (SettingDefinition row : rows(scopes)) {
            names.add(row.setting().name());
        }
        return names;
    }

    /** The row of a setting; null when there is no such setting. */
    public static @Nullable SettingDefinition find(Setting setting) {
        for (SettingDefinition row : ROWS) {
            if (row.setting().equals(setting)) {
                return row;
            }
        }
        return null;
    }

    /** The type of a setting; what the table does not know is a text. */
    public static SettingType type(Setting setting) {
        SettingDefinition row = find(setting);
        return row == null ? SettingType.TEXT : row.type();
    }

    /** What the user says, with the defaults of these scopes where nothing is said. */
    public static SettingValues withDefaults(SettingValues values, SettingScope... scopes) {
        SettingValues defaults = SettingValues.NONE;
        for (SettingDefinition row : rows(scopes)) {
            if (row.defaultText() != null) {
                defaults = defaults.with(row.setting(), row.defaultText());
            }
        }
        return override(defaults, values);
    }

    /** Both, where the second is right when both say something, or something that excludes what the other says. */
    public static SettingValues override(SettingValues values, SettingValues stronger) {
        SettingValues weaker = values;
        for (List<Setting> group : ALTERNATIVES) {
            for (Setting setting : group) {
                if (stronger.has(setting)) {
                    weaker = weaker.without(group.toArray(new Setting[0]));
                }
            }
        }
        return weaker.with(stronger);
    }

    /**
     * Whether a setting is true.
     *
     * @param wrong is given a text that is neither {@code true} nor {@code false}
     */
    public static boolean isTrue(SettingValues values, Setting setting, Consumer<String> wrong) {
        String text = values.text(setting);
        if (text == null) {
            return false;
        }
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (!lower.equals("true") && !lower.equals("false")) {
            wrong.accept(text);
        }
        return lower.equals("true");
    }

    /**
     * Whether a setting is true.
     *
     * @throws ProblemException if it is neither true nor false
     */
    public static boolean isTrue(SettingValues values, Setting setting) throws ProblemException {
        List<Problem> problems = new ArrayList<>();
        boolean result = isTrue(values, setting, text -> problems.add(noBoolean(setting, text)));
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return result;
    }

    /** The problem with a text that is neither true nor false. */
    public static Problem noBoolean(Setting setting, String text) {
        return Problem.of(
                RequestProblem.NO_BOOLEAN,
                setting + " is neither true nor false: \"" + text + "\"",
                "write true or false: " + setting.inFull());
    }

    private static SettingDefinition row(
            Setting setting, SettingScope scope, SettingType type, @Nullable String defaultText, String meaning) {
        return new SettingDefinition(setting, Set.of(scope), type, defaultText, meaning);
    }

    /** The names of all settings, sorted, each once. */
    public static List<String> names() {
        return new ArrayList<>(ROWS.stream()
                .map(row -> row.setting().name())
                .sorted()
                .distinct()
                .toList());
    }
}
