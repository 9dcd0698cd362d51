package io.github.tfmobile.graph.io;

/** Bytes are not what they should be: what is wrong with them, and where in the file. */
public final class MalformedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long offset;

    /**
     * Malformed bytes.
     *
     * @param what what is wrong, one clause without a full stop
     * @param offset where, in bytes from the start of the file
     */
    public MalformedException(String what, long offset) {
        super(what);
        this.offset = offset;
    }

    /** Malformed bytes, and what told of them. */
    public MalformedException(String what, long offset, Throwable cause) {
        super(what, cause);
        this.offset = offset;
    }

    /** Where, in bytes from the start of the file. */
    public long offset() {
        return offset;
    }

    /** What is wrong. */
    public String what() {
        return String.valueOf(getMessage());
    }
}
