package io.github.tfmobile.registry.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.testing.Pipes;
import io.github.tfmobile.registry.scan.result.TreeScan;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Each is one problem, the scan ends, and what else is in the tree is found. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileTreeTest {

    private static final String GOOD = "REGISTER_KERNEL_BUILDER(Name(\"Good\").Device(DEVICE_CPU), GoodOp);\n";

    @TempDir
    Path root;

    private SmallTree tree;

    @BeforeEach
    void createTree() {
        tree = new SmallTree(root).kernels("good.cc", GOOD);
    }

    private void assertOneProblem(String problem) throws ProblemException {
        TreeScan scan = tree.scan(SmallTree.configuration(), SmallTree.configuration("OTHER"));
        assertThat(SmallTree.problems(scan)).containsExactly(problem);
        assertThat(SmallTree.lines(scan)).containsExactly("Good CPU \"GoodOp\" :2 {0, 1}");
    }

    @Test
    void unbalancedParentheses() throws ProblemException {
        tree.kernels("bad.cc", "REGISTER_KERNEL_BUILDER(Name(\"Bad\").Device((DEVICE_CPU), BadOp);\nint x;\n");
        assertOneProblem("the macro's argument list has no closing parenthesis: \"REGISTER_KERNEL_BUILDER\""
                + " at tensorflow/core/kernels/bad.cc:2");
    }

    @Test
    void unterminatedString() throws ProblemException {
        tree.kernels("bad.cc", "const char* x = \"no end;\nint y;\n");
        assertOneProblem("the string has no end at tensorflow/core/kernels/bad.cc:2");
    }

    @Test
    void unterminatedRawString() throws ProblemException {
        tree.kernels("bad.cc", "const char* x = R\"(no end;\nint y;\n");
        assertOneProblem("the raw string has no end at tensorflow/core/kernels/bad.cc:2");
    }

    @Test
    void unterminatedComment() throws ProblemException {
        tree.kernels("bad.cc", "int x;\n/* no end\n" + GOOD);
        assertOneProblem("the comment has no end at tensorflow/core/kernels/bad.cc:3");
    }

    @Test
    void byteOrderMarkBeforeADirective() throws ProblemException {
        tree.file(
                "tensorflow/core/kernels/marked.cc",
                "\uFEFF#include \"tensorflow/core/framework/op_kernel.h\"\n" + GOOD.replace("Good", "Marked"));
        TreeScan scan = tree.scan(SmallTree.configuration());
        assertThat(SmallTree.problems(scan)).isEmpty();
        assertThat(SmallTree.lines(scan))
                .containsExactly("Good CPU \"GoodOp\" :2 {0}", "Marked CPU \"MarkedOp\" :2 {0}");
    }

    @Test
    void unterminatedConditional() throws ProblemException {
        tree.kernels("bad.cc", "#if 0\nint x;\n");
        assertOneProblem("the conditional directive has no #endif at tensorflow/core/kernels/bad.cc:2");
    }

    @Test
    void endifWithoutIf() throws ProblemException {
        tree.kernels("bad.cc", "int x;\n#endif\n");
        assertOneProblem("the conditional directive has no #if at tensorflow/core/kernels/bad.cc:3");
    }

    @Test
    void includeCycle() throws ProblemException {
        tree.file("tensorflow/core/kernels/a.h", "#include \"tensorflow/core/kernels/b.h\"\n");
        tree.file("tensorflow/core/kernels/b.h", "#include \"tensorflow/core/kernels/a.h\"\n");
        tree.kernels("bad.cc", "#include \"tensorflow/core/kernels/a.h\"\n");
        tree.kernels("bad_too.cc", "#include \"tensorflow/core/kernels/a.h\"\n");
        assertOneProblem("the file includes itself without end at tensorflow/core/kernels/b.h:1");
    }

    @Test
    void includesThatMultiplyEachOther() throws ProblemException {
        int depth = 60;
        for (int i = 0; i < depth; i++) {
            String next = "#include \"tensorflow/core/kernels/h" + (i + 1) + ".h\"\n";
            tree.file("tensorflow/core/kernels/h" + i + ".h", next + next);
        }
        tree.file("tensorflow/core/kernels/h" + depth + ".h", "int x;\n");
        tree.kernels("bad.cc", "#include \"tensorflow/core/kernels/h0.h\"\n");
        TreeScan scan = tree.scan();
        assertThat(scan.problems())
                .singleElement()
                .extracting(problem -> problem.what())
                .isEqualTo("the includes multiply each other without end");
        assertThat(SmallTree.lines(scan)).containsExactly("Good CPU \"GoodOp\" :2 {0}");
    }

    @Test
    void recursiveMacroEnds() throws ProblemException {
        tree.kernels("recursive.cc", """
                #define A(x) B(x) REGISTER_KERNEL_BUILDER(Name(#x).Device(DEVICE_CPU), A)
                #define B(x) A(x)
                A(Rec)
                """);
        TreeScan scan = tree.scan();
        assertThat(SmallTree.lines(scan)).containsExactly("Good CPU \"GoodOp\" :2 {0}", "Rec CPU \"A\" :4 {0}");
    }

    @Test
    void exponentialMacro() throws ProblemException {
        StringBuilder text = new StringBuilder("#define M0 REGISTER_KERNEL_BUILDER\n");
        for (int i = 1; i < 40; i++) {
            text.append("#define M")
                    .append(i)
                    .append(" M")
                    .append(i - 1)
                    .append(" M")
                    .append(i - 1)
                    .append('\n');
        }
        tree.kernels("bad.cc", text + "M39\n");
        assertOneProblem("the macros expand to too much text at tensorflow/core/kernels/bad.cc:42");
    }

    @Test
    void deeplyNestedArguments() throws ProblemException {
        int depth = 1_000;
        tree.kernels(
                "bad.cc",
                "#define ID(x) x\n" + "ID(".repeat(depth) + "REGISTER_KERNEL_BUILDER" + ")".repeat(depth) + "\n");
        assertOneProblem("macro arguments are nested too deeply at tensorflow/core/kernels/bad.cc:3");
    }

    @Test
    void deeplyNestedCondition() throws ProblemException {
        int depth = 20_000;
        tree.kernels("bad.cc", "#if " + "(".repeat(depth) + "1" + ")".repeat(depth) + "\n#endif\n");
        assertOneProblem("the condition is nested too deeply at tensorflow/core/kernels/bad.cc:2");
    }

    @Test
    void hugeFile() throws IOException, ProblemException {
        try (RandomAccessFile file = new RandomAccessFile(
                root.resolve("tensorflow/core/kernels/huge.cc").toFile(), "rw")) {
            file.setLength(100L << 20);
        }
        assertOneProblem(
                "the file has 104857600 bytes, and such a file has 16777216 at most at tensorflow/core/kernels/huge.cc");
    }

    @Test
    void binaryFile() throws IOException, ProblemException {
        byte[] junk = new byte[100_000];
        new Random(7).nextBytes(junk);
        Files.write(root.resolve("tensorflow/core/kernels/junk.cc"), junk);
        assertOneProblem("the file is binary at tensorflow/core/kernels/junk.cc");
    }

    @Test
    void linkThatLeavesTheTree(@TempDir Path elsewhere) throws IOException, ProblemException {
        Path outside = Files.writeString(elsewhere.resolve("outside.cc"), GOOD);
        Files.createSymbolicLink(root.resolve("tensorflow/core/kernels/link.cc"), outside);
        assertOneProblem("the link leaves the source tree and is not followed at tensorflow/core/kernels/link.cc");
    }

    @Test
    void namesThatNoOpListCanName() throws ProblemException {
        String kernel = GOOD.replace("Good", "Bad");
        tree.kernels("a b.cc", kernel).kernels("a\nb.cc", kernel).kernels("a\\b.cc", kernel);
        TreeScan scan = tree.scan();
        String problem =
                "the name has a blank, a line break or a backslash, as no op list and no makefile can name it; the file"
                        + " is left out at tensorflow/core/kernels/a";
        assertThat(SmallTree.problems(scan))
                .containsExactlyInAnyOrder(problem + "%20b.cc", problem + "%0Ab.cc", problem + "%5Cb.cc");
        assertThat(SmallTree.lines(scan)).containsExactly("Good CPU \"GoodOp\" :2 {0}");
    }

    /** Who opens a pipe waits for somebody who writes to it. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void pipes() throws Exception {
        tree.kernels("bad.cc", "#include \"tensorflow/core/kernels/pipe.h\"\n");
        for (String name : List.of("pipe.cc", "pipe.h", "BUILD")) {
            Pipes.make(root.resolve("tensorflow/core/kernels/" + name));
        }
        TreeScan scan = tree.scan();
        assertThat(SmallTree.lines(scan)).containsExactly("Good CPU \"GoodOp\" :2 {0}");
    }

    @Test
    void linkInACircle() throws IOException, ProblemException {
        Path link = root.resolve("tensorflow/core/kernels/loop.cc");
        Files.createSymbolicLink(link, link);
        assertOneProblem("the link leads nowhere or in a circle at tensorflow/core/kernels/loop.cc");
    }

    @Test
    void linkToADirectoryAbove() throws IOException, ProblemException {
        Files.createSymbolicLink(root.resolve("tensorflow/core/kernels/up"), root.resolve("tensorflow"));
        assertOneProblem("the link to a directory is not followed at tensorflow/core/kernels/up");
    }

    @Test
    void anyTextEndsWithoutAnException() throws ProblemException {
        String alphabet = "#()\"'\\\n/*,<>A\t:;.R if define include endif else REGISTER_OP REGISTER_KERNEL_BUILDER "
                + "Name Device ## __VA_ARGS__ ... \"x\"";
        String[] words = alphabet.split(" ", -1);
        Random random = new Random(42);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < 120; k++) {
                String word = words[random.nextInt(words.length)];
                text.append(random.nextInt(3) == 0 ? word + "\n#" : word);
            }
            tree.kernels("random" + i + ".cc", text.toString());
        }
        byte[] noise = new byte[5_000];
        random.nextBytes(noise);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = noise[i] == 0 ? 1 : noise[i];
        }
        tree.kernels("noise.cc", new String(noise, StandardCharsets.ISO_8859_1));
        assertThat(SmallTree.lines(tree.scan())).contains("Good CPU \"GoodOp\" :2 {0}");
    }
}
