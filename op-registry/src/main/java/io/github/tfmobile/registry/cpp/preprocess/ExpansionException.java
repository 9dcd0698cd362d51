package io.github.tfmobile.registry.cpp.preprocess;

/** A piece of text cannot be expanded. */
public final class ExpansionException extends Exception {

    private static final long serialVersionUID = 1L;

    public final int line;

    ExpansionException(int line, String message) {
        super(message);
        this.line = line;
    }

    /** What is wrong. */
    public String what() {
        return String.valueOf(getMessage());
    }
}
