package io.github.tfmobile.graph.freeze.model;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to freeze. The defaults are those of {@code freeze_graph}, except that functional control flow is lowered.
 *
 * @param initializerNodes nodes that are run after the checkpoint is restored and before variables become constants;
 *     what they assign wins over the checkpoint
 * @param variableAllowlist the only variables that become constants; empty for all
 * @param variableDenylist variables that stay variables
 * @param clearDevices whether nodes lose their device
 * @param feeds constants for placeholders, by node name, as in {@code is_training} to {@code false}
 * @param movingAverages the suffix under which the checkpoint has moving averages, as in
 *     {@code ExponentialMovingAverage}; a variable that has one gets that value; null to take variables themselves
 * @param controlFlow what becomes of If, Case and While
 * @param tables what becomes of the initializers of lookup tables
 */
public record FreezeOptions(
        Set<String> initializerNodes,
        Set<String> variableAllowlist,
        Set<String> variableDenylist,
        boolean clearDevices,
        Map<String, String> feeds,
        @Nullable String movingAverages,
        ControlFlow controlFlow,
        Tables tables) {

    /** The suffix that {@code tf.train.ExponentialMovingAverage} uses. */
    public static final String MOVING_AVERAGE = "ExponentialMovingAverage";

    /** Nothing special. */
    public static final FreezeOptions DEFAULTS = new FreezeOptions(
            Set.of(), Set.of(), Set.of(), true, Map.of(), null, ControlFlow.LOWER, Tables.INITIALIZE_BEFORE_LOOKUP);

    /** What becomes of If, Case and While. */
    public enum ControlFlow {
        /**
         * They become Switch, Merge, Enter, Exit and NextIteration. The mobile builds of TensorFlow 1.x have no kernels
         * for the others.
         */
        LOWER,
        /** They stay, with their functions. */
        KEEP
    }

    /** What becomes of the initializers of lookup tables. */
    public enum Tables {
        /**
         * An initializer runs before the first look-up: whatever takes the table waits for it, so a plain run of the
         * outputs works. One that the request names as an output stays as it is.
         */
        INITIALIZE_BEFORE_LOOKUP,
        /** Initializers go unless the request names them as outputs, as in {@code freeze_graph}. */
        WHEN_NAMED
    }

    /** Copies the collections. */
    public FreezeOptions {
        initializerNodes = new LinkedHashSet<>(initializerNodes);
        variableAllowlist = new LinkedHashSet<>(variableAllowlist);
        variableDenylist = new LinkedHashSet<>(variableDenylist);
        feeds = new LinkedHashMap<>(feeds);
    }

    /** Whether a node is a variable that becomes a constant. */
    public boolean freezes(Node node) {
        return OpTrait.VARIABLE.includes(node.op())
                && (variableAllowlist.isEmpty() || variableAllowlist.contains(node.name()))
                && !variableDenylist.contains(node.name());
    }

    /** Other initializer nodes. */
    public FreezeOptions withInitializerNodes(Set<String> names) {
        return new FreezeOptions(
                names, variableAllowlist, variableDenylist, clearDevices, feeds, movingAverages, controlFlow, tables);
    }

    /** Another list of the only variables to freeze. */
    public FreezeOptions withVariableAllowlist(Set<String> names) {
        return new FreezeOptions(
                initializerNodes, names, variableDenylist, clearDevices, feeds, movingAverages, controlFlow, tables);
    }

    /** Another list of variables to leave alone. */
    public FreezeOptions withVariableDenylist(Set<String> names) {
        return new FreezeOptions(
                initializerNodes, variableAllowlist, names, clearDevices, feeds, movingAverages, controlFlow, tables);
    }

    /** Whether nodes lose their device. */
    public FreezeOptions withClearDevices(boolean clear) {
        return new FreezeOptions(
                initializerNodes,
                variableAllowlist,
                variableDenylist,
                clear,
                feeds,
                movingAverages,
                controlFlow,
                tables);
    }

    /** Other constants for placeholders. */
    public FreezeOptions withFeeds(Map<String, String> constants) {
        return new FreezeOptions(
                initializerNodes,
                variableAllowlist,
                variableDenylist,
                clearDevices,
                constants,
                movingAverages,
                controlFlow,
                tables);
    }

    /** Moving averages of that suffix in place of variables; null for the variables themselves. */
    public FreezeOptions withMovingAverages(@Nullable String suffix) {
        return new FreezeOptions(
                initializerNodes,
                variableAllowlist,
                variableDenylist,
                clearDevices,
                feeds,
                suffix,
                controlFlow,
                tables);
    }

    /** What becomes of If, Case and While. */
    public FreezeOptions withControlFlow(ControlFlow choice) {
        return new FreezeOptions(
                initializerNodes,
                variableAllowlist,
                variableDenylist,
                clearDevices,
                feeds,
                movingAverages,
                choice,
                tables);
    }

    /** What becomes of the initializers of lookup tables. */
    public FreezeOptions withTables(Tables choice) {
        return new FreezeOptions(
                initializerNodes,
                variableAllowlist,
                variableDenylist,
                clearDevices,
                feeds,
                movingAverages,
                controlFlow,
                choice);
    }
}
