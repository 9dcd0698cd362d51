package io.github.tfmobile.registry.cpp.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.source.Macro;
import io.github.tfmobile.registry.cpp.source.MacroParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Macros as [cpp.replace] has them. */
class ExpanderTest {

    private final SymbolTable symbols = new SymbolTable();

    /** Expands a text with definitions, each as it stands behind {@code #define}. */
    private String expand(String text, String... definitions) throws ExpansionException {
        List<Macro> macros = new ArrayList<>();
        for (String definition : definitions) {
            macros.add(MacroParser.parse(Lexer.tokens(definition, symbols)));
        }
        List<Token> tokens = Lexer.tokens(text, symbols);
        MacroState state = new MacroState(symbols.size(), PreprocessorListener.NONE);
        macros.forEach(macro -> state.define(macro, 1));
        state.select(1);
        return Expander.spelling(new Expander(state, symbols).expand(tokens));
    }

    @Test
    void argumentsAreExpandedBeforeTheyAreSubstituted() throws Exception {
        assertThat(expand("F(A) + A", "F(x) (x, x)", "A 1")).isEqualTo("(1, 1) + 1");
    }

    @Test
    void aHashSpellsTheArgumentAsItStands() throws Exception {
        assertThat(expand("S( Op<float,  int> ) S(\"a\\n\")", "S(...) #__VA_ARGS__", "Op Wrong"))
                .isEqualTo("\"Op<float, int>\" \"\\\"a\\\\n\\\"\"");
    }

    @Test
    void twoHashesPasteWithoutExpanding() throws Exception {
        assertThat(expand("CAT(A, 1) CAT(,b) CAT(c,)", "CAT(x, y) x##y", "A wrong", "A1 right"))
                .isEqualTo("right b c");
    }

    @Test
    void aMacroIsNotExpandedInItsOwnExpansion() throws Exception {
        assertThat(expand("A B F(F)(1)", "A B + 1", "B A + 2", "F(x) x F")).isEqualTo("A + 2 + 1 B + 1 + 2 F F(1)");
    }

    @Test
    void theRestOfTheArgumentsMayBeEmpty() throws Exception {
        assertThat(expand("G(a) G(a, b, c)", "G(f, ...) f(__VA_ARGS__)")).isEqualTo("a() a(b, c)");
        assertThat(expand("E(a) E(a, b)", "E(f, ...) f(0, ## __VA_ARGS__)")).isEqualTo("a(0) a(0, b)");
    }

    @Test
    void aFunctionLikeMacroWithoutArgumentsStandsForItself() throws Exception {
        assertThat(expand("F; F (1)", "F(x) [x]")).isEqualTo("F; [1]");
    }

    @Test
    void aCallGoesOnBehindTheExpansion() throws Exception {
        assertThat(expand("A(2)", "A F", "F(x) <x>")).isEqualTo("<2>");
    }

    @Test
    void aWrongNumberOfArgumentsIsAProblem() {
        assertThatThrownBy(() -> expand("F(1, 2)", "F(x) x")).isInstanceOf(ExpansionException.class);
        assertThatThrownBy(() -> expand("F(1", "F(x) x")).isInstanceOf(ExpansionException.class);
    }

    @Test
    void anExpansionThatGrowsWithoutEndIsAProblem() {
        assertThatThrownBy(() -> expand(
                        "A8",
                        "A0 x x x x x x x x x x",
                        "A1 A0 A0 A0 A0 A0 A0 A0 A0 A0 A0",
                        "A2 A1 A1 A1 A1 A1 A1 A1 A1 A1 A1",
                        "A3 A2 A2 A2 A2 A2 A2 A2 A2 A2 A2",
                        "A4 A3 A3 A3 A3 A3 A3 A3 A3 A3 A3",
                        "A5 A4 A4 A4 A4 A4 A4 A4 A4 A4 A4",
                        "A8 A5 A5 A5 A5 A5 A5 A5 A5 A5 A5"))
                .isInstanceOf(ExpansionException.class);
    }
}
