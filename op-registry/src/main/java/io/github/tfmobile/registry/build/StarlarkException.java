package io.github.tfmobile.registry.build;

/** A BUILD or .bzl file cannot be read or evaluated further; told as a problem of that file by {@link BuildTree}. */
final class StarlarkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;

    StarlarkException(String what, int line) {
        super(what, null, false, false);
        this.line = line;
    }

    /** Line in the file being read, from 1; 0 when not known. */
    int line() {
        return line;
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
