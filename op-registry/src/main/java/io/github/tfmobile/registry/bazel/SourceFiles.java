package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.PathKind;
import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import io.github.tfmobile.registry.starlark.syntax.StarlarkParser;
import io.github.tfmobile.registry.starlark.syntax.Syntax;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files of a tree by their paths relative to its root; links are not followed. Thread-safe. */
public final class SourceFiles {

    /** Larger than any BUILD or .bzl file. */
    private static final int MAX_SIZE = 8 << 20;

    private static final int MAX_DEPTH = 40;

    private final Path root;
    private final Map<String, List<String>> globbed = new ConcurrentHashMap<>();
    private final Map<String, List<Syntax.Statement>> parsed = new ConcurrentHashMap<>();

    /** For each directory that was asked for its BUILD file, empty when it has none. */
    private final Map<String, String> buildFiles = new ConcurrentHashMap<>();

    /** The files below a root. */
    public SourceFiles(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** The path on disk; null when it is none or leaves the tree. */
    @Nullable
    Path path(String relative) {
        try {
            Path path = root.resolve(relative).normalize();
            return path.startsWith(root) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    boolean isFile(String relative) {
        Path path = path(relative);
        return path != null && InputFiles.kindOfLink(path) == PathKind.FILE;
    }

    boolean isDirectory(String relative) {
        Path path = path(relative);
        return path != null && InputFiles.kindOfLink(path) == PathKind.FOLDER;
    }

    /** The text of a file, null when there is none. */
    public @Nullable String read(String relative) throws IOException {
        Path path = path(relative);
        if (path == null || !isFile(relative)) {
            return null;
        }
        return InputFiles.text(path, MAX_SIZE, StandardCharsets.UTF_8);
    }

    /**
     * The statements of a BUILD or .bzl file, none when there is no such file.
     *
     * @throws StarlarkException when it cannot be parsed
     */
    List<Syntax.Statement> parse(String relative) throws IOException {
        List<Syntax.Statement> known = parsed.get(relative);
        if (known == null) {
            String text = read(relative);
            known = text == null ? List.of() : StarlarkParser.parse(text);
            parsed.put(relative, known);
        }
        return known;
    }

    /** The BUILD file of a package, null when the directory is none. */
    @Nullable
    String buildFile(String directory) {
        String known = buildFiles.get(directory);
        if (known == null) {
            String found = findBuildFile(directory);
            known = found == null ? "" : found;
            buildFiles.put(directory, known);
        }
        return known.isEmpty() ? null : known;
    }

    private @Nullable String findBuildFile(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        for (String name : List.of("BUILD.bazel", "BUILD")) {
            if (isFile(prefix + name)) {
                return prefix + name;
            }
        }
        return null;
    }

    /**
     * The files of a package, relative to it and sorted, without those of packages below it.
     *
     * @param directories whether the directories that hold them are listed, too
     */
    List<String> ofPackage(String directory, boolean directories) {
        List<String> files = ofPackage(directory);
        if (!directories) {
            return files;
        }
        SortedSet<String> all = new TreeSet<>(files);
        for (String file : files) {
            for (int slash = file.indexOf('/'); slash >= 0; slash = file.indexOf('/', slash + 1)) {
                all.add(file.substring(0, slash));
            }
        }
        return List.copyOf(all);
    }

    /** The files of a package, relative to it and sorted, without those of packages below it. */
    List<String> ofPackage(String directory) {
        List<String> known = globbed.get(directory);
        if (known == null) {
            List<String> found = new ArrayList<>();
            collect(directory, "", found, 0);
            found.sort(null);
            known = List.copyOf(found);
            globbed.put(directory, known);
        }
        return known;
    }

    private void collect(String directory, String prefix, List<String> into, int depth) {
        Path path = path(directory);
        if (path == null || depth > MAX_DEPTH) {
            return;
        }
        try {
            for (Path child : InputFiles.entries(path)) {
                Path fileName = child.getFileName();
                if (fileName == null) {
                    continue;
                }
                String name = fileName.toString();
                PathKind kind = InputFiles.kindOfListed(child);
                if (kind == PathKind.FOLDER) {
                    String below = directory.isEmpty() ? name : directory + "/" + name;
                    if (buildFile(below) == null) {
                        collect(below, prefix + name + "/", into, depth + 1);
                    }
                } else if (kind == PathKind.FILE) {
                    into.add(prefix + name);
                }
            }
        } catch (IOException e) {
            // a directory that cannot be listed has no files for a glob; the files that name it are told apart
        }
    }
}
