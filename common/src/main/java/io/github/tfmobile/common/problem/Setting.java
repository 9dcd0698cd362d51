package io.github.tfmobile.common.problem;

import org.jspecify.annotations.Nullable;

/**
 * A setting that a user makes, by its own name. How it is written (an element of a POM, a property, an option of a
 * command) is known to the adapter alone, so messages mention a setting and {@link SettingNames} writes it out:
 *
 * <pre>{@code
 * Problem.of(Setting.OUTPUTS + " is missing", "name the nodes that you fetch: " + Setting.OUTPUTS.inFull());
 * }</pre>
 *
 * <p>The names are open: what is not among the constants is named by {@code new Setting("name")}.
 *
 * @param name letters and digits, the first one a small letter
 */
public record Setting(String name) implements Comparable<Setting> {

    /** Whether the assets that the final graph does not absorb are copied beside it. */
    public static final Setting ASSETS = new Setting("assets");
    /** The prefix of a checkpoint. */
    public static final Setting CHECKPOINT = new Setting("checkpoint");
    /** Whether device names are dropped. */
    public static final Setting CLEAR_DEVICES = new Setting("clearDevices");
    /** Custom ops that the app registers itself. */
    public static final Setting CUSTOM_OPS = new Setting("customOps");
    /** Macros of the target's build beyond those of its profile. */
    public static final Setting DEFINES = new Setting("defines");
    /** The dtypes of an included op. */
    public static final Setting DTYPES = new Setting("dtypes");
    /** Whether what is not registered fails the build. */
    public static final Setting FAIL_ON_UNREGISTERED = new Setting("failOnUnregistered");
    /** Constants for placeholders. */
    public static final Setting FEEDS = new Setting("feeds");
    /** A source file that is included, or looked for. */
    public static final Setting FILE = new Setting("file");
    /** Whether everything is done again. */
    public static final Setting FORCE = new Setting("force");
    /** A function of a SavedModel without signatures. */
    public static final Setting FUNCTION = new Setting("function");
    /** A GraphDef. */
    public static final Setting GRAPH = new Setting("graph");
    /** What the build contains besides what the models show. */
    public static final Setting INCLUDES = new Setting("includes");
    /** Nodes that initialise. */
    public static final Setting INITIALIZER_NODES = new Setting("initializerNodes");
    /** A model's inputs. */
    public static final Setting INPUTS = new Setting("inputs");
    /** The package of generated Java. */
    public static final Setting JAVA_PACKAGE = new Setting("javaPackage");
    /** A kernel class that is looked for. */
    public static final Setting KERNEL_CLASS = new Setting("kernelClass");
    /** Which kernels the target's build contains. */
    public static final Setting KERNELS = new Setting("kernels");
    /** A native library that is checked. */
    public static final Setting LIBRARY = new Setting("library");
    /** Where the sources of TensorFlow Lite lie. */
    public static final Setting LITE_LAYOUT = new Setting("liteLayout");
    /** The runtime of TensorFlow Lite that the app ships. */
    public static final Setting LITE_VERSION = new Setting("liteVersion");
    /** Whether If and While become Switch and Merge. */
    public static final Setting LOWER_CONTROL_FLOW = new Setting("lowerControlFlow");
    /** A MetaGraphDef. */
    public static final Setting META_GRAPH = new Setting("metaGraph");
    /** TensorFlow Lite for Microcontrollers. */
    public static final Setting MICRO = new Setting("micro");
    /** All models. */
    public static final Setting MODELS = new Setting("models");
    /** Whether moving averages take the place of variables. */
    public static final Setting MOVING_AVERAGES = new Setting("movingAverages");
    /** A model's or target's name. */
    public static final Setting NAME = new Setting("name");
    /** The namespace of generated C++. */
    public static final Setting NAMESPACE = new Setting("namespace");
    /** An op that is included, or looked for. */
    public static final Setting OP = new Setting("op");
    /** Where everything is written. */
    public static final Setting OUTPUT_DIRECTORY = new Setting("outputDirectory");
    /** A model's outputs. */
    public static final Setting OUTPUTS = new Setting("outputs");
    /** The target's platform. */
    public static final Setting PLATFORM = new Setting("platform");
    /** Why something is included. */
    public static final Setting REASON = new Setting("reason");
    /** A named pipeline of transforms. */
    public static final Setting RECIPE = new Setting("recipe");
    /** A registry file to read. */
    public static final Setting REGISTRY_FILE = new Setting("registryFile");
    /** A file for the registrations as JSON lines. */
    public static final Setting REGISTRY_JSON = new Setting("registryJson");
    /** What a scanned release is called. */
    public static final Setting RELEASE = new Setting("release");
    /** The commit of a scanned tree. */
    public static final Setting REVISION = new Setting("revision");
    /** A SaverDef, which says how variables are called in a checkpoint. */
    public static final Setting SAVER = new Setting("saver");
    /** The directory of a SavedModel. */
    public static final Setting SAVED_MODEL = new Setting("savedModel");
    /** The registry file that a scan writes. */
    public static final Setting SCAN_FILE = new Setting("scanFile");
    /** The signature of a SavedModel. */
    public static final Setting SIGNATURE = new Setting("signature");
    /** Whether to tell since which release something is there. */
    public static final Setting SINCE = new Setting("since");
    /** Whether all goals are skipped. */
    public static final Setting SKIP = new Setting("skip");
    /** The tag set of a SavedModel. */
    public static final Setting TAGS = new Setting("tags");
    /** What the models run on. */
    public static final Setting TARGET = new Setting("target");
    /** A TensorFlow source tree. */
    public static final Setting TENSORFLOW_ROOT = new Setting("tensorflowRoot");
    /** A release with a bundled registry. */
    public static final Setting TENSORFLOW_VERSION = new Setting("tensorflowVersion");
    /** A TensorFlow Lite model. */
    public static final Setting TFLITE = new Setting("tflite");
    /** The transforms. */
    public static final Setting TRANSFORMS = new Setting("transforms");
    /** The dtypes that the target's build registers. */
    public static final Setting TYPES = new Setting("types");
    /** The only variables to freeze. */
    public static final Setting VARIABLE_ALLOWLIST = new Setting("variableAllowlist");
    /** Variables not to freeze. */
    public static final Setting VARIABLE_DENYLIST = new Setting("variableDenylist");
    /** Whether the graph is run before and after the transforms. */
    public static final Setting VERIFY = new Setting("verify");

    /** Mentions the setting by its short name. */
    @Override
    public String toString() {
        return SettingNames.mention(SettingNames.SHORT, name, "");
    }

    /** Mentions the setting with all ways to make it. */
    public String inFull() {
        return SettingNames.mention(SettingNames.FULL, name, "");
    }

    /** Mentions the setting with a value to give it. */
    public String with(String value) {
        return SettingNames.mention(SettingNames.VALUE, name, value);
    }

    /** Mentions the setting with a value as one writes it into a command line. */
    public String option(String value) {
        return SettingNames.mention(SettingNames.OPTION, name, value);
    }

    /** Written out: what a record has of itself is linked at run time, in every run. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Setting setting && name.equals(setting.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public int compareTo(Setting other) {
        return name.compareTo(other.name);
    }
}
