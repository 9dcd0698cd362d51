package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Problem;
import java.util.List;

/** Parameters that take one of a few names. */
final class Choices {

    private Choices() {}

    /** The value of an element is none of its names. */
    static Problem unknown(String element, String value, List<String> names) {
        String question = Nearest.question(value, names);
        return Problem.of(
                "<" + element + "> is unknown: \"" + value + "\"",
                (question.isEmpty() ? "" : question + "\n") + "choose one of " + String.join(", ", names)
                        + " (-Dtfmobile." + element + ")");
    }
}
