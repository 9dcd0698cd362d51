package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.registry.bazel.link.LinkedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A tree of a test. */
final class TestTree {

    private final Path root;

    TestTree(Path root) {
        this.root = root;
    }

    void write(String file, String... lines) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, String.join("\n", lines) + "\n");
    }

    BuildTree read() {
        return new BuildTree(root, BuildConfiguration.linux());
    }

    /** What the BUILD file of a package prints. */
    List<String> printed(String directory) {
        BuildTree tree = read();
        List<String> printed = new ArrayList<>();
        tree.printTo(printed::add);
        tree.load(directory);
        tree.problems().forEach(problem -> printed.add(problem.text()));
        return printed;
    }

    /** The files that a target links. */
    List<String> linked(String target) {
        return List.copyOf(
                LinkedFiles.of(read(), List.of(Label.parse(target, ""))).files().keySet());
    }
}
