package io.github.tfmobile.registry.scan.registration;

/** A registration says something that the scanner cannot make out. */
final class UnresolvedException extends Exception {

    private static final long serialVersionUID = 1L;

    UnresolvedException(String message) {
        super(message);
    }

    /** What is wrong. */
    String what() {
        return String.valueOf(getMessage());
    }
}
