package io.github.tfmobile.lite.problem;

import io.github.tfmobile.common.problem.ProblemCode;

/** What may be wrong with TensorFlow Lite models and runtimes. */
public enum LiteProblem implements ProblemCode {
    CUSTOM_OP_NAME,
    FLEX_OPTIONS_DAMAGED,
    LITE_MODEL_DAMAGED,
    MODELS_WITHOUT_OPS,
    NO_MICRO_OP,
    NO_MICRO_RESOLVER,
    UNKNOWN_BUILTIN_OP,
    UNKNOWN_LITE_VERSION
}
