package io.github.tfmobile.registry.bazel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files of other repositories and of older and newer releases of Bazel do. */
class OtherRepositoriesTest {

    @TempDir
    Path root;

    private TestTree tree;

    @BeforeEach
    void makeTree() {
        tree = new TestTree(root);
    }

    @Test
    void selectsOfSkylibHaveSeveralConditionsForOneValue() throws IOException {
        tree.write(
                "BUILD",
                "load(\"@bazel_skylib//lib:selects.bzl\", \"selects\")",
                "config_setting(name = \"k8\", values = {\"cpu\": \"k8\"})",
                "config_setting(name = \"arm\", values = {\"cpu\": \"arm\"})",
                "selects.config_setting_group(name = \"both\", match_any = [\":arm\", \":k8\"])",
                "cc_library(name = \"lib\", srcs = selects.with_or({",
                "    (\":arm\", \":k8\"): [\"a.cc\"],",
                "    \"//conditions:default\": [\"b.cc\"],",
                "}) + select({\":both\": [\"c.cc\"], \"//conditions:default\": [\"d.cc\"]}))");
        for (String file : new String[] {"a.cc", "b.cc", "c.cc", "d.cc"}) {
            tree.write(file, "");
        }

        assertThat(tree.linked("//:lib")).containsExactly("a.cc", "c.cc");
    }

    @Test
    void aSystemLibraryIsTheFirstArgumentOfItsCondition() throws IOException {
        tree.write(
                "BUILD",
                "load(\"@local_config_syslibs//:build_defs.bzl\", \"if_not_system_lib\", \"if_system_lib\")",
                "print(if_not_system_lib(\"grpc\", [\"a.cc\"]), if_not_system_lib(\"grpc\", [\"a.cc\"], [\"b.cc\"]))",
                "print(if_system_lib(\"grpc\", [\"a.cc\"]), if_system_lib(\"grpc\", [\"a.cc\"], [\"b.cc\"]))");

        assertThat(tree.printed("")).containsExactly("[\"a.cc\"] [\"a.cc\"]", "[] [\"b.cc\"]");
    }

    @Test
    void aCarriedRepositoryHasPackagesOfItsOwn() throws IOException {
        tree.write(
                "third_party/xla/third_party/tsl/tsl/platform/defs.bzl",
                "HERE = Label(\"//tsl/platform:x\")",
                "def lib(name):",
                "    print(HERE.package, HERE.name, native.package_name(), native.repository_name())",
                "    native.cc_library(name = name, srcs = [HERE.relative(\":x.cc\")], deps = [\"//tsl/lib:y\"])");
        tree.write("third_party/xla/third_party/tsl/tsl/platform/x.cc", "");
        tree.write(
                "third_party/xla/third_party/tsl/tsl/platform/BUILD",
                "load(\":defs.bzl\", \"lib\")",
                "lib(name = \"x\")");
        tree.write("third_party/xla/third_party/tsl/tsl/lib/BUILD", "cc_library(name = \"y\", srcs = [\"y.cc\"])");
        tree.write("third_party/xla/third_party/tsl/tsl/lib/y.cc", "");
        tree.write("own.cc", "");
        tree.write(
                "BUILD",
                "cc_library(name = \"a\", srcs = [\"own.cc\", \"@local_tsl//tsl/lib:y.cc\"], deps = [\"@local_tsl//tsl/platform:x\"])");

        assertThat(tree.printed("third_party/xla/third_party/tsl/tsl/platform"))
                .containsExactly("tsl/platform x tsl/platform @local_tsl");
        BuildRule rule = tree.read().rule(Label.parse("@local_tsl//tsl/platform:x", ""));
        assertThat(rule).isNotNull();
        assertThat(rule.labels("srcs"))
                .extracting(Label::path)
                .containsExactly("third_party/xla/third_party/tsl/tsl/platform/x.cc");
        assertThat(rule.labels("deps"))
                .extracting(Label::path)
                .containsExactly("third_party/xla/third_party/tsl/tsl/lib/y");
        assertThat(tree.linked("//:a")).containsExactly("own.cc");
    }

    @Test
    void optionsOfAnOldTreeAreInToolsBazelRc() throws IOException {
        tree.write("tools/bazel.rc", "build --define=with_x=true");
        tree.write(
                "BUILD",
                "config_setting(name = \"x\", define_values = {\"with_x\": \"true\"})",
                "cc_library(name = \"lib\", srcs = select({\":x\": [\"x.cc\"], \"//conditions:default\": [\"no.cc\"]}))");
        tree.write("x.cc", "");
        tree.write("no.cc", "");

        assertThat(tree.linked("//:lib")).containsExactly("x.cc");
    }

    @Test
    void anOldTreePassesOnWhatAFileHasLoaded() throws IOException {
        tree.write("a.bzl", "x = 1");
        tree.write("b.bzl", "load(\"//:a.bzl\", \"x\")", "y = x");
        tree.write("BUILD", "load(\"//:b.bzl\", \"x\")", "print(x)");

        assertThat(tree.printed("")).containsExactly("<unknown x>", "build file: \"b.bzl\" has no \"x\"\n  at BUILD:1");
        tree.write("configure.py", "  check_bazel_version('0.15.0')");
        assertThat(tree.printed("")).containsExactly("1");
        tree.write("configure.py", "_TF_MAX_BAZEL_VERSION = '0.26.1'");
        assertThat(tree.printed("")).hasSize(2);
    }

    @Test
    void functionsInFunctionsAndLambdasAreThoseOfNewerReleases() throws IOException {
        tree.write(
                "f.bzl",
                "def outer(x):",
                "    count = [0]",
                "    def inner(y):",
                "        count.append(x + y)",
                "        return [lambda z: x + y + z for _ in [1]][0]",
                "    f = inner(10)",
                "    return (f(100), count)",
                "print(outer(1), min([\"bb\", \"a\"], key = len), {\"a\": 1} | {\"a\": 2, \"b\": 3})",
                "ok = True");
        tree.write("BUILD", "load(\":f.bzl\", \"ok\")");

        assertThat(tree.printed("")).containsExactly("(111, [0, 11]) a {\"a\": 2, \"b\": 3}");
    }

    @Test
    void existingRulesHaveTheListsThatTheyDoNotName() throws IOException {
        tree.write(
                "BUILD",
                "cc_test(name = \"t\", srcs = [\"t.cc\"])",
                "print([r[\"srcs\"] + r[\"data\"] + r[\"tags\"] + r[\"copts\"] for r in existing_rules().values()])");

        assertThat(tree.printed("")).containsExactly("[(\":t.cc\",)]");
    }
}
