package io.github.tfmobile.codegen.problem;

import io.github.tfmobile.common.problem.ProblemCode;

/** Why a node has no kernel; the reason in report.json. */
public enum KernelProblem implements ProblemCode {
    AMBIGUOUS,
    CUSTOM_OP,
    INVALID_ATTRS,
    LEFT_OUT,
    LITE_VERSION,
    MALFORMED_DEVICE,
    NEEDS_LIBRARY,
    NEEDS_PROTO,
    NEVER_READY,
    NOT_COMPILED,
    NOT_IN_KERNEL_LIST,
    NO_KERNEL,
    NO_KERNEL_FOR_ATTRS,
    NO_KERNEL_ON_DEVICE,
    READS_FILES,
    RELEASES_DIFFER,
    RETIRED_OP,
    UNKNOWN_ATTRS,
    UNKNOWN_OP
}
