package io.github.tfmobile.lite.flatbuffer;

/** Something in a buffer is not what the format says. Readers of whole files turn it into a problem with a place. */
public final class DamagedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long offset;

    /**
     * Says what is wrong.
     *
     * @param offset where, in bytes from the start of the buffer
     */
    public DamagedException(String what, long offset) {
        super(what);
        this.offset = offset;
    }

    /** What is wrong, without a full stop. */
    public String what() {
        return String.valueOf(getMessage());
    }

    /** Where, in bytes from the start of the buffer. */
    public long offset() {
        return offset;
    }
}
