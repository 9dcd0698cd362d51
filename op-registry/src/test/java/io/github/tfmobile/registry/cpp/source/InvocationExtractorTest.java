package io.github.tfmobile.registry.cpp.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which pieces of text become tokens: the invocations of macros that may register. */
class InvocationExtractorTest {

    private static ParsedFile scanned(String text) {
        ParsedFile parsed = ParsedFile.of(text);
        CppFile file = parsed.file();
        Set<String> beginnings = MacroReach.mark(List.of(file), parsed.tree().symbols);
        file.facts =
                TextScanner.scan(file, parsed.tree().symbols, new MacroNameFilter(parsed.tree().symbols), beginnings);
        return parsed;
    }

    @Test
    void anInvocationIsTakenWithItsArgumentsAndItsChainOfCalls() {
        assertThat(scanned("int a;\nREGISTER_OP(\"A\").Input(\"x: T\").Attr(f(1));\nint b;")
                        .texts())
                .containsExactly("[REGISTER_OP, (, \"A\", ), ., Input, (, \"x: T\", ), ., Attr, (, f, (, 1, ), )]");
    }

    @Test
    void aMacroThatEndsInARegistrationCountsAndOthersDoNot() {
        ParsedFile parsed = scanned("#define CPU(T) REGISTER_KERNEL_BUILDER(Name(\"A\"), Op<T>);\n"
                + "#define ALL(M) M(float) M(int)\n#define CALL(f, x) f(x)\nCALL(g, 1);\nALL(CPU);\n");

        assertThat(parsed.texts()).containsExactly("[ALL, (, CPU, )]");
    }

    @Test
    void anInvocationGoesOnBehindADirective() {
        ParsedFile parsed = scanned("REGISTER_OP(\"A\")\n#ifdef X\n    .Input(\"x: T\")\n#else\n    .Output(\"y: T\")\n"
                + "#endif\n    .Doc(\"d\");\nint a;\n");

        assertThat(parsed.texts())
                .containsExactly(
                        "[REGISTER_OP, (, \"A\", )]",
                        "[., Input, (, \"x: T\", )]",
                        "[., Output, (, \"y: T\", )]",
                        "[., Doc, (, )]");
        assertThat(parsed.file().items[0].last).isEqualTo(parsed.file().items.length - 1);
    }

    @Test
    void anInvocationBehindADigitSeparatorIsFound() {
        assertThat(scanned("int x = 1'000; REGISTER_OP(\"A\");").texts()).containsExactly("[REGISTER_OP, (, \"A\", )]");
    }

    @Test
    void oneInACommentOrAStringIsNotTaken() {
        assertThat(scanned("// \\\nREGISTER_OP(\"A\");\n/* REGISTER_OP(\"B\") */ f(\"REGISTER_OP(1)\");")
                        .texts())
                .singleElement()
                .asString()
                .startsWith("//");
    }
}
