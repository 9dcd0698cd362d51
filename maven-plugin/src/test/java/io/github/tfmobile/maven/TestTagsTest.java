package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests say what they need, so that a run can leave them out: {@code -DexcludedGroups=runtime,corpus,slow}. */
class TestTagsTest {

    /** What the source of a test mentions that needs a tag, helpers included. */
    private static final Map<String, Pattern> NEED = Map.of(
            "runtime",
            Pattern.compile("\\b(TensorFlowRuntime|OptionalRuntime|NativeSession|RandomRuns|CaseCheck"
                    + "|FreezeTesting\\.(assertSame|assertGives)|assertSame\\(savedModel)\\b"),
            "corpus",
            Pattern.compile("\\bCorpus\\.(cases|find|at|directory)\\(|\\bCorpusCase\\b|testing/(corpus|cases|lite)\\b"
                    + "|\"testing\", \"(corpus|cases|lite)\"|\\bCaseCheck\\b"));

    @ParameterizedTest
    @ValueSource(strings = {"runtime", "corpus"})
    void aTestHasTheTagOfWhatItNeeds(String tag) throws IOException {
        SortedSet<String> needed = new TreeSet<>();
        SortedSet<String> tagged = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("..").toRealPath())) {
            for (Path file : (Iterable<Path>) files.filter(TestTagsTest::isTest)::iterator) {
                String text = Files.readString(file);
                if (NEED.get(tag).matcher(text).find()) {
                    needed.add(file.getFileName().toString());
                }
                if (text.contains("@Tag(\"" + tag + "\")")) {
                    tagged.add(file.getFileName().toString());
                }
            }
        }

        assertThat(tagged).isNotEmpty().isEqualTo(needed);
    }

    private static boolean isTest(Path file) {
        return file.toString().replace('\\', '/').contains("/src/test/java/")
                && file.toString().endsWith("Test.java")
                && !file.endsWith("TestTagsTest.java");
    }
}
