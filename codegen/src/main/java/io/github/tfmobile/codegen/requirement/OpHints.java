package io.github.tfmobile.codegen.requirement;

import java.util.Set;

/** What usually brings an op into a graph where nobody wants it. */
final class OpHints {

    private static final Set<String> RANDOM = Set.of(
            "RandomUniform",
            "RandomStandardNormal",
            "TruncatedNormal",
            "RandomUniformInt",
            "RandomShuffle",
            "Multinomial");
    private static final Set<String> BRANCHES = Set.of("Switch", "Merge", "RefSwitch", "RefMerge");
    private static final Set<String> CHECKPOINT = Set.of(
            "SaveV2",
            "RestoreV2",
            "Save",
            "Restore",
            "SaveSlices",
            "RestoreSlice",
            "MergeV2Checkpoints",
            "ShardedFilename");
    private static final Set<String> DEBUGGING = Set.of(
            "Assert",
            "CheckNumerics",
            "Print",
            "PrintV2",
            "ScalarSummary",
            "HistogramSummary",
            "ImageSummary",
            "MergeSummary",
            "DebugIdentity");

    private OpHints() {}

    /** A hint for a reader; empty for most ops. */
    static String of(String op) {
        if (RANDOM.contains(op)) {
            return "random ops in an inference graph are mostly left-over dropout: give its switch a constant, as in"
                    + " <feeds>keep_prob=1.0</feeds> (-Dtfmobile.feeds)";
        }
        if (BRANCHES.contains(op)) {
            return "if a switch between training and inference brought it in, give that a constant, as in"
                    + " <feeds>is_training=false</feeds> (-Dtfmobile.feeds)";
        }
        if (CHECKPOINT.contains(op)) {
            return "this op belongs to saving and restoring: choose outputs of the model itself";
        }
        if (op.contains("Apply")
                && (op.startsWith("Apply") || op.startsWith("ResourceApply") || op.startsWith("Sparse"))) {
            return "this op trains: choose outputs that inference needs";
        }
        if (DEBUGGING.contains(op)) {
            return "this op is for debugging: remove_nodes(op=" + op + ") takes it out where it passes its input on";
        }
        if (op.equals("PyFunc") || op.equals("PyFuncStateless") || op.equals("EagerPyFunc")) {
            return "this op calls Python, which no mobile build has: export the model without tf.py_function";
        }
        return "";
    }
}
