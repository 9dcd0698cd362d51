package io.github.tfmobile.codegen.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.text.Json;
import org.junit.jupiter.api.Test;

class EscapeTest {

    @Test
    void cppKeepsEveryByteApart() {
        assertThat(Escape.cpp("a\"b\\c?\n\u00e91")).isEqualTo("\"a\\\"b\\\\c\\?\\012\\303\\2511\"");
    }

    @Test
    void starlarkEscapesQuotesAndControls() {
        assertThat(Escape.starlark("a\"b\\\n\u0001")).isEqualTo("\"a\\\"b\\\\\\n\\001\"");
    }

    @Test
    void makeExpandsNothing() {
        assertThat(Escape.make("a$(shell rm)#b\nc")).isEqualTo("a$$(shell rm)\\#b_c");
    }

    @Test
    void backslashesBeforeACommentCharacterStay() {
        assertThat(Escape.make("a\\#b")).isEqualTo("a\\\\\\#b");
        assertThat(Escape.make("a\\\\#b\\c")).isEqualTo("a\\\\\\\\\\#b\\c");
    }

    @Test
    void shellsTakeAWordAsItIs() {
        assertThat(Escape.shell("-DA=1")).isEqualTo("-DA=1");
        assertThat(Escape.shell("-DA=\"it's $HOME\"")).isEqualTo("'-DA=\"it'\\''s $HOME\"'");
        assertThat(Escape.shell("")).isEqualTo("''");
    }

    @Test
    void commentsStayOnOneLineAndDoNotEnd() {
        assertThat(Escape.comment("a\n*/ \\u002a\u2028")).isEqualTo("a_* / _u002a_");
    }

    @Test
    void htmlHasNoMarkup() {
        assertThat(Escape.html("<a href='x'>\"&\u0000\u202e"))
                .isEqualTo("&lt;a href=&#39;x&#39;&gt;&quot;&amp;\ufffd\ufffd");
    }

    @Test
    void jsonIsValidWhateverTheText() {
        assertThat(Json.line("\"\\\n\u0001\u2028\ud800")).isEqualTo("\"\\\"\\\\\\n\\u0001\\u2028\\uD800\"");
    }
}
