package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.common.cpp.CppLexemes;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.problem.ScanNote;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The C++ files of a source tree and which file an include names. */
public final class SourceTree {

    /** Where TensorFlow's sources and the headers that it brings along are. */
    private static final List<String> DIRECTORIES = List.of("tensorflow", "third_party");

    private static final List<String> ENDINGS = List.of(".h", ".hh", ".hpp", ".inc", ".cc", ".cpp", ".def");

    /** Files of more bytes are no C++ that anyone wrote. */
    static final int LARGEST = 16 << 20;

    public final Path root;
    public final List<CppFile> files;
    public final List<Problem> problems;

    /** The identifiers of the files. */
    public final SymbolTable symbols = new SymbolTable();

    /** The headers outside of the tree that the files include, between quotes or angles. */
    public final SymbolTable externals = new SymbolTable();

    private final Map<String, CppFile> byPath = new HashMap<>();

    /** The files by the last part of their paths. */
    private final Map<String, List<CppFile>> byName = new HashMap<>();

    private final Map<String, Included> included = new ConcurrentHashMap<>();

    /**
     * What an include may mean.
     *
     * @param ending the files whose paths end with what it says
     * @param elsewhere the file when there is none beside the including one
     */
    private record Included(List<CppFile> ending, @Nullable CppFile elsewhere) {

        /** The file beside another one. */
        @Nullable
        CppFile beside(CppFile from, int length) {
            int directory = from.path.lastIndexOf('/') + 1;
            for (CppFile file : ending) {
                if (file.path.length() == directory + length && file.path.regionMatches(0, from.path, 0, directory)) {
                    return file;
                }
            }
            return null;
        }
    }

    private SourceTree(Path root, Map<String, Path> locations, List<Problem> problems) {
        this.root = root;
        this.problems = problems;
        List<CppFile> sorted = new ArrayList<>();
        for (Map.Entry<String, Path> file : locations.entrySet()) {
            CppFile source = new CppFile(file.getKey(), file.getValue(), sorted.size());
            sorted.add(source);
            byPath.put(source.path, source);
            byName.computeIfAbsent(nameOf(source.path), n -> new ArrayList<>(1)).add(source);
        }
        this.files = Collections.unmodifiableList(sorted);
    }

    /** Lists the files of a tree. Links are followed when they name a file of the tree. */
    public static SourceTree list(Path root) throws IOException {
        Map<String, Path> locations = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        Path real = InputFiles.real(root);
        int prefix = root.resolve("x").toString().length() - 1;
        String separator = root.getFileSystem().getSeparator();
        for (String directory : DIRECTORIES) {
            if (!InputFiles.isFolder(root.resolve(directory))) {
                continue;
            }
            InputFiles.visit(root.resolve(directory), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = file.toString();
                    boolean source = isSource(name);
                    if (!source && !attributes.isSymbolicLink()) {
                        return FileVisitResult.CONTINUE;
                    }
                    String path = name.substring(prefix).replace(separator, "/");
                    String shown = visible(path);
                    if (!shown.equals(path)) {
                        problems.add(ScanNote.of(
                                "the name has a blank, a line break or a backslash, as no op list and no makefile can name it;"
                                        + " the file is left out",
                                Place.of(Path.of(shown)),
                                ""));
                        return FileVisitResult.CONTINUE;
                    }
                    if (attributes.isSymbolicLink()) {
                        String wrong = link(file, real, source);
                        if (wrong != null) {
                            problems.add(ScanNote.of(wrong, Place.of(Path.of(path)), ""));
                            return FileVisitResult.CONTINUE;
                        }
                    }
                    if (source && (attributes.isRegularFile() || InputFiles.isFile(file))) {
                        locations.put(path, file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    Path path = root.relativize(file);
                    problems.add(ScanNote.of(
                            "the file " + UnreadableException.of(file, e).predicate(), Place.of(path), ""));
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return new SourceTree(root, locations, problems);
    }

    /** The path with what ends a name where build files list names shown by its number. */
    private static String visible(String path) {
        StringBuilder shown = null;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean ends = c <= ' ' || c == '\\' || c == 0x7f;
            if (ends && shown == null) {
                shown = new StringBuilder(path.substring(0, i));
            }
            if (shown != null) {
                shown.append(ends ? String.format(Locale.ROOT, "%%%02X", (int) c) : c);
            }
        }
        return shown == null ? path : shown.toString();
    }

    private static boolean isSource(String name) {
        for (String ending : ENDINGS) {
            if (name.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    /** What is wrong with a link, null when it can be followed or does not matter. */
    private static @Nullable String link(Path file, Path root, boolean source) {
        try {
            Path target = InputFiles.real(file);
            if (!target.startsWith(root)) {
                return "the link leaves the source tree and is not followed";
            }
            boolean directory = InputFiles.isFolder(target);
            return directory ? "the link to a directory is not followed" : null;
        } catch (IOException e) {
            return source || !InputFiles.exists(file) ? "the link leads nowhere or in a circle" : null;
        }
    }

    /** Whether the other is the same directory with files of the same paths. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceTree tree
                && root.equals(tree.root)
                && byPath.keySet().equals(tree.byPath.keySet());
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    @Override
    public String toString() {
        return root.toString();
    }

    /** The file at a path, null when there is none. */
    @Nullable
    public CppFile file(String path) {
        return byPath.get(path);
    }

    /**
     * The file that an include names: next to the including file, from the root of the tree, or as the only one of
     * that name below an include root in {@code third_party}; null when it is not in the tree.
     */
    @Nullable
    public CppFile include(CppFile from, String name, boolean angled) {
        String normal = name.startsWith("./") ? name.substring(2) : name;
        Included known = included.get(normal);
        if (known == null) {
            known = included.computeIfAbsent(normal, this::included);
        }
        CppFile beside = null;
        if (!angled) {
            beside = normal.contains("./")
                    ? byPath.get(normalize(from.path.substring(0, from.path.lastIndexOf('/') + 1) + normal))
                    : known.beside(from, normal.length());
        }
        return beside != null ? beside : known.elsewhere();
    }

    private Included included(String name) {
        List<CppFile> ending = new ArrayList<>(1);
        CppFile shortest = null;
        for (CppFile file : byName.getOrDefault(nameOf(name), List.of())) {
            boolean whole = file.path.length() == name.length();
            if (file.path.endsWith(name)
                    && (whole || file.path.charAt(file.path.length() - name.length() - 1) == '/')) {
                ending.add(file);
                if (name.indexOf('/') >= 0
                        && file.path.startsWith("third_party/")
                        && (shortest == null || file.path.length() < shortest.path.length())) {
                    shortest = file;
                }
            }
        }
        CppFile rooted = byPath.get(name);
        return new Included(ending, rooted != null ? rooted : shortest);
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String normalize(String path) {
        return path.contains("./") ? Path.of(path).normalize().toString().replace('\\', '/') : path;
    }

    /** Reads a file's content; gives what is wrong with it, null when nothing is. */
    @Nullable
    public static String read(CppFile file) {
        try {
            byte[] text = InputFiles.bytes(file.location, LARGEST);
            if (text.length >= 3 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF) {
                Arrays.fill(text, 0, 3, (byte) ' '); // the mark before UTF-8, as compilers read over it
            }
            if (CppLexemes.hasZero(text)) {
                return "the file is binary";
            }
            file.text = text;
            return null;
        } catch (UnreadableException e) {
            return "the file " + e.predicate();
        }
    }
}
