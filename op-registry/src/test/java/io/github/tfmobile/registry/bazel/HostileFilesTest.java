package io.github.tfmobile.registry.bazel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were made to do harm end in one message. */
class HostileFilesTest {

    @TempDir
    Path root;

    private List<String> problems(String directory) {
        BuildTree tree = new TestTree(root).read();
        tree.load(directory);
        return tree.problems().stream().map(problem -> problem.text()).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x = [0] * 2000000000",
                "x = 'ab' * 2000000000",
                "x = list(range(2000000000))",
                "x = sorted(range(2000000000))",
                "x = len([0 for a in range(100000) for b in range(100000)])",
                "x = [range(2000000000)[i] for i in range(2000000000)]",
                "x = 1 << 500 << 500 << 500 if False else 2000000000 in range(2000000000)",
                "x = 'a'.replace('', 'b' * 100000).replace('b', 'c' * 100000)",
                "x = ('ab' * 1000000).replace('a', 'b' * 1000000)",
                "x = glob(['**/' * 100 + '*a*b*c']) + [0] * 100000000",
                "x = zip(*[range(1000000)])"
            })
    void longValuesAndLoopsAreRefused(String line) throws IOException {
        new TestTree(root).write("p/BUILD", line);

        assertThat(problems("p")).hasSize(1).first().asString().endsWith("p/BUILD:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "(",
                "{1:",
                "-",
                "not ",
                "f(",
                "a[",
                "lambda: ",
                "1 + (",
                "[x for x in ",
                "1 if ",
                "~",
                "a[0:"
            })
    void deepNestingIsRefused(String open) throws IOException {
        new TestTree(root).write("p/BUILD", "x = " + open.repeat(20000));

        assertThat(problems("p")).hasSize(1).first().asString().endsWith("p/BUILD:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {" + 1", ".a", "()", "[0]", " and 1", " or 1", " - -1", " if 1 else 1"})
    void longChainsAreRefused(String link) throws IOException {
        new TestTree(root).write("p/BUILD", "x = 1" + link.repeat(20000));

        assertThat(problems("p")).hasSize(1).first().asString().endsWith("p/BUILD:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "str(x)",
                "x == y",
                "x < y",
                "{x: 1}",
                "x in {}",
                "x + x",
                "hash(str(x))",
                "sorted([x, y])",
                "'%r' % [x]",
                "depset([x])",
                "select({'a': x})",
                "struct(a = x) == struct(a = y)",
                "repr(struct(a = x))"
            })
    void valuesInsideEachOtherAreRefusedOrDone(String use) throws IOException {
        for (String kind : List.of("(x,)", "(x, x)")) {
            TestTree tree = new TestTree(root);
            tree.write(
                    "d.bzl",
                    "def nested():",
                    "    x = ()",
                    "    for i in range(100000):",
                    "        x = " + kind,
                    "    return x",
                    "x = nested()",
                    "y = nested()",
                    "z = " + use);
            tree.write("p/BUILD", "load(\"//:d.bzl\", \"z\")");

            assertThat(problems("p")).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void manyCallsInsideEachOtherAreRefused() throws IOException {
        TestTree tree = new TestTree(root);
        tree.write(
                "d.bzl",
                "def f0(x):\n    return x\n"
                        + IntStream.range(1, 20000)
                                .mapToObj(i -> "def f" + i + "(x):\n    return [[[f" + (i - 1) + "(x)]]]\n")
                                .collect(Collectors.joining()));
        tree.write("p/BUILD", "load(\"//:d.bzl\", \"f19999\")", "f19999(1)");

        assertThat(problems("p")).hasSize(1).first().asString().contains("calls nested too deeply");
    }

    @Test
    void loadsInACircleEnd() throws IOException {
        TestTree tree = new TestTree(root);
        tree.write("a.bzl", "load(\":b.bzl\", \"b\")", "a = 1");
        tree.write("b.bzl", "load(\":a.bzl\", \"a\")", "b = a");
        tree.write("p/BUILD", "load(\"//:a.bzl\", \"a\")", "filegroup(name = \"f\")");

        assertThat(problems("p")).isEmpty();
    }

    @Test
    void conditionsInACircleEnd() throws IOException {
        TestTree tree = new TestTree(root);
        tree.write(
                "BUILD",
                "alias(name = \"a\", actual = select({\":b\": \":c\", \"//conditions:default\": \":b\"}))",
                "alias(name = \"b\", actual = \":a\")",
                "cc_library(name = \"lib\", srcs = select({\":a\": [\"a.cc\"], \"//conditions:default\": [\"b.cc\"]}))");
        tree.write("b.cc", "");

        assertThat(tree.linked("//:lib")).containsExactly("b.cc");
    }
}
