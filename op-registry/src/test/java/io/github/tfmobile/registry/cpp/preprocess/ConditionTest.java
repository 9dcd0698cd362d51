package io.github.tfmobile.registry.cpp.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.registry.cpp.source.Macro;
import io.github.tfmobile.registry.cpp.source.ParsedFile;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One expression, asked in one configuration and in all builds. */
class ConditionTest {

    private static final String DEFINITIONS = "#define ONE 1\n#define SEVEN 7\n#define F(x) (x > 3)\n";

    /** Whether a condition holds where ONE, SEVEN and F are defined. */
    private static boolean holds(String condition) throws ExpansionException {
        ParsedFile parsed = ParsedFile.of(DEFINITIONS + "#if " + condition + "\n#endif\n");
        MacroState state = new MacroState(parsed.tree().symbols.size(), PreprocessorListener.NONE);
        SourceFragment asked = parsed.file().items[3];
        for (SourceFragment fragment : parsed.file().items) {
            Macro macro = fragment.macro;
            if (macro != null) {
                state.define(macro, 1);
            }
        }
        state.select(1);
        Expander expander = new Expander(state, parsed.tree().symbols);
        return new Condition(state, expander, (name, angled) -> name.equals("here.h")).holds(asked);
    }

    /** What is known of a condition when builds may define MAYBE. */
    private static Truth inSomeBuild(String condition) {
        SourceFragment asked = ParsedFile.of("#if " + condition + "\n#endif\n").file().items[0];
        return Condition.inSomeBuild(asked, name -> Set.of("MAYBE").contains(name.name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "defined(ONE) && !defined NONE ; true",
                "NONE || defined(NONE) ; false",
                "ONE + 2 * 3 == SEVEN ; true",
                "(1 << 4 | 1) > 16 && -1 < 0 ; true",
                "F(SEVEN) ? 0 : 1 ; false",
                "0x10 == 020 && 1'0 == 10u ; true",
                "not ONE or true ; true",
                "__has_include(<here.h>) ; true",
                "__has_include(\"gone.h\") ; false",
                "OUTSIDE(4, 3) ; false",
                "1 / 0 ; false",
                "'a' == 97 ; true"
            })
    void inAConfigurationItHoldsOrNot(String condition, boolean expected) throws Exception {
        assertThat(holds(condition)).isEqualTo(expected);
    }

    /** What came out before counts as long as what was asked for is the same. */
    @Test
    void isAskedAgainWhenAMacroHasChanged() throws Exception {
        ParsedFile parsed = ParsedFile.of("#define A B\n#define B 1\n#define B 0\n#define C 1\n"
                + "#if A == 1 || defined(C)\n#endif\n#if __COUNTER__ == 1\n#endif\n");
        SourceFragment[] items = parsed.file().items;
        MacroState state = new MacroState(parsed.tree().symbols.size(), PreprocessorListener.NONE);
        Condition condition = new Condition(state, new Expander(state, parsed.tree().symbols), (name, angled) -> false);
        Macro a = Objects.requireNonNull(items[0].macro);
        Macro one = Objects.requireNonNull(items[1].macro);
        Macro zero = Objects.requireNonNull(items[2].macro);
        Macro c = Objects.requireNonNull(items[3].macro);
        state.define(Macro.object(Macro.Kind.COUNTER, parsed.tree().symbols.of("__COUNTER__")), 3);

        List<Boolean> held = new ArrayList<>();
        for (Macro defined : List.of(a, one, zero, one, c)) {
            state.define(defined, 1);
            state.select(1);
            held.add(condition.holds(items[4]));
            assertThat(state.agreeing()).isEqualTo(1);
        }
        state.undefine(c.name, 1);
        state.define(zero, 3);
        state.define(a, 3);
        state.select(3);
        held.add(condition.holds(items[4]));

        assertThat(held).containsExactly(false, true, false, true, true, false);
        assertThat(state.agreeing()).isEqualTo(3);
        assertThat(condition.holds(items[6])).isFalse();
        assertThat(condition.holds(items[6])).as("the second time").isTrue();
    }

    @Test
    void whatCannotBeReadIsAProblem() {
        for (String condition : new String[] {"1 +", "(1", "defined(", "1 2", "@", "("}) {
            assertThatThrownBy(() -> holds(condition)).as(condition).isInstanceOf(ExpansionException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "1 ; TRUE",
                "0 ; FALSE",
                "defined(NONE) ; FALSE",
                "!defined(NONE) ; TRUE",
                "defined(MAYBE) ; UNKNOWN",
                "!defined MAYBE ; UNKNOWN",
                "defined(MAYBE) && defined(NONE) ; FALSE",
                "defined(MAYBE) || !defined(NONE) ; TRUE",
                "MAYBE > 3 ; UNKNOWN",
                "NONE > 3 ; UNKNOWN",
                "NONE == 0 && NONE ; FALSE",
                "1 + 1 == 2 ; TRUE",
                "MAYBE ? 1 : 1 ; TRUE",
                "CALLED(4, 3) ; UNKNOWN",
                "1 + ; UNKNOWN"
            })
    void inAllBuildsItHoldsOrNotOrMay(String condition, Truth expected) {
        assertThat(inSomeBuild(condition)).isEqualTo(expected);
    }
}
