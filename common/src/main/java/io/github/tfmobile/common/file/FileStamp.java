package io.github.tfmobile.common.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a regular file looked like from outside, and a checksum of its content. A file that looks the same is taken to
 * have the same content; of one that has the same size alone, the checksum decides.
 *
 * @param path the file, absolute, with {@code /}
 * @param size its size in bytes
 * @param modified its time of last modification, in nanoseconds since 1970 as far as the file system keeps them
 * @param changed when its inode was last changed; 0 where the file system does not tell
 * @param key tells it from a file that takes its place; empty where the file system has no such key
 * @param checksum its {@link ContentChecksum}; empty where it is not known, and then looks alone decide
 */
public record FileStamp(String path, long size, long modified, long changed, String key, String checksum) {

    private static final String UNIX = "unix:size,lastModifiedTime,ctime,fileKey,isRegularFile";

    /** The stamp of a file as it is now, without a checksum; null when it is no regular file. */
    public static @Nullable FileStamp of(Path file) throws IOException {
        try {
            return file.getFileSystem().supportedFileAttributeViews().contains("unix") ? unix(file) : basic(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && PathKind.of(folder) == PathKind.FILE) {
                return null; // nothing lies below a file
            }
            throw e;
        }
    }

    private static @Nullable FileStamp unix(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, UNIX);
        return Boolean.TRUE.equals(attributes.get("isRegularFile"))
                ? new FileStamp(
                        name(file),
                        attributes.get("size") instanceof Long size ? size : 0,
                        nanoseconds(attributes.get("lastModifiedTime")),
                        nanoseconds(attributes.get("ctime")),
                        String.valueOf(attributes.get("fileKey")),
                        "")
                : null;
    }

    private static @Nullable FileStamp basic(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Object key = attributes.fileKey();
        return attributes.isRegularFile()
                ? new FileStamp(
                        name(file),
                        attributes.size(),
                        nanoseconds(attributes.lastModifiedTime()),
                        0,
                        key == null ? "" : key.toString(),
                        "")
                : null;
    }

    private static long nanoseconds(@Nullable Object time) {
        return time instanceof FileTime known ? known.to(TimeUnit.NANOSECONDS) : 0;
    }

    /** A path as stamps and records have it. */
    public static String name(Path file) {
        String name = file.toAbsolutePath().normalize().toString();
        return file.getFileSystem().getSeparator().equals("\\") ? name.replace('\\', '/') : name;
    }

    /** The same with a checksum. */
    public FileStamp withChecksum(String text) {
        return new FileStamp(path, size, modified, changed, key, text);
    }

    /** Whether another stamp, of the same file at another time, looks the same. */
    boolean looksLike(FileStamp other) {
        return size == other.size && modified == other.modified && changed == other.changed && key.equals(other.key);
    }

    /** Whether the file looks as it did. */
    public boolean isUntouched() {
        try {
            FileStamp now = of(Path.of(path));
            return now != null && looksLike(now);
        } catch (IOException e) {
            return false; // what cannot be read any more is not as it was
        }
    }

    /** The stamp of the file now, with the checksum, when it still has the same content; otherwise null. */
    public @Nullable FileStamp unchanged() {
        try {
            Path file = Path.of(path);
            FileStamp now = of(file);
            if (now == null || now.size != size) {
                return null;
            }
            if (looksLike(now)) {
                return this;
            }
            boolean same = !checksum.isEmpty() && checksum.equals(InputFiles.checksum(file));
            return same ? now.withChecksum(checksum) : null;
        } catch (IOException e) {
            return null; // what cannot be read any more is not as it was
        }
    }
}
