package io.github.tfmobile.engine.request;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.Setting;
import java.util.List;

/** Settings that take one of a few names. */
final class Choices {

    private Choices() {}

    /** The value of a setting is none of its names. */
    static Problem unknown(Setting setting, String value, List<String> names) {
        String question = Nearest.question(value, names);
        return Problem.of(
                setting + " is unknown: \"" + value + "\"",
                (question.isEmpty() ? "" : question + "\n") + "choose one of " + String.join(", ", names) + ": "
                        + setting.inFull());
    }
}
