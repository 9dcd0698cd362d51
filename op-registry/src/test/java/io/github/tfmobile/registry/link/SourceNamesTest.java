package io.github.tfmobile.registry.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.cpp.source.ParsedFile;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a file says about where a template's parts are, and what is no declaration. */
class SourceNamesTest {

    private static SourceNames read(String... lines) {
        ParsedFile parsed = ParsedFile.of(String.join("\n", lines));
        return SourceNames.of(parsed.file(), parsed.tree().symbols, macro -> true, true, true);
    }

    @Test
    void aTemplateIsWholeWhenItsMembersAreDefinedInIt() {
        SourceNames names = read(
                "template <typename T> struct Slice {",
                " public:",
                "  Slice() = default;",
                "  typedef typename T::Type Type;",
                "  static const int kMax = 7;",
                "  virtual int Size() const = 0;",
                "  void operator()(T x) { for (int i = 0; i < 3; ++i) { use(x); } }",
                "  TF_DISALLOW_COPY_AND_ASSIGN(Slice);",
                "};");

        assertThat(names.written).containsExactly("Slice");
        assertThat(names.incomplete).isEmpty();
        assertThat(names.elsewhere).isEmpty();
    }

    @Test
    void aTemplateIsIncompleteWhenAMemberIsOnlyDeclaredInIt() {
        SourceNames names = read(
                "template <typename D, typename T> struct Fill;",
                "template <typename T> struct Fill<CPUDevice, T> { void operator()(const CPUDevice& d, T x); };",
                "template <typename T> struct Table { static int count; };",
                "class Outer { class Inner { void Run(); }; };");

        assertThat(names.written).containsExactlyInAnyOrder("Fill", "Table", "Outer");
        assertThat(names.incomplete).containsExactlyInAnyOrder("Fill", "Table", "Outer");
        assertThat(names.elsewhere).isEqualTo(Map.of("Fill", Set.of("")));
    }

    @Test
    void whatIsElsewhereIsKeptWithTheMacroThatSaysSo() {
        SourceNames names = read(
                "#define PREVENT(T) \\",
                "  template <> void Slice<GPUDevice, T>::operator()(T x); \\",
                "  extern template struct Slice<GPUDevice, T>;",
                "extern template struct Tile<CPUDevice, float>;",
                "template <typename T> void Handle(T x);");

        assertThat(names.elsewhere.get("Slice")).containsExactly("PREVENT");
        assertThat(names.elsewhere.get("Tile")).containsExactly("");
        assertThat(names.elsewhere.get("Handle")).containsExactly("");
    }

    @Test
    void aCallOfAMacroOrWhatGoesOnAfterOneDeclaresNothing() {
        SourceNames names = read(
                "#define BINARY() Input(\"x: T\").Output(\"y: T\")",
                "DECLARE(float);",
                "REGISTER_OP(\"A\")",
                "#define OTHER 1",
                "  .Input(\"x: T\");");

        assertThat(names.declared).isEmpty();
        assertThat(names.defined).isEmpty();
    }

    @Test
    void whatAMacroMentionsIsUsedByWhoeverUsesTheMacro() {
        SourceNames names = read("#define REGISTER(T) REGISTER_KERNEL(Op<T>); DECLARE(T)", "REGISTER_NOW(Other);");

        assertThat(names.uses.get("REGISTER")).contains("REGISTER_KERNEL", "Op", "DECLARE");
        assertThat(names.uses.get("")).containsExactlyInAnyOrder("REGISTER_NOW", "Other");
    }

    @Test
    void aDigitSeparatorHidesNothingBehindIt() {
        assertThat(read("int x = 1'000; Foo(bar);").mentioned).contains("Foo", "bar");
    }

    @Test
    void aCommentThatIsSplicedGoesOnInTheNextLine() {
        SourceNames names = read("// text \\", "int hidden;", "int spl\\", "iced;");

        assertThat(names.mentioned).containsExactlyInAnyOrder("int", "spliced");
        assertThat(names.defined).containsExactly("spliced");
    }
}
