package io.github.tfmobile.registry.cpp.lex;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LexerTest {

    private final SymbolTable symbols = new SymbolTable();

    private List<Token> tokens(String text) {
        return Lexer.tokens(text, symbols);
    }

    private List<String> texts(String text) {
        return tokens(text).stream().map(token -> token.text).toList();
    }

    private List<String> words(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        Words words = new Words();
        new Lexer(bytes, 0, bytes.length, 1, symbols).words(words);
        return words.all;
    }

    /** Keeps all words. */
    private static final class Words implements Lexer.WordHandler {

        private final List<String> all = new ArrayList<>();

        @Override
        public void name(String name) {
            all.add(name);
        }

        @Override
        public void mark(String mark) {
            all.add(mark);
        }
    }

    @Test
    void aDigitSeparatorBelongsToItsNumber() {
        assertThat(texts("int x = 1'000; Foo(bar);"))
                .containsExactly("int", "x", "=", "1'000", ";", "Foo", "(", "bar", ")", ";");
        assertThat(words("int x = 1'000; Foo(bar);"))
                .containsExactly("int", "x", "=", Lexer.LITERAL, ";", "Foo", "(", "bar", ")", ";");
    }

    @Test
    void aNumberTakesItsExponentAndItsSuffix() {
        assertThat(texts("0x1p-3 .5e+7f 1.0L 2+3")).containsExactly("0x1p-3", ".5e+7f", "1.0L", "2", "+", "3");
    }

    @Test
    void aSplicedCommentGoesOnInTheNextLine() {
        assertThat(texts("// text \\\nint hidden;\nint shown;")).containsExactly("int", "shown", ";");
        assertThat(words("// text \\\nint hidden;\nint shown;")).containsExactly("int", "shown", ";");
    }

    @Test
    void aSplicedIdentifierIsOne() {
        assertThat(texts("spl\\\nic\\\r\ned(x)")).containsExactly("spliced", "(", "x", ")");
        assertThat(words("spl\\\nic\\\r\ned(x)")).containsExactly("spliced", "(", "x", ")");
    }

    @Test
    void dollarsAndCharactersBeyondAsciiArePartsOfIdentifiers() {
        assertThat(texts("a$b n\u00e4me")).containsExactly("a$b", "n\u00e4me");
        assertThat(words("a$b n\u00e4me")).containsExactly("a$b", "n\u00e4me");
    }

    @Test
    void literalsKeepTheirPrefixes() {
        assertThat(tokens("u8\"a\\\"b\" L'c' R\"x(1\"2)x\" Rest"))
                .extracting(token -> token.kind)
                .containsExactly(Token.Kind.STRING, Token.Kind.CHARACTER, Token.Kind.STRING, Token.Kind.IDENTIFIER);
        assertThat(words("u8\"a\\\"b\" L'c' R\"x(1\"2)x\" Rest"))
                .containsExactly(Lexer.LITERAL, Lexer.LITERAL, Lexer.LITERAL, "Rest");
    }

    @Test
    void theLongestPunctuatorCounts() {
        assertThat(texts("a->*b <<= c ... x ## y")).containsExactly("a", "->*", "b", "<<=", "c", "...", "x", "##", "y");
    }

    @Test
    void wordsHaveOneCharacterOfAPunctuatorEach() {
        assertThat(words("A<B<C>>::D = {1}"))
                .containsExactly("A", "<", "B", "<", "C", ">", ">", "::", "D", "=", "{", Lexer.LITERAL, "}");
    }

    @Test
    void theWordsOfTokensAreThoseOfTheirText() {
        String text = "x->f<A>>(1'0, \"s\") == B::C";
        Words words = new Words();

        Lexer.words(tokens(text).toArray(new Token[0]), words);

        assertThat(words.all).isEqualTo(words(text));
    }

    @Test
    void linesAndWhiteSpaceAreKept() {
        List<Token> tokens = tokens("a\n  b/* 1\n2 */c");

        assertThat(tokens).extracting(token -> token.line).containsExactly(1, 2, 3);
        assertThat(tokens).extracting(token -> token.space).containsExactly(false, true, true);
    }

    @Test
    void whatHasNoEndEndsWithTheTextOrTheLine() {
        assertThat(texts("a /* b")).containsExactly("a");
        assertThat(texts("\"open\nnext")).containsExactly("\"open", "next");
        assertThat(words("R\"x(never")).containsExactly(Lexer.LITERAL);
    }
}
