package io.github.tfmobile.common.problem;

/** What may be wrong with any file. */
public enum FileProblem implements ProblemCode {
    FILE_MISSING,
    FILE_IS_FOLDER,
    NO_FOLDER,
    NO_REGULAR_FILE,
    FILE_TOO_LARGE,
    FILE_DENIED,
    FILE_UNREADABLE,
    FILE_CHANGED,
    FILE_NOT_WRITABLE
}
