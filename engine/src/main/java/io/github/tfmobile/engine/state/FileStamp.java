package io.github.tfmobile.engine.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a file looked like from outside. A file with the same stamp is taken to have the same content; it is not read.
 *
 * @param path the file, with {@code /}
 * @param size its size in bytes
 * @param modified its time of last modification, in nanoseconds since 1970 as far as the file system keeps them
 */
public record FileStamp(String path, long size, long modified) {

    /** The stamps of those of the files that exist, in their order. */
    public static List<FileStamp> of(Collection<Path> files) throws IOException {
        List<FileStamp> stamps = new ArrayList<>();
        for (Path file : files) {
            FileStamp stamp = of(file);
            if (stamp != null) {
                stamps.add(stamp);
            }
        }
        return stamps;
    }

    /** The stamp of a file as it is now; null when there is no such file. */
    public static @Nullable FileStamp of(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(
                    file.toAbsolutePath().normalize().toString().replace('\\', '/'),
                    attributes.isDirectory() ? -1 : attributes.size(),
                    attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
