package io.github.tfmobile.graph.evaluate.kernel;

/** A kernel has no answer for these inputs: TensorFlow would refuse them, or they are beyond a limit. */
public final class NotComputableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** It is not computed for this reason. */
    public NotComputableException(String reason) {
        super(reason, null, false, false);
    }
}
