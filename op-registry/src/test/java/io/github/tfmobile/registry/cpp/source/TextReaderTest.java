package io.github.tfmobile.registry.cpp.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Text is gone through for who registers in it or for who asks what it defines. */
class TextReaderTest {

    private static final String DEFINITIONS = """
            const char* const kPlain = "a";
            constexpr char kArray [2][3] = {"a"};
            auto kRaw =
                R"(a)";
            static const char kAfterNumber = 1'000, kQuoted[] = "\\"";
            string Returned(char c = ')', const string& s = "//)") {
              return "a";
            }
            string Commented(int a) // of old
                /* and new */ { /* nothing */ return s == "b"; }
            string Unclear(int a /* ( */) { return "a"; }
            void Other(int b) { if (a[b] == "x" && (b)) { Returned(b); } }
            """;

    private static List<CppFile> definers(ParsedFile parsed, String name) {
        return new TextReader(List.of(parsed.file()), parsed.tree().symbols, Set.of()).definers(name);
    }

    @Test
    void whatTheTextDefinesIsFoundByEachOfItsNames() {
        ParsedFile parsed = ParsedFile.of(DEFINITIONS);
        TextFacts all = TextScanner.scan(
                parsed.file(), parsed.tree().symbols, new MacroNameFilter(parsed.tree().symbols), Set.of());

        assertThat(all.constants())
                .extracting(TextFacts.Definition::name)
                .contains("kPlain", "kArray", "kRaw", "kQuoted");
        assertThat(all.functions()).extracting(TextFacts.Definition::name).contains("Returned", "Commented", "Unclear");
        for (TextFacts.Definition each : all.constants()) {
            assertThat(definers(parsed, each.name())).containsExactly(parsed.file());
        }
        for (TextFacts.Definition each : all.functions()) {
            assertThat(definers(parsed, each.name())).containsExactly(parsed.file());
        }
    }

    @Test
    void aFileThatDoesNotDefineANameIsNotGoneThroughForIt() {
        ParsedFile parsed =
                ParsedFile.of("const char* const kA = \"a\";\nint kB = 1;\nint f(int a) { g(a); return 1; }\n");

        assertThat(definers(parsed, "kA")).containsExactly(parsed.file());
        assertThat(definers(parsed, "kB")).isEmpty();
        assertThat(definers(parsed, "f")).isEmpty();
    }

    @Test
    void onlyTextThatNamesAMacroThatRegistersIsTakenApart() {
        for (String invocation : new String[] {"CPU(1);", "int a;CPU;", "C\\\nPU(1);"}) {
            ParsedFile parsed = ParsedFile.of("#define CPU(T) REGISTER_OP(T)\n" + invocation);
            Set<String> beginnings = MacroReach.mark(List.of(parsed.file()), parsed.tree().symbols);
            new TextReader(List.of(parsed.file()), parsed.tree().symbols, beginnings).findInvocations(parsed.file());

            assertThat(parsed.kinds()).contains(SourceFragment.Kind.TOKENS);
        }
        ParsedFile none = ParsedFile.of("int CPUS, A_CPU;\n");
        none.tree().symbols.of("CPU").registers = true;
        new TextReader(List.of(none.file()), none.tree().symbols, Set.of()).findInvocations(none.file());

        assertThat(none.file().facts).isNull();
    }
}
