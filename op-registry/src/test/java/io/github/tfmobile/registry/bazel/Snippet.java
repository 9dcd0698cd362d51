package io.github.tfmobile.registry.bazel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A few lines of a file and what a real Bazel makes of them.
 *
 * @param title what it is about; {@code BUILD: } in front when the lines are those of a BUILD file, not of a .bzl file
 * @param lines the lines; {@code #file: } names a further file, {@code #bzl: } is a line of {@code defs.bzl},
 *     {@code #rule: } names a rule whose sources are asked for, {@code #linked: } one whose sources and those of what it links are;
 *     {@code #rc: } is a line of {@code tools/bazel.rc}, which Bazel is told to read; {@code #tsl: }, {@code #tsl-bzl: } and
 *     {@code #tsl-file: } are the same of a package of a repository that the tree carries. {@code s/000} stands for the package
 * @param printed what is printed, then the sources
 * @param failure file and line of the failure; empty when there is none
 */
record Snippet(String title, List<String> lines, List<String> printed, String failure) {

    /** The files that there are. */
    static final List<String> FILES = List.of("values", "names", "build", "carried");

    /** Where the tree carries the repository {@code local_tsl}. */
    static final String CARRIED = "third_party/xla/third_party/tsl";

    /** What snippets can load. */
    private static final List<String> LIBRARY = List.of(
            "load(\"//:base.bzl\", \"indirect\")",
            "pub = \"public\"",
            "_priv = \"private\"",
            "items = [1, 2]",
            "table = {\"a\": 1}",
            "def f(x):",
            "    return [x, indirect]",
            "def add(x):",
            "    items.append(x)",
            "def collect(x, into = []):",
            "    return into + [x]");

    static List<Snippet> all(String file) {
        List<Snippet> all = new ArrayList<>();
        String title = "";
        List<String> lines = new ArrayList<>();
        List<String> printed = new ArrayList<>();
        String failure = "";
        for (String line : text(file).lines().toList()) {
            if (line.startsWith("== ")) {
                if (!title.isEmpty()) {
                    all.add(new Snippet(title, List.copyOf(lines), List.copyOf(printed), failure));
                }
                title = line.substring(3);
                lines.clear();
                printed.clear();
                failure = "";
            } else if (line.startsWith("-- ")) {
                printed.add(line.substring(3));
            } else if (line.startsWith("!! ")) {
                failure = line.substring(3);
            } else if (!line.equals("--")) {
                lines.add(line);
            }
        }
        all.add(new Snippet(title, List.copyOf(lines), List.copyOf(printed), failure));
        return all;
    }

    private static String text(String file) {
        try (InputStream in = Snippet.class.getResourceAsStream("snippets-" + file + ".txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes what snippets can load. */
    static void writeLibrary(Path root) throws IOException {
        Files.createFile(root.resolve("WORKSPACE"));
        Files.createFile(root.resolve("BUILD"));
        Files.write(root.resolve("lib.bzl"), LIBRARY);
        Files.write(root.resolve("base.bzl"), List.of("indirect = 7"));
    }

    boolean isBuildFile() {
        return title.startsWith("BUILD: ");
    }

    /** The rule whose sources are asked for; empty when none is. */
    String rule() {
        return marked("#rule: ").stream().findFirst().orElse("");
    }

    /** The rule of which it is asked what it links; empty when none is. */
    String linked() {
        return marked("#linked: ").stream().findFirst().orElse("");
    }

    private List<String> marked(String mark) {
        return lines.stream()
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(mark.length()))
                .toList();
    }

    /** Writes the files of the snippet into a package of a tree. */
    void write(Path root, String name) throws IOException {
        Path folder = root.resolve(name);
        Files.createDirectories(folder);
        files(folder, marked("#file: "));
        text(folder.resolve("defs.bzl"), marked("#bzl: "), name);
        text(root.resolve("tools/bazel.rc"), marked("#rc: "), name);
        Path carried = root.resolve(CARRIED).resolve(name);
        files(carried, marked("#tsl-file: "));
        text(carried.resolve("defs.bzl"), marked("#tsl-bzl: "), name);
        text(carried.resolve("BUILD"), marked("#tsl: "), name);
        List<String> body = new ArrayList<>(lines.stream()
                .filter(line -> !line.matches("#[a-z-]+: .*"))
                .map(line -> line.replace("s/000", name))
                .toList());
        if (isBuildFile()) {
            Files.write(folder.resolve("BUILD"), body);
        } else {
            body.add("");
            body.add("ok = True");
            Files.write(folder.resolve("snippet.bzl"), body);
            Files.write(folder.resolve("BUILD"), List.of("load(\":snippet.bzl\", \"ok\")"));
        }
    }

    private static void files(Path folder, List<String> names) throws IOException {
        for (String name : names) {
            Path path = folder.resolve(name);
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.createFile(path);
        }
    }

    private static void text(Path file, List<String> lines, String name) throws IOException {
        if (!lines.isEmpty()) {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(
                    file,
                    lines.stream().map(line -> line.replace("s/000", name)).toList());
        }
    }

    @Override
    public String toString() {
        return title;
    }
}
