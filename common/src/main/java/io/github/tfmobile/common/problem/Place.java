package io.github.tfmobile.common.problem;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where in a file a problem is.
 *
 * @param file the file as the user named it
 * @param line line of a text file, from 1; 0 when not known
 * @param column column in that line, from 1; 0 when not known
 * @param offset byte offset in a binary file, from 0; -1 when not known
 */
public record Place(Path file, int line, int column, long offset) {

    /** A whole file. */
    public static Place of(Path file) {
        return new Place(file, 0, 0, -1);
    }

    /** A position in a text file; line and column count from 1. */
    public static Place of(Path file, int line, int column) {
        return new Place(file, line, column, -1);
    }

    /** A position in a binary file, in bytes from its start. */
    public static Place at(Path file, long offset) {
        return new Place(file, 0, 0, offset);
    }

    /** {@code file}, {@code file:line:column} or {@code file @ byte offset}. */
    @Override
    public String toString() {
        String name = file.toString().replace('\\', '/');
        if (line > 0) {
            return column > 0 ? name + ":" + line + ":" + column : name + ":" + line;
        }
        return offset >= 0 ? name + " @ byte " + offset : name;
    }

    /** The text of a place that may be missing. */
    static String text(@Nullable Place place) {
        return place == null ? "" : place.toString();
    }
}
