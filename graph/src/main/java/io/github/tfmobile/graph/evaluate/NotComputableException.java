package io.github.tfmobile.graph.evaluate;

/** A kernel has no answer for these inputs: TensorFlow would refuse them, or they are beyond a limit. */
final class NotComputableException extends Exception {

    private static final long serialVersionUID = 1L;

    NotComputableException(String reason) {
        super(reason, null, false, false);
    }
}
