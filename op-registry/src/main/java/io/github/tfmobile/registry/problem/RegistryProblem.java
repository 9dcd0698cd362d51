package io.github.tfmobile.registry.problem;

import io.github.tfmobile.common.problem.ProblemCode;

/** What may be wrong with registries, source trees, op lists and libraries. */
public enum RegistryProblem implements ProblemCode {
    DEFINE_NOT_SCANNED,
    DEFINE_NOT_TESTED,
    DEFINE_SET_ANYWAY,
    DEFINE_WITHOUT_EFFECT,
    LIBRARY_DAMAGED,
    LIBRARY_OF_OTHER_KIND,
    NOT_FOLLOWED,
    NO_REGISTRY_FILE,
    NO_STOCK_LIST,
    NO_TENSORFLOW_TREE,
    OP_LIST_DOES_NOT_LINK,
    OP_LIST_FILE_REPLACED,
    OP_LIST_FILE_TWICE,
    OP_LIST_LACKS_OP,
    OP_LIST_NO_TEXT,
    OP_LIST_UNKNOWN_FILE,
    SCAN_ARGUMENTS,
    TREE_UNREADABLE,
    TREE_WITHOUT_RELEASE,
    UNKNOWN_DTYPE,
    UNKNOWN_PROFILE,
    UNKNOWN_RELEASE
}
