package io.github.tfmobile.registry.cpp.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.cpp.source.SourceFragment.Kind;
import org.junit.jupiter.api.Test;

class SourceParserTest {

    @Test
    void directivesAndTheTextBetweenThemAreFragments() {
        ParsedFile parsed = ParsedFile.of("a\n#if X\n  b\n#else\n  c\n#endif\n#pragma omp\nd\n");

        assertThat(parsed.kinds())
                .containsExactly(Kind.TEXT, Kind.IF, Kind.TEXT, Kind.ELSE, Kind.TEXT, Kind.ENDIF, Kind.TEXT);
        assertThat(parsed.texts()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aBranchKnowsTheNextOneAndTheEndOfItsGroup() {
        SourceFragment[] items =
                ParsedFile.of("#ifdef A\n#elif B\n#else\n#endif\n").file().items;

        assertThat(items).extracting(item -> item.next).startsWith(1, 2, 3);
        assertThat(items).extracting(item -> item.last).startsWith(3, 3, 3);
    }

    @Test
    void whatLooksLikeADirectiveInACommentOrAStringIsNone() {
        ParsedFile parsed = ParsedFile.of("/*\n#if A\n*/ \"\\\n#if B\" R\"(\n#if C\n)\" // \\\n#if D\n1'0 x");

        assertThat(parsed.kinds()).containsExactly(Kind.TEXT);
        assertThat(parsed.problems()).isEmpty();
    }

    @Test
    void aDirectiveGoesOnBehindASpliceAndACommentOfSeveralLines() {
        SourceFragment define =
                ParsedFile.of("#define A(x) /* 1\n2 */ x \\\n + 1\n").file().items[0];

        assertThat(define.kind).isEqualTo(Kind.DEFINE);
        assertThat(define.macro).isNotNull();
        assertThat(define.macro.body).extracting(token -> token.text).containsExactly("x", "+", "1");
        assertThat(define.macro.parameterOf).containsExactly(0, -1, -1);
    }

    @Test
    void aFileThatIsAllInOneConditionHasAGuard() {
        assertThat(ParsedFile.of("#ifndef G_H_\n#define G_H_\nint a;\n#endif\n").file().guard)
                .hasToString("G_H_");
        assertThat(ParsedFile.of("#if !defined(G_H_)\nint a;\n#endif\n").file().guard)
                .hasToString("G_H_");
        assertThat(ParsedFile.of("#ifndef G_H_\n#endif\nint a;\n").file().guard).isNull();
    }

    @Test
    void conditionsWithoutStartOrEndAreProblems() {
        assertThat(ParsedFile.of("#endif\n").problems())
                .extracting(item -> item.text)
                .containsExactly("the conditional directive has no #if");
        assertThat(ParsedFile.of("#if A\n#else\n").problems())
                .extracting(item -> item.text)
                .containsExactly("the conditional directive has no #endif");
        assertThat(ParsedFile.of("/* a").problems())
                .extracting(item -> item.text)
                .containsExactly("the comment has no end");
    }
}
