package io.github.tfmobile.common.problem;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The input or the configuration is wrong: everything that is wrong with it, at once. */
public final class ProblemException extends Exception {

    private static final long serialVersionUID = 1L;

    /** How many problems the message spells out; the rest is counted. */
    private static final int SHOWN = 20;

    private final transient List<Problem> problems;
    private final @Nullable String summary;

    /** All of the given problems; there must be at least one. */
    public ProblemException(List<Problem> problems) {
        this(null, problems, null);
    }

    /** One problem. */
    public ProblemException(Problem problem) {
        this(null, List.of(problem), null);
    }

    /** One problem, and the exception that told of it. */
    public ProblemException(Problem problem, @Nullable Throwable cause) {
        this(null, List.of(problem), cause);
    }

    private ProblemException(@Nullable String summary, List<Problem> problems, @Nullable Throwable cause) {
        super(message(summary, problems, SettingNames.PLAIN, Problem::text), cause);
        this.problems = List.copyOf(problems);
        this.summary = summary;
    }

    /**
     * All of the given problems under one sentence that sums them up, none of them left out of the message.
     *
     * @param summary the sentence, without a full stop
     */
    public static ProblemException all(String summary, List<Problem> problems) {
        return new ProblemException(summary, problems, null);
    }

    /** The problems, in the order in which they are told. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * The message as a user of an adapter reads it: with settings as one writes them there, and with codes; {@link
     * #getMessage} has settings by their own names, and no codes.
     */
    public String message(SettingNames names) {
        return message(summary, problems, names, problem -> problem.text(names));
    }

    private static String message(
            @Nullable String summary, List<Problem> problems, SettingNames names, Function<Problem, String> text) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("a ProblemException needs a problem");
        }
        int count = summary == null ? SHOWN : problems.size();
        String shown = problems.stream().limit(count).map(text).collect(Collectors.joining("\n"));
        if (summary != null) {
            return names.render(summary) + "\n" + shown;
        }
        int rest = problems.size() - SHOWN;
        return rest > 0 ? shown + "\nand " + rest + " more" : shown;
    }
}
