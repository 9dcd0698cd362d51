package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;

/** What usually brings an op into a graph where nobody wants it. */
final class OpHints {

    private OpHints() {}

    /** Whether the op looks at values and has no other effect. */
    static boolean isForDebugging(String op) {
        return OpTrait.DEBUGGING.includes(op) || OpTrait.ASSERTION.includes(op) || OpTrait.SUMMARY.includes(op);
    }

    /** Whether the op is mostly there because training and inference differ. */
    static boolean isSwitched(String op) {
        return OpTraits.isBranch(op) || isDropout(op);
    }

    /** Whether the op draws random numbers as dropout does: no samples for a loss and no part of a picture. */
    private static boolean isDropout(String op) {
        return (OpTrait.RANDOM.includes(op) || OpTrait.STATELESS_RANDOM.includes(op))
                && !OpTrait.LOSS.includes(op)
                && !OpTrait.SAMPLE_CROP.includes(op);
    }

    /** A hint for a reader; empty for most ops. */
    static String of(String op) {
        if (OpTrait.OPTIMIZER.includes(op) || OpTrait.ACCUMULATOR.includes(op)) {
            return "this op trains: choose outputs that inference needs";
        }
        if (isDropout(op)) {
            return "random ops in an inference graph are mostly left-over dropout: export the model for inference, or give"
                    + " the dropout's switch a constant";
        }
        if (OpTrait.CHECKPOINT.includes(op)) {
            return "this op belongs to saving and restoring: choose outputs of the model itself";
        }
        if (OpTrait.PYTHON.includes(op)) {
            return "this op calls Python, which no mobile build has: export the model without tf.py_function";
        }
        if (OpTrait.GPU_ONLY.includes(op)) {
            return "this op exists for GPUs only, it comes from the layers of tf.contrib.cudnn_rnn or a Keras layer that was"
                    + " exported for a GPU: build the model for inference with CudnnCompatibleLSTMCell or"
                    + " CudnnCompatibleGRUCell, which read the same checkpoint, and export that";
        }
        if (OpTrait.SEVERAL_GPUS.includes(op)) {
            return "this op exists for GPUs only, it adds up over the copies of a model that train on several: choose outputs of"
                    + " the model itself, or export it outside of the distribution strategy";
        }
        if (OpTrait.TPU_ONLY.includes(op)) {
            return "this op exists for TPUs only, the model was exported for a TPU: export it for the CPU, with a TPUEstimator"
                    + " by export_to_tpu=False, and without tpu.rewrite";
        }
        return "";
    }
}
