package io.github.tfmobile.registry.closure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The names in the files of a tree, each file read once. */
final class FileTexts {

    /** Larger than any source file of TensorFlow; one that is larger has no names. */
    private static final long MAX_SIZE = 4L << 20;

    private final Path root;
    private final Set<String> units;
    private final Map<String, SourceNames> names = new HashMap<>();
    private final Map<String, byte[]> texts = new ConcurrentHashMap<>();
    private final Words words = new Words();
    private final SourceNames nothing = SourceNames.of(new byte[0], words, macro -> true, true, true);

    /** @param units the files that are compiled */
    FileTexts(Path root, Set<String> units) {
        this.root = root;
        this.units = units;
    }

    /** Macros that some header may define in a build that defines none but the given ones. */
    Set<String> macrosOf(Collection<String> headers, Predicate<String> given) {
        Set<String> macros = ConcurrentHashMap.newKeySet();
        headers.parallelStream().forEach(header -> macros.addAll(CppText.defines(text(header), words, given)));
        return new HashSet<>(macros);
    }

    /**
     * Reads files.
     *
     * @param included whether other files include them
     */
    void read(Collection<String> files, Predicate<String> possible, boolean included) {
        Map<String, SourceNames> read = new ConcurrentHashMap<>();
        files.parallelStream()
                .forEach(file ->
                        read.put(file, SourceNames.of(text(file), words, possible, units.contains(file), included)));
        names.putAll(read);
    }

    /** The names in a file that was read. */
    SourceNames of(String file) {
        return names.getOrDefault(file, nothing);
    }

    private byte[] text(String file) {
        return texts.computeIfAbsent(file, this::readText);
    }

    private byte[] readText(String file) {
        try {
            Path path = root.resolve(file);
            boolean readable = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) <= MAX_SIZE;
            return readable ? Files.readAllBytes(path) : new byte[0];
        } catch (IOException e) {
            // the scan, which reads every file, reports it
            return new byte[0];
        }
    }
}
