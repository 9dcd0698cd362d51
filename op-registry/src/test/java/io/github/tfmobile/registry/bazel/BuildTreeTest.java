package io.github.tfmobile.registry.bazel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.bazel.link.LinkedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildTreeTest {

    @TempDir
    Path root;

    private void write(String file, String... lines) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, String.join("\n", lines) + "\n");
    }

    private BuildTree tree() {
        return new BuildTree(root, BuildConfiguration.linux());
    }

    private List<String> linked(String target) {
        return List.copyOf(
                LinkedFiles.of(tree(), List.of(Label.parse(target, ""))).files().keySet());
    }

    @Test
    void executesAMacroOfTheTree() throws IOException {
        write(
                "defs.bzl",
                "def kernel_library(name, prefix = None, srcs = [], **kwargs):",
                "    if prefix:",
                "        srcs = srcs + native.glob([prefix + \"*.cc\"], exclude = [prefix + \"*test*\"])",
                "    native.cc_library(name = name, srcs = srcs, alwayslink = 1, **kwargs)");
        write(
                "k/BUILD",
                "load(\"//:defs.bzl\", klib = \"kernel_library\")",
                "load(\"@local_config_cuda//cuda:build_defs.bzl\", \"if_cuda\")",
                "[klib(name = n + \"_op\", prefix = n, deps = [\":util\"]) for n in [\"add\", \"mul\"]]",
                "cc_library(name = \"util\", srcs = [\"util.cc\"] + if_cuda([\"gpu.cc\"]))",
                "cc_library(name = \"all\", deps = [\":add_op\", \":mul_op\"])");
        for (String file : List.of("add.cc", "add_inst.cc", "add_test.cc", "mul.cc", "util.cc", "gpu.cc", "other.cc")) {
            write("k/" + file, "");
        }

        assertThat(linked("//k:all")).containsExactly("k/add.cc", "k/add_inst.cc", "k/mul.cc", "k/util.cc");
        assertThat(tree().load("k").rules().get("mul_op").line()).isEqualTo(3);
    }

    @Test
    void repeatedCallsGiveWhatTheyWouldGiveEachTime() throws IOException {
        write(
                "defs.bzl",
                "def sources(name):",
                "    return [name + \".cc\"]",
                "def here():",
                "    return native.package_name() + \".cc\"",
                "def changed(name):",
                "    all = sources(name)",
                "    all += [\"more.cc\"]",
                "    return all",
                "def library():",
                "    native.cc_library(name = \"lib\", srcs = sources(\"x\") + changed(\"x\") + [here()])");
        for (String directory : List.of("a", "b")) {
            write(directory + "/BUILD", "load(\"//:defs.bzl\", \"library\")", "library()");
        }
        BuildTree tree = tree();

        for (String directory : List.of("a", "b")) {
            BuildRule rule = tree.rule(Label.parse("//" + directory + ":lib", ""));
            assertThat(rule).isNotNull();
            assertThat(rule.labels("srcs"))
                    .extracting(Label::name)
                    .containsExactly("x.cc", "x.cc", "more.cc", directory + ".cc");
        }
    }

    @Test
    void decidesSelectsByConfigSettings() throws IOException {
        write(".bazelrc", "build --define=with_x=true", "build:other --define=with_y=true");
        write(
                "BUILD",
                "config_setting(name = \"x\", define_values = {\"with_x\": \"true\"})",
                "config_setting(name = \"y\", values = {\"define\": \"with_y=true\"})",
                "config_setting(name = \"windows\", values = {\"cpu\": \"x64_windows\"})",
                "cc_library(",
                "    name = \"lib\",",
                "    srcs = select({\":windows\": [\"win.cc\"], \"//:x\": [\"x.cc\"], \"//conditions:default\": [\"no.cc\"]})",
                "        + select({\"//:y\": [\"y.cc\"], \"//conditions:default\": [\"not_y.cc\"]}),",
                ")");
        for (String file : List.of("win.cc", "x.cc", "no.cc", "y.cc", "not_y.cc")) {
            write(file, "");
        }

        assertThat(linked("//:lib")).containsExactly("not_y.cc", "x.cc");
    }

    @Test
    void takesTheAnswersThatConfigureTakesForGranted() throws IOException {
        write(
                "configure.py",
                "  set_build_var(environ_cp, 'TF_NEED_A', 'A', 'with_a', True, 'a')",
                "  set_build_var(environ_cp, 'TF_NEED_B', 'B', 'with_b',",
                "                False, 'b')",
                "  set_build_var(environ_cp, 'TF_NEED_C', 'C', 'with_c', c_by_default, 'c')");
        write(".bazelrc", "build --define=with_c=no");
        write(
                "BUILD",
                "[config_setting(name = n, define_values = {\"with_\" + n: \"true\"}) for n in [\"a\", \"b\", \"c\"]]",
                "cc_library(name = \"lib\", srcs = select({\":a\": [\"a.cc\"], \"//conditions:default\": []})",
                "    + select({\":b\": [\"b.cc\"], \"//conditions:default\": []})",
                "    + select({\":c\": [\"c.cc\"], \"//conditions:default\": []}))");
        for (String file : List.of("a.cc", "b.cc", "c.cc")) {
            write(file, "");
        }

        assertThat(linked("//:lib")).containsExactly("a.cc");
    }

    @Test
    void followsFilegroupsAndAliasesButNotTestsAndGenrules() throws IOException {
        write(
                "a/BUILD",
                "filegroup(name = \"group\", srcs = glob([\"**/*.cc\"], exclude = [\"sub/no_*\"]))",
                "alias(name = \"other\", actual = \"//b\")",
                "genrule(name = \"gen\", srcs = [\"//b:only_gen.cc\"], outs = [\"g.cc\"])",
                "cc_test(name = \"t\", srcs = [\"//b:only_test.cc\"])",
                "cc_library(name = \"lib\", srcs = [\":group\", \":gen\", \":t\"], deps = [\":other\", \"@absl//x:y\"])");
        write("b/BUILD", "cc_library(name = \"b\", srcs = [\"b.cc\"], hdrs = [\"textual.cc\"])");
        write("a/below/BUILD", "");
        for (String file : List.of(
                "a/a.cc",
                "a/sub/s.cc",
                "a/sub/no_s.cc",
                "a/below/hidden.cc",
                "b/b.cc",
                "b/only_gen.cc",
                "b/only_test.cc",
                "b/textual.cc")) {
            write(file, "");
        }

        assertThat(linked("//a:lib")).containsExactly("a/a.cc", "a/sub/s.cc", "b/b.cc");
    }

    @Test
    void followsACopyOfALinkedLibrary() throws IOException {
        write(
                "BUILD",
                "cc_binary(name = \"libx.so.1.2\", srcs = [\"x.cc\"])",
                "genrule(name = \"link\", srcs = [\":libx.so.1.2\"], outs = [\"libx.so.1\"], cmd = \"ln -sf $< $@\")",
                "cc_binary(name = \"app\", srcs = [\"app.cc\", \":libx.so.1\"])");
        write("x.cc", "");
        write("app.cc", "");

        assertThat(linked("//:app")).containsExactly("app.cc", "x.cc");
    }

    @Test
    void takesWhatTheEnvironmentTellsOtherRepositoriesFromBazelrc() throws IOException {
        write(".bazelrc", "build --repo_env=USE_X=True", "build:other --repo_env USE_Y=True");
        write(
                "BUILD",
                "load(\"@made//:x.bzl\", \"USE_X\", \"USE_Y\")",
                "cc_library(name = \"lib\", srcs = [\"x.cc\" if USE_X else \"no_x.cc\", \"y.cc\" if USE_Y else \"no_y.cc\"])");
        for (String file : List.of("x.cc", "no_x.cc", "y.cc", "no_y.cc")) {
            write(file, "");
        }

        assertThat(linked("//:lib")).containsExactly("no_y.cc", "x.cc");
    }

    @Test
    void readsLabelsOfACarriedRepositoryFromItsOwnRoot() throws IOException {
        write("third_party/xla/defs/a.bzl", "load(\"//defs:b.bzl\", \"b\")", "def a(name):", "    b(name)");
        write("third_party/xla/defs/b.bzl", "def b(name):", "    native.cc_library(name = name, srcs = [\"b.cc\"])");
        write("defs/b.bzl", "def b(name):", "    native.cc_library(name = name, srcs = [\"other.cc\"])");
        write("BUILD", "load(\"@local_xla//defs:a.bzl\", \"a\")", "a(name = \"lib\")");
        write("b.cc", "");
        write("other.cc", "");

        assertThat(linked("//:lib")).containsExactly("b.cc");
    }

    @Test
    void tellsPackagesThatAreMissing() throws IOException {
        write(
                "BUILD",
                "cc_library(name = \"lib\", srcs = [\"a.cc\"], deps = [\"//gone:g\", \"//there:no_rule\", \"//external:x\"])");
        write("there/BUILD", "");
        write("a.cc", "");

        assertThat(LinkedFiles.of(tree(), List.of(Label.parse("//:lib", ""))).missing())
                .containsExactly("gone");
    }

    @Test
    void toleratesWhatOtherRepositoriesDefine() throws IOException {
        write(
                "BUILD",
                "load(\"@elsewhere//:defs.bzl\", \"if_fast\", \"if_not_slow\", \"more_deps\", \"special_library\")",
                "special_library(name = \"lib\", srcs = [\"a.cc\"] + if_fast([\"f.cc\"]) + if_not_slow([\"s.cc\"]),",
                "    deps = more_deps() + [\":x\"])",
                "cc_library(name = \"x\", srcs = [\"x.cc\"])");
        for (String file : List.of("a.cc", "f.cc", "s.cc", "x.cc")) {
            write(file, "");
        }

        assertThat(linked("//:lib")).containsExactly("a.cc", "s.cc", "x.cc");
    }

    @Test
    void reportsAStatementThatFailsAndGoesOn() throws IOException {
        write("p/BUILD", "x = 1", "fail(\"not here\")", "y = x + \"a\"", "cc_library(name = \"b\", srcs = [\"b.cc\"])");
        write("p/b.cc", "");

        BuildTree tree = tree();

        assertThat(tree.load("p").rules()).containsOnlyKeys("b");
        assertThat(tree.problems().stream().map(p -> p.text()))
                .containsExactly(
                        "build file: fail: not here\n  at p/BUILD:2",
                        "build file: \"+\" does not go with a int and a string\n  at p/BUILD:3");
    }

    @Test
    void endsWithHostileFiles() throws IOException {
        write("open/BUILD", "cc_library(name = \"a\"", "x = '''");
        write("deep/BUILD", "x = " + "(".repeat(5000));
        write("recursive/d.bzl", "def f(x):", "    return f(x + [x])");
        write("recursive/BUILD", "load(\":d.bzl\", \"f\")", "f([])");
        write("cycle/a.bzl", "load(\":b.bzl\", \"b\")", "a = 1");
        write("cycle/b.bzl", "load(\":a.bzl\", \"a\")", "b = a");
        write("cycle/BUILD", "load(\":a.bzl\", \"a\")", "cc_library(name = \"c\")");
        write("grow/BUILD", "x = \"ab\" * 1000000000");
        write("long/BUILD", "[i for i in range(100000) for j in range(100000)]");

        BuildTree tree = tree();
        for (String directory : List.of("open", "deep", "recursive", "cycle", "grow", "long", "none", "../..")) {
            tree.load(directory);
        }

        assertThat(tree.problems().stream().map(p -> p.text()))
                .containsExactly(
                        "build file: string without end\n  at open/BUILD:2",
                        "build file: nested deeper than 100 levels\n  at deep/BUILD:1",
                        "build file: function \"f\" calls itself, called from recursive/BUILD:2\n  at recursive/d.bzl:1",
                        "build file: does not come to an end\n  at grow/BUILD:1",
                        "build file: does not come to an end\n  at long/BUILD:1");
        assertThat(tree.load("cycle").rules()).containsOnlyKeys("c");
    }
}
