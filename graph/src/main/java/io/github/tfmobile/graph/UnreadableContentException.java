package io.github.tfmobile.graph;

import io.github.tfmobile.common.problem.ProblemException;

/** The content of a node of {@link Graph#withWholeNodes} cannot be read or is damaged. */
public final class UnreadableContentException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ProblemException problem;

    UnreadableContentException(ProblemException problem) {
        super(problem);
        this.problem = problem;
    }

    /** What is wrong with it. */
    public ProblemException problem() {
        return problem;
    }
}
