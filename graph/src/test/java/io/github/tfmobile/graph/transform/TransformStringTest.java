package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransformStringTest {

    private static Map<String, List<String>> arguments(String text) throws ProblemException {
        List<TransformString.Call> calls = TransformString.parse(text);
        assertThat(calls).hasSize(1);
        return calls.get(0).values();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b(x=1) c",
                "a\n\tb(x=1)\r\n c\n",
                "  a b(x=1)c",
                "a b( x=1 ) c ",
                "a() b(, x=1) c()",
                "a b(x=\"1\") c",
                "a b(x=1') c"
            })
    void readsNamesInOrder(String text) throws ProblemException {
        assertThat(TransformString.parse(text))
                .extracting(TransformString.Call::name)
                .containsExactly("a", "b", "c");
        assertThat(TransformString.parse(text).get(1).values()).isEqualTo(Map.of("x", List.of("1")));
    }

    @Test
    void hasNothingInABlankString() throws ProblemException {
        assertThat(TransformString.parse(" \n\t")).isEmpty();
    }

    @Test
    void collectsRepeatedArgumentsInOrder() throws ProblemException {
        assertThat(arguments("t(op=B, op=A,op=\"C\" name=x)"))
                .isEqualTo(Map.of("op", List.of("B", "A", "C"), "name", List.of("x")));
    }

    @Test
    void keepsWhatIsInQuotesAsItIs() throws ProblemException {
        assertThat(arguments("t(a=\"1, 2)\n\", b=\"\", c=\"x\\\"y\")"))
                .isEqualTo(Map.of("a", List.of("1, 2)\n"), "b", List.of(""), "c", List.of("x\\\"y")));
    }

    @Test
    void takesLettersDigitsAndPunctuationBare() throws ProblemException {
        assertThat(arguments("t(f=/tmp/a-b_c.txt)")).isEqualTo(Map.of("f", List.of("/tmp/a-b_c.txt")));
    }

    @Test
    void showsTheLineAndThePlaceOfAnError() {
        assertThatThrownBy(() -> TransformString.parse("fold_constants\n\tstrip_unused_nodes(shape=1,2)\nsort"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        transforms needs "=" after an argument's name but has ")"
                          at line 2, column 30:
                          \tstrip_unused_nodes(shape=1,2)
                          \t                            ^
                          a bare value holds letters, digits and - . / _ alone; put others in double quotes, as in \
                        shape="1,299,299,3\"""");
    }

    @Test
    void tellsThatBracketsFollowTheName() {
        assertThatThrownBy(() -> TransformString.parse("set_device (device=x)")).hasMessage("""
                        transforms needs a transform's name but has "(device=x)"
                          at line 1, column 12:
                          set_device (device=x)
                                     ^
                          a transform's brackets follow its name directly""");
    }

    @Test
    void refusesAQuoteThatIsNotClosed() {
        assertThatThrownBy(() -> TransformString.parse("t(a=\"1,2)")).hasMessage("""
                        transforms has a quote that is not closed
                          at line 1, column 5:
                          t(a="1,2)
                              ^
                          close it with a double quote""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a,b", "a(=1)", "a(b)", "a(b=)", "a(b=1,)", "a(b=1,,c=2)", "a(b=\"\\\")", "a(b='1')", "(", "a("})
    void refusesWhatTheOriginalRefuses(String text) {
        assertThatThrownBy(() -> TransformString.parse(text))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("transforms ")
                .hasMessageContaining("^");
    }

    /** Any text ends in a result or in a problem. */
    @Test
    void survivesAnyText() {
        List<String> pieces = List.of(
                "(",
                ")",
                "=",
                ",",
                "\"",
                "'",
                " ",
                "\n",
                "\\",
                "strip_unused_nodes",
                "name",
                "#",
                "x",
                "\u0000",
                "%s",
                "é");
        Random random = new Random(20_261_124);
        int refused = 0;
        for (int run = 0; run < 20_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            try {
                assertThat(TransformString.parse(text.toString()))
                        .as(text.toString())
                        .isNotNull();
            } catch (ProblemException e) {
                assertThat(e.problems()).isNotEmpty();
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
