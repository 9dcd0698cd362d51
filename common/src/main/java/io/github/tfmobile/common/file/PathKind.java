package io.github.tfmobile.common.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What a path is the name of, links followed. */
public enum PathKind {
    /** Nothing. */
    NONE,
    /** A regular file. */
    FILE,
    /** A folder. */
    FOLDER,
    /** A pipe, a device or a socket. */
    SPECIAL;

    /** What it is now; what may not be looked at is nothing. Not recorded: for files that are written. */
    public static PathKind of(Path path) {
        try {
            return of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (IOException e) {
            return NONE;
        }
    }

    /** The same, but for links: they are something special. */
    static PathKind ofLink(Path path) {
        try {
            return of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return NONE;
        }
    }

    static PathKind of(BasicFileAttributes attributes) {
        return attributes.isRegularFile() ? FILE : attributes.isDirectory() ? FOLDER : SPECIAL;
    }
}
