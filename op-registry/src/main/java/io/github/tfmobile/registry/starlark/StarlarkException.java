package io.github.tfmobile.registry.starlark;

/** A BUILD or .bzl file cannot be read or evaluated further; which the reader tells as a problem of that file. */
public final class StarlarkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;

    /** A failure in a line. */
    public StarlarkException(String what, int line) {
        super(what, null, false, false);
        this.line = line;
    }

    /** Line in the file being read, from 1; 0 when not known. */
    public int line() {
        return line;
    }

    /** What is wrong, without the line. */
    public String what() {
        return String.valueOf(getMessage());
    }
}
