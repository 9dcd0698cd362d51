package io.github.tfmobile.codegen.diagnosis;

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

    /** Whether the op looks at values and has no other effect. */
    static boolean isForDebugging(String op) {
        return DEBUGGING.contains(op);
    }

    /** Whether the op is mostly there because training and inference differ. */
    static boolean isSwitched(String op) {
        return BRANCHES.contains(op) || RANDOM.contains(op);
    }

    /** A hint for a reader; empty for most ops. */
    static String of(String op) {
        if (RANDOM.contains(op)) {
            return "random ops in an inference graph are mostly left-over dropout: export the model for inference, or give"
                    + " the dropout's switch a constant";
        }
        if (CHECKPOINT.contains(op)) {
            return "this op belongs to saving and restoring: choose outputs of the model itself";
        }
        if (op.contains("Apply")
                && (op.startsWith("Apply") || op.startsWith("ResourceApply") || op.startsWith("Sparse"))) {
            return "this op trains: choose outputs that inference needs";
        }
        if (op.equals("PyFunc") || op.equals("PyFuncStateless") || op.equals("EagerPyFunc")) {
            return "this op calls Python, which no mobile build has: export the model without tf.py_function";
        }
        if (op.startsWith("CudnnRNN")) {
            return "this op exists for GPUs only, it comes from the layers of tf.contrib.cudnn_rnn or a Keras layer that was"
                    + " exported for a GPU: build the model for inference with CudnnCompatibleLSTMCell or"
                    + " CudnnCompatibleGRUCell, which read the same checkpoint, and export that";
        }
        if (op.startsWith("TPU") || op.contains("TPUEmbedding")) {
            return "this op exists for TPUs only, the model was exported for a TPU: export it for the CPU, with a TPUEstimator"
                    + " by export_to_tpu=False, and without tpu.rewrite";
        }
        return "";
    }
}
