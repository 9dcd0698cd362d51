package io.github.tfmobile.registry.link;

import io.github.tfmobile.registry.cpp.preprocess.PossibleText;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;

/** The names in the files of a tree, each file gone through once for all builds that are the same to it. */
final class FileNames {

    /**
     * What was read of a file.
     *
     * @param asked the macros that conditions of the file test, and whether a build may define them
     */
    private record Read<T>(T content, Map<String, Boolean> asked) {

        boolean holdsFor(Predicate<String> possible) {
            return asked.entrySet().stream().allMatch(macro -> possible.test(macro.getKey()) == macro.getValue());
        }
    }

    /** A file as others include it, or as it is compiled: other macros are possible there, and other names count. */
    private record Use(String file, boolean included) {}

    private final SourceTree tree;

    /** What was read of each file at first, and is again of most files when other macros are possible. */
    private final Map<Use, Read<SourceNames>> firstNames = new ConcurrentHashMap<>();

    private final Map<Use, Read<Set<String>>> firstMacros = new ConcurrentHashMap<>();
    private final Map<String, SourceNames> names = new ConcurrentHashMap<>();
    private final SourceNames nothing = SourceNames.none();
    private final AtomicBoolean different = new AtomicBoolean();
    private Set<String> units = Set.of();

    FileNames(SourceTree tree) {
        this.tree = tree;
    }

    /**
     * From now on files are read for another build: whether it has other text is to be found out.
     *
     * @param compiled the files that are compiled, the same for all builds
     */
    void restart(Set<String> compiled) {
        units = compiled;
        names.clear();
        different.set(false);
    }

    /** Whether some file that was read since then says something else than at first. */
    boolean isDifferent() {
        return different.get();
    }

    /**
     * Macros that some file may define in a build that defines none but the given ones.
     *
     * @param included whether other files include them
     */
    Set<String> macrosOf(Collection<String> files, Predicate<String> given, boolean included) {
        Set<String> macros = ConcurrentHashMap.newKeySet();
        files.parallelStream()
                .forEach(file -> macros.addAll(
                        read(firstMacros, new Use(file, included), given, asked -> macrosIn(file, asked))));
        return new HashSet<>(macros);
    }

    /**
     * Reads files.
     *
     * @param included whether other files include them
     */
    void read(Collection<String> files, Predicate<String> possible, boolean included) {
        files.parallelStream().forEach(file -> names.put(file, namesIn(file, possible, included)));
    }

    /** Reads files that have no names in this build, only to find out what they say in others. */
    void compare(Collection<String> files, Predicate<String> possible, boolean included) {
        files.parallelStream().forEach(file -> namesIn(file, possible, included));
    }

    private SourceNames namesIn(String file, Predicate<String> possible, boolean included) {
        return read(
                firstNames,
                new Use(file, included),
                possible,
                asked -> namesIn(file, asked, units.contains(file), included));
    }

    private <T> T read(
            Map<Use, Read<T>> first, Use use, Predicate<String> possible, Function<Predicate<String>, T> reader) {
        Read<T> before = first.get(use);
        if (before != null && before.holdsFor(possible)) {
            return before.content();
        }
        Map<String, Boolean> asked = new HashMap<>();
        T content = reader.apply(macro -> asked.computeIfAbsent(macro, possible::test));
        if (before == null) {
            first.put(use, new Read<>(content, asked));
        } else if (!content.equals(before.content())) {
            different.set(true);
        }
        return content;
    }

    /** For each file the macros that it tests and that no build could define when it was first read. */
    Collection<Set<String>> impossible() {
        List<Set<String>> perFile = new ArrayList<>();
        for (Read<SourceNames> read : firstNames.values()) {
            Set<String> found = new HashSet<>(read.asked().keySet());
            found.removeIf(macro -> read.asked().getOrDefault(macro, true));
            perFile.add(found);
        }
        return perFile;
    }

    /** The names in a file that was read. */
    SourceNames of(String file) {
        return names.getOrDefault(file, nothing);
    }

    private Set<String> macrosIn(String path, Predicate<String> possible) {
        Set<String> macros = new HashSet<>();
        CppFile file = tree.file(path);
        if (file != null) {
            PossibleText.read(file, possible, macro -> macros.add(macro.name.name));
        }
        return macros;
    }

    private SourceNames namesIn(String path, Predicate<String> possible, boolean compiled, boolean included) {
        CppFile file = tree.file(path);
        return file == null ? nothing : SourceNames.of(file, tree.symbols, possible, compiled, included);
    }
}
