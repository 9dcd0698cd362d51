package io.github.tfmobile.common.problem;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The input or the configuration is wrong: everything that is wrong with it, at once. */
public final class ProblemException extends Exception {

    private static final long serialVersionUID = 1L;

    /** How many problems the message spells out; the rest is counted. */
    private static final int SHOWN = 20;

    private final transient List<Problem> problems;

    /** All of the given problems; there must be at least one. */
    public ProblemException(List<Problem> problems) {
        this(problems, null);
    }

    /** One problem. */
    public ProblemException(Problem problem) {
        this(List.of(problem), null);
    }

    /** One problem, and the exception that told of it. */
    public ProblemException(Problem problem, @Nullable Throwable cause) {
        this(List.of(problem), cause);
    }

    private ProblemException(List<Problem> problems, @Nullable Throwable cause) {
        this(message(problems), problems, cause);
    }

    private ProblemException(String message, List<Problem> problems, @Nullable Throwable cause) {
        super(message, cause);
        this.problems = List.copyOf(problems);
    }

    /**
     * All of the given problems under one sentence that sums them up, none of them left out of the message.
     *
     * @param summary the sentence, without a full stop
     */
    public static ProblemException all(String summary, List<Problem> problems) {
        String told = problems.stream().map(Problem::text).collect(Collectors.joining("\n"));
        return new ProblemException(summary + "\n" + told, problems, null);
    }

    /** The problems, in the order in which they are told. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("a ProblemException needs a problem");
        }
        String shown = problems.stream().limit(SHOWN).map(Problem::text).collect(Collectors.joining("\n"));
        int rest = problems.size() - SHOWN;
        return rest > 0 ? shown + "\nand " + rest + " more" : shown;
    }
}
