package io.github.tfmobile.registry.scan;

/** A piece of text cannot be expanded. */
final class ExpansionException extends Exception {

    private static final long serialVersionUID = 1L;

    final int line;

    ExpansionException(int line, String message) {
        super(message);
        this.line = line;
    }

    /** What is wrong. */
    String what() {
        return String.valueOf(getMessage());
    }
}
