package io.github.tfmobile.registry.starlark.syntax;

/** A file cannot be read or evaluated further; told by its reader as a problem with the place. */
public final class StarlarkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;

    /** A failure in a line of the file that is being read or evaluated. */
    public StarlarkException(String what, int line) {
        this(what, "", line);
    }

    /** A failure in a line of some file. */
    public StarlarkException(String what, String file, int line) {
        super(what, null, false, false);
        this.file = file;
        this.line = line;
    }

    /** The same as a failure of a file, unless it is known to be one of another file. */
    public StarlarkException in(String other) {
        return file.isEmpty() ? new StarlarkException(what(), other, line) : this;
    }

    /** The file that it happened in; empty for the one being evaluated. */
    public String file() {
        return file;
    }

    /** Line in that file, from 1; 0 when not known. */
    public int line() {
        return line;
    }

    /** What is wrong, without the place. */
    public String what() {
        return String.valueOf(getMessage());
    }
}
