package io.github.tfmobile.common.cpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CppLexemesTest {

    private static List<String> tokens(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        List<String> tokens = new ArrayList<>();
        int at = CppLexemes.endOfSpace(bytes, 0, bytes.length);
        while (at < bytes.length) {
            int end = CppLexemes.endOfToken(bytes, at, bytes.length);
            tokens.add(text.substring(at, end));
            at = CppLexemes.endOfSpace(bytes, end, bytes.length);
        }
        return tokens;
    }

    @Test
    void theLongestPunctuatorIsTaken() {
        assertThat(tokens("a<<=b->*c::d...e<f>>g%:%:h"))
                .containsExactly("a", "<<=", "b", "->*", "c", "::", "d", "...", "e", "<", "f", ">>", "g", "%:%:", "h");
    }

    @Test
    void aLiteralTakesItsPrefix() {
        assertThat(tokens("u8\"a\" LR\"(\")\" U'b' X\"c\" R"))
                .containsExactly("u8\"a\"", "LR\"(\")\"", "U'b'", "X", "\"c\"", "R");
    }

    @Test
    void whatHasNoEndEndsWithItsLineOrWithTheText() {
        assertThat(tokens("\"a\nb 'c")).containsExactly("\"a", "b", "'c");
        assertThat(tokens("R\"(a\nb")).containsExactly("R\"(a\nb");
        assertThat(tokens("\"a\\")).containsExactly("\"a\\");
        assertThat(tokens("a /* b")).containsExactly("a");
    }
}
