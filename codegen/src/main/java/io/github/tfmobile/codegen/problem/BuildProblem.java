package io.github.tfmobile.codegen.problem;

import io.github.tfmobile.common.problem.ProblemCode;

/** What may be wrong with outputs, includes and libraries. */
public enum BuildProblem implements ProblemCode {
    FLEX_NODE_DAMAGED,
    INCLUDE_NOT_BUILT,
    INCLUDE_UNKNOWN_FILE,
    INCLUDE_UNKNOWN_OP,
    INCLUDE_UNREGISTERED,
    INCLUDE_WITHOUT_EFFECT,
    INCLUDE_WITHOUT_REASON,
    INCLUDE_WITHOUT_SUBJECT,
    LIBRARY_LACKS_KERNEL,
    LIBRARY_WITHOUT_KERNELS,
    NO_JAVA_PACKAGE,
    OUTPUT_FILE_OUTSIDE,
    OUTPUT_FILE_TWICE,
    OUTPUT_NAME_INVALID,
    OUTPUT_NAME_TWICE,
    OUTPUT_NOT_LOADABLE
}
