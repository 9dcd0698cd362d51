package io.github.tfmobile.registry.bazel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.bazel.link.LinkedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files have the values that a real Bazel gives them, and are refused in the same line: see {@link SnippetRecorder}. */
class SnippetTest {

    @TempDir
    Path root;

    static Stream<Snippet> snippets() {
        return Snippet.FILES.stream().flatMap(file -> Snippet.all(file).stream());
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void isWhatARealBazelMakesOfIt(Snippet snippet) throws IOException {
        Snippet.writeLibrary(root);
        snippet.write(root, "s/000");
        BuildConfiguration linux =
                BuildConfiguration.linux().with(new TreeMap<>(Map.of("x", "1", "y", "1")), new TreeMap<>());
        BuildTree tree = new BuildTree(root, linux);
        List<String> printed = new ArrayList<>();
        tree.printTo(text -> printed.addAll(text.lines().toList()));

        BuildPackage loaded = tree.load("s/000");
        tree.load(Snippet.CARRIED + "/s/000");
        if (!snippet.rule().isEmpty()) {
            printed.add(loaded.rules().get(snippet.rule()).labels("srcs").stream()
                    .map(label -> "\"" + label.name() + "\"")
                    .collect(Collectors.joining(", ", "[", "]")));
        }
        if (!snippet.linked().isEmpty()) {
            LinkedFiles.of(tree, List.of(Label.parse("//s/000:" + snippet.linked(), "")))
                    .files()
                    .keySet()
                    .forEach(file -> printed.add("//s/000:" + file.substring("s/000/".length())));
        }

        List<String> failures = tree.problems().stream()
                .flatMap(problem -> Stream.ofNullable(problem.place()))
                .map(Object::toString)
                .map(place -> place.substring(place.lastIndexOf('/') + 1))
                .toList();
        assertThat(failures.stream().findFirst().orElse("")).isEqualTo(snippet.failure());
        assertThat(new TreeSet<>(failures)).hasSizeLessThanOrEqualTo(1);
        assertThat(printed).isEqualTo(snippet.printed());
    }
}
