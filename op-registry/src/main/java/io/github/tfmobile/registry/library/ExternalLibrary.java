package io.github.tfmobile.registry.library;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A library that TensorFlow's sources use and do not hold.
 *
 * @param name what a reader calls it
 * @param headers its headers as sources spell them, with {@code *} for any text
 * @param directory where the headers lie in the makefile's directory of downloads, as in {@code farmhash/src}; may be empty
 * @param linked what linkers call it, as in {@code z}
 * @param repositories what Bazel calls the repository with it
 */
record ExternalLibrary(
        String name, List<String> headers, String directory, List<String> linked, List<String> repositories) {

    private static final String TABLE = "libraries.txt";

    /** Copies the lists. */
    ExternalLibrary {
        headers = List.copyOf(headers);
        linked = List.copyOf(linked);
        repositories = List.copyOf(repositories);
    }

    /** All that are known. */
    static List<ExternalLibrary> all() {
        try (@Nullable InputStream in = ExternalLibrary.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException("the library lacks its resource " + TABLE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(ExternalLibrary::parse)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("the library's resource " + TABLE + " cannot be read", e);
        }
    }

    private static ExternalLibrary parse(String line) {
        String[] columns = line.split("\\|", -1);
        return new ExternalLibrary(
                columns[0].strip(), words(columns[1]), columns[2].strip(), words(columns[3]), words(columns[4]));
    }

    private static List<String> words(String column) {
        return Arrays.stream(column.strip().split(" "))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The one that a header belongs to. */
    static Optional<ExternalLibrary> of(String header, List<ExternalLibrary> among) {
        return among.stream()
                .filter(library -> library.headers.stream().anyMatch(pattern -> matches(pattern, header)))
                .findFirst();
    }

    private static boolean matches(String pattern, String header) {
        int star = pattern.indexOf('*');
        return star < 0
                ? pattern.equals(header)
                : header.length() >= pattern.length() - 1
                        && header.startsWith(pattern.substring(0, star))
                        && header.endsWith(pattern.substring(star + 1));
    }
}
