package io.github.tfmobile.engine.request;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.problem.RequestProblem;
import java.util.List;

/** What may be wrong with any setting. */
public final class Choices {

    private Choices() {}

    /** The value of a setting is none of its names. */
    static Problem unknown(Setting setting, String value, List<String> names) {
        String question = Nearest.question(value, names);
        return Problem.of(
                RequestProblem.UNKNOWN_CHOICE,
                setting + " is unknown: \"" + value + "\"",
                (question.isEmpty() ? "" : question + "\n") + "choose one of " + String.join(", ", names) + ": "
                        + setting.inFull());
    }

    /** The problem of a setting that a goal cannot do without. */
    public static Problem missing(Setting setting, String remedy) {
        return Problem.of(RequestProblem.SETTING_MISSING, setting + " is missing", remedy + ": " + setting.inFull());
    }

    /** The problem of a model or target whose name cannot be that of a file. */
    static Problem noName(String kind, String name) {
        return Problem.of(
                RequestProblem.NO_NAME,
                Setting.NAME + " is no name of a " + kind + ": \"" + name + "\"",
                "use letters, digits, _ and -: " + Setting.NAME.inFull());
    }

    /** The problem of two models or targets of one name. */
    static Problem nameTwice(String kind, String name) {
        return Problem.of(
                RequestProblem.NAME_TWICE,
                Setting.NAME + " is used by two " + kind + "s: \"" + name + "\"",
                "give each its own name");
    }
}
