package io.github.tfmobile.graph.function;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.problem.GraphProblem;
import org.jspecify.annotations.Nullable;

/** What may be wrong with the functions of a graph. */
public final class FunctionProblems {

    private FunctionProblems() {}

    /**
     * What functions and their calls say does not go together.
     *
     * @param what a function or node, and what is wrong with it
     */
    public static ProblemException damaged(String what, @Nullable Place place) {
        return new ProblemException(Problem.of(
                GraphProblem.FUNCTIONS_DAMAGED,
                what,
                place,
                "The file is damaged or was written by a newer TensorFlow; save the model again."));
    }

    /**
     * Functions make more nodes than anybody can run when they are written out.
     *
     * @param what how many
     * @param last the last one that was written out; empty when none was
     */
    public static ProblemException tooLarge(String what, @Nullable Place place, String last) {
        return new ProblemException(Problem.of(
                GraphProblem.FUNCTIONS_TOO_LARGE,
                "function library: " + what,
                place,
                "Functions that call each other many times cannot be written out. Keep the model's functions smaller"
                        + (last.isEmpty() ? "." : "; the last one was \"" + last + "\".")));
    }

    /** Functions call each other deeper than any program would. */
    public static ProblemException withoutEnd(String what, @Nullable Place place) {
        return new ProblemException(Problem.of(
                GraphProblem.FUNCTIONS_WITHOUT_END,
                what,
                place,
                "The file is damaged, or the function calls itself without end; save the model again."));
    }
}
