package io.github.tfmobile.registry.makefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables of makefiles; the values are those that GNU make 4.3 prints. */
class MakefileTest {

    private static final List<String> FILES = List.of("a/x.cc", "a/x_test.cc", "a/b/y.cc", "c/z.c");

    private static String value(String makefile, String variable) {
        return String.join(
                " ", Makefile.read(makefile, FILES, Map.of("TARGET", "PI")).words(variable));
    }

    @Test
    void simpleVariablesAreExpandedAtOnceAndRecursiveOnesWhenTheyAreUsed() {
        String makefile = """
                FIRST := one
                SIMPLE := $(FIRST)
                LATE = $(FIRST)
                FIRST := two
                SIMPLE += $(FIRST)
                LATE += $(FIRST)
                FIRST := three
                FIRST ?= four
                """;

        assertThat(value(makefile, "SIMPLE")).isEqualTo("one two");
        assertThat(value(makefile, "LATE")).isEqualTo("three three");
    }

    @Test
    void theCommandLineWins() {
        String makefile = """
                TARGET := LINUX
                ifeq ($(TARGET),LINUX)
                V := linux
                else ifeq ($(TARGET),PI)
                V := pi
                else
                V := other
                endif
                """;

        assertThat(value(makefile, "V")).isEqualTo("pi");
    }

    @Test
    void conditionsNestAndAskWhetherAVariableHasAValue() {
        String makefile = """
                EMPTY :=
                ifdef EMPTY
                  V := wrong
                  ifndef NOTHING
                    V := wrong
                  endif
                else
                  ifneq "$(EMPTY)" "x"
                    V := right # with a comment
                  endif
                endif
                """;

        assertThat(value(makefile, "V")).isEqualTo("right");
    }

    @Test
    void recipesSetNothing() {
        String makefile = """
                V := before
                all: $(V)
                \tV := recipe
                W := after
                \tX := indented
                """;

        assertThat(value(makefile, "V")).isEqualTo("before");
        assertThat(value(makefile, "X")).isEqualTo("indented");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $(wildcard a/*.cc)                             | a/x.cc a/x_test.cc
            $(wildcard */*/*.cc) $(wildcard none/*)        | a/b/y.cc
            $(filter-out $(wildcard a/*test.cc),$(wildcard a/*.cc)) | a/x.cc
            $(filter %.c b,a.c b c.cc)                     | a.c b
            $(sort b a b)                                  | a b
            $(strip  a   b )                               | a b
            $(addprefix gen/, a b)                         | gen/a gen/b
            $(addsuffix .o,a b)                            | a.o b.o
            $(patsubst %.cc,%.o,$(patsubst %.c,%.o,a.cc b.c)) | a.o b.o
            $(SOURCES:.cc=.o)                              | a.o b.c
            ${SOURCES}                                     | a.cc b.c
            $(shell echo no) $$HOME $@                     | $HOME
            """)
    void functionsThatListsAreMadeWith(String expression, String expected) {
        assertThat(value("SOURCES := a.cc b.c\nV := " + expression + "\n", "V")).isEqualTo(expected);
    }

    @Test
    void macrosAreThoseThatTheCompilerKeeps() {
        assertThat(MacroFlags.of(List.of("-DA", "-DB=\\\"x\\\"", "-O2", "-UA", "-DC=2")))
                .isEqualTo(Map.of("B", "x", "C", "2"));
    }

    @Test
    void whatRefersToItselfOrGrowsWithoutEndIsCutOff() {
        StringBuilder laughs = new StringBuilder("A0 = ha\nSELF = $(SELF) x\n");
        for (int i = 1; i < 60; i++) {
            laughs.append("A").append(i).append(" = ");
            laughs.append(("$(A" + (i - 1) + ")").repeat(10)).append('\n');
        }
        Makefile makefile = Makefile.read(laughs + "DEEP = " + "$(".repeat(100_000) + "\n", FILES, Map.of());

        assertThat(makefile.words("SELF")).containsExactly("x");
        assertThat(String.join("", makefile.words("A59")).length()).isLessThan(20_000_000);
        assertThat(makefile.words("DEEP")).isEmpty();
    }
}
