package io.github.tfmobile.registry.file;

/** Bytes are not what a registry file holds at that place. */
final class CorruptRegistryException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong, a clause without a full stop. */
    CorruptRegistryException(String what) {
        super(what);
    }
}
