package io.github.tfmobile.common.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProblemTest {

    private enum Code implements ProblemCode {
        SOMETHING_WRONG
    }

    @Test
    void leavesOutTheMiddleOfAnEndlessName() {
        String name = "scope/" + "x".repeat(1 << 20) + "/last";
        Problem problem = Problem.of(
                Code.SOMETHING_WRONG,
                "node \"" + name + "\": op \"Mul\" is wrong",
                Place.of(Path.of("graph.pb")),
                "leave out " + name);

        String xs = "x".repeat(93);
        assertThat(problem.text())
                .isEqualTo("node \"scope/" + xs + "..." + xs + "/last\": op \"Mul\" is wrong\n"
                        + "  at graph.pb\n"
                        + "  leave out scope/x" + xs + "..." + xs + "xx/last");
        assertThat(problem.text(SettingNames.PLAIN)).hasLineCount(3).contains(" is wrong [something-wrong]\n");
    }

    @Test
    void leavesOtherNamesAsTheyAre() {
        String name = "a/very/long/path/".repeat(50);

        assertThat(Problem.of(Code.SOMETHING_WRONG, "no such file: \"" + name + "\"", "")
                        .text())
                .isEqualTo("no such file: \"" + name + "\"");
    }
}
