package io.github.tfmobile.lite.cpp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CppTokensTest {

    @Test
    void aNumberMayHaveSeparators() {
        assertThat(CppTokens.of("1'000; Foo(bar);")).containsExactly("1'000", ";", "Foo", "(", "bar", ")", ";");
    }

    @Test
    void aCommentGoesOnBehindASplice() {
        assertThat(CppTokens.of("a; // b \\\nc;\nd; // e \\\r\nf;\r\ng;"))
                .containsExactly("a", ";", "d", ";", "g", ";");
        assertThat(CppTokens.of("a /* // \n */ b")).containsExactly("a", "b");
        assertThat(CppTokens.of("a // " + "x".repeat(1_000_000) + "\nb /*" + "y".repeat(1_000_000) + "*/"))
                .containsExactly("a", "b");
    }

    @Test
    void aDirectiveGoesOnBehindASplice() {
        assertThat(CppTokens.of("#define A(x) \\\n  B(x)\nC;")).containsExactly("C", ";");
    }

    @Test
    void onlyTheFirstTokenOfALineMakesADirective() {
        assertThat(CppTokens.of("a # b\n /* c */ # d\ne")).containsExactly("a", "#", "b", "e");
    }

    @Test
    void aRawStringEndsWithItsDelimiter() {
        assertThat(CppTokens.of("f(R\"x(a) \" // )x\", L'\u00e4');"))
                .containsExactly("f", "(", "R\"x(a) \" // )x\"", ",", "L'\u00e4'", ")", ";");
    }

    @Test
    void literalsKeepTheirQuotes() {
        assertThat(CppTokens.of("f('\"', \"a \\\" // b\", '\\'');"))
                .containsExactly("f", "(", "'\"'", ",", "\"a \\\" // b\"", ",", "'\\''", ")", ";");
    }
}
