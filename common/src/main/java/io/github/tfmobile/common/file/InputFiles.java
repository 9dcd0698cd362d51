package io.github.tfmobile.common.file;

import io.github.tfmobile.common.problem.ProblemException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The one way to the files of a user: everything that is read is opened, listed and looked for here. A pipe or a device,
 * which may never end, is refused, a folder where a file should be is told, and what is seen is kept in the record of
 * the work that is going on ({@link FileRecord}).
 */
public final class InputFiles {

    private static final int BUFFER = 1 << 18;

    /** Smaller files are read: a mapping costs a page and a system call or two, and lives until garbage collection. */
    public static final int MAPPED = 64 * 1024;

    private InputFiles() {}

    /** What a path is the name of, links followed. */
    public static PathKind kind(Path path) {
        PathKind kind = PathKind.of(path);
        FileRecord record = FileRecord.current();
        if (record != null) {
            record.asked(path, kind);
        }
        return kind;
    }

    /** Whether there is a regular file of that name. */
    public static boolean isFile(Path path) {
        return kind(path) == PathKind.FILE;
    }

    /** Whether there is a folder of that name. */
    public static boolean isFolder(Path path) {
        return kind(path) == PathKind.FOLDER;
    }

    /** Whether there is anything of that name. */
    public static boolean exists(Path path) {
        return kind(path) != PathKind.NONE;
    }

    /**
     * Says what is in the way of a file that was not found, where it is not only missing: something else has its name, or
     * nobody may look there.
     *
     * @param what what the user calls it
     * @throws ProblemException if there is something in the way
     */
    public static void requireFileOrNothing(Path file, String what) throws ProblemException {
        try {
            stamp(file);
        } catch (IOException e) {
            UnreadableException why = UnreadableException.of(file, e);
            if (why.reason() != UnreadableException.Reason.MISSING) {
                throw why.problem(what);
            }
        }
    }

    /** How many bytes a file has; 0 where that cannot be told, as it is when there is none. */
    public static long size(Path file) {
        try {
            return stamp(file).size();
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * The path with all links followed.
     *
     * @throws UnreadableException if it does not exist
     */
    public static Path real(Path path) throws UnreadableException {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw UnreadableException.of(path, e);
        }
    }

    /**
     * Opens a file.
     *
     * @throws UnreadableException if it does not exist, is no regular file or may not be read
     */
    public static FileChannel open(Path file) throws UnreadableException {
        try {
            FileStamp stamp = stamp(file);
            FileChannel channel = peek(file);
            FileRecord record = FileRecord.current();
            if (record != null) {
                record.opened(stamp);
            }
            return channel;
        } catch (IOException e) {
            throw UnreadableException.of(file, e);
        }
    }

    /**
     * Notes that the work that is going on uses what a file holds without reading it: the content is in memory still.
     *
     * @throws UnreadableException if the file is not there
     */
    public static void use(Path file) throws UnreadableException {
        FileRecord record = FileRecord.current();
        if (record == null) {
            return;
        }
        try {
            record.opened(stamp(file));
        } catch (IOException e) {
            throw UnreadableException.of(file, e);
        }
    }

    /**
     * Opens a file at whose end there may be a zip archive.
     *
     * @throws ZipException if there is none
     * @throws UnreadableException as {@link #open}
     */
    public static ZipFile zip(Path file) throws IOException {
        open(file).close();
        return new ZipFile(file.toFile());
    }

    /** The stamp of a file that is about to be opened. */
    private static FileStamp stamp(Path file) throws IOException {
        FileStamp stamp = FileStamp.of(file);
        if (stamp == null) {
            throw new UnreadableException(
                    file,
                    switch (kind(file)) {
                        case FOLDER -> UnreadableException.Reason.FOLDER;
                        case SPECIAL -> UnreadableException.Reason.SPECIAL;
                        default -> UnreadableException.Reason.MISSING;
                    });
        }
        return stamp;
    }

    /**
     * Opens a file that another one may take the place of, to be compared or checked; not recorded. Whoever asks has looked
     * that it is a regular file: Java cannot open a pipe without waiting for its writer, and what becomes one between look
     * and opening is waited for.
     *
     * @throws IOException if it cannot be opened
     */
    public static FileChannel peek(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    /**
     * Opens a file as a stream.
     *
     * @param limit how many bytes such a file has at most
     * @throws UnreadableException as {@link #open}, or if it is larger
     */
    public static InputStream stream(Path file, long limit) throws UnreadableException {
        FileChannel channel = open(file);
        try {
            requireSize(file, channel.size(), limit);
            return new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
        } catch (IOException e) {
            close(channel);
            throw UnreadableException.of(file, e);
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            return; // what is to be said is why it cannot be read
        }
    }

    private static void requireSize(Path file, long size, long limit) throws UnreadableException {
        if (size > limit) {
            throw UnreadableException.tooLarge(file, size, limit);
        }
    }

    /**
     * The content of a small file.
     *
     * @param limit how many bytes such a file has at most
     * @throws UnreadableException as {@link #open}, or if it is larger
     */
    public static byte[] bytes(Path file, int limit) throws UnreadableException {
        try {
            FileRecord record = FileRecord.current();
            if (record == null) {
                requireFile(file);
                return content(file, limit);
            }
            FileStamp stamp = stamp(file);
            byte[] content = content(file, limit);
            record.opened(content.length == stamp.size() ? stamp.withChecksum(ContentChecksum.of(content)) : stamp);
            return content;
        } catch (IOException e) {
            throw UnreadableException.of(file, e);
        }
    }

    private static byte[] content(Path file, int limit) throws IOException {
        try (FileChannel channel = peek(file)) {
            long size = channel.size();
            requireSize(file, size, limit);
            byte[] content = new byte[(int) size];
            fill(channel, 0, ByteBuffer.wrap(content));
            return content;
        }
    }

    private static void requireFile(Path file) throws IOException {
        if (PathKind.of(file) != PathKind.FILE) {
            stamp(file); // says what it is instead
        }
    }

    /**
     * The content of a small text file; the mark that may stand before UTF-8 is read over.
     *
     * @param limit how many bytes such a file has at most
     * @throws UnreadableException as {@link #bytes}
     */
    public static String text(Path file, int limit, Charset charset) throws UnreadableException {
        byte[] bytes = bytes(file, limit);
        boolean marked =
                bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        return marked ? new String(bytes, 3, bytes.length - 3, charset) : new String(bytes, charset);
    }

    /**
     * The first bytes of a file: of a small one read, of others mapped, which then are taken from the file as they are
     * asked for, and make an {@link InternalError} where somebody has cut it short.
     */
    public static ByteBuffer map(FileChannel channel, long size) throws IOException {
        if (size > MAPPED) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
        }
        ByteBuffer content = ByteBuffer.allocate((int) size);
        fill(channel, 0, content);
        return content.flip();
    }

    /**
     * Fills what remains of a buffer from a place on.
     *
     * @throws EOFException if the file ends before
     */
    public static void fill(FileChannel channel, long offset, ByteBuffer into) throws IOException {
        long at = offset;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
            at += count;
        }
    }

    /**
     * What lies in a folder, sorted.
     *
     * @throws UnreadableException if there is no such folder or it may not be read
     */
    public static List<Path> entries(Path folder) throws UnreadableException {
        return entries(folder, "");
    }

    /**
     * What lies in a folder under names that start in some way, sorted.
     *
     * @throws UnreadableException if there is no such folder or it may not be read
     */
    public static List<Path> entries(Path folder, String start) throws UnreadableException {
        try {
            List<String> names = names(folder, start);
            FileRecord record = FileRecord.current();
            if (record != null) {
                record.listed(folder, start, checksum(names));
            }
            return names.stream().map(folder::resolve).toList();
        } catch (IOException e) {
            throw UnreadableException.of(folder, e);
        }
    }

    private static List<String> names(Path folder, String start) throws IOException {
        List<String> names = new ArrayList<>();
        if (PathKind.of(folder) == PathKind.SPECIAL) {
            // The JVM opens a folder before it looks what it is, and waits for whoever writes into a pipe.
            throw new NotDirectoryException(folder.toString());
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(start)) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }

    private static String checksum(Collection<String> names) {
        return ContentChecksum.of(String.join("\0", names).getBytes(StandardCharsets.UTF_8));
    }

    /** The checksum of the names that a listing would give now; empty when there is no such folder. */
    static String namesChecksum(Path folder, String start) {
        try {
            return checksum(names(folder, start));
        } catch (IOException e) {
            return "";
        }
    }

    /** The checksum of a file's content as it is now. */
    static String checksum(Path file) throws IOException {
        ContentChecksum checksum = new ContentChecksum();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try (FileChannel channel = peek(file)) {
            while (channel.read(buffer) >= 0) {
                checksum.update(buffer.flip());
                buffer.clear();
            }
        }
        return checksum.text();
    }

    /**
     * Walks through a folder and all below it, links not followed; each folder's names are a listing.
     *
     * @throws IOException if the visitor throws it
     */
    public static void visit(Path root, FileVisitor<Path> visitor) throws IOException {
        FileRecord record = FileRecord.current();
        Files.walkFileTree(root, record == null ? visitor : new RecordingVisitor(record, visitor));
    }

    /** Keeps the names in each folder. */
    private static final class RecordingVisitor implements FileVisitor<Path> {

        private final FileRecord record;
        private final FileVisitor<Path> visitor;
        private final Deque<List<String>> names = new ArrayDeque<>();

        RecordingVisitor(FileRecord record, FileVisitor<Path> visitor) {
            this.record = record;
            this.visitor = visitor;
        }

        private void note(Path path) {
            List<String> folder = names.peek();
            if (folder != null) {
                folder.add(String.valueOf(path.getFileName()));
            }
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            note(folder);
            FileVisitResult result = visitor.preVisitDirectory(folder, attributes);
            if (result == FileVisitResult.CONTINUE) {
                names.push(new ArrayList<>());
            }
            return result;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            note(file);
            return visitor.visitFile(file, attributes);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            note(file);
            return visitor.visitFileFailed(file, e);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
            List<String> listed = names.pop();
            listed.sort(null);
            record.listed(folder, "", checksum(listed));
            return visitor.postVisitDirectory(folder, e);
        }
    }

    /** What a path names, links not followed: a link is something special. */
    public static PathKind kindOfLink(Path path) {
        PathKind kind = PathKind.ofLink(path);
        FileRecord record = FileRecord.current();
        if (record != null) {
            // what it leads to is recorded, as by kind()
            record.asked(path, kind == PathKind.SPECIAL ? PathKind.of(path) : kind);
        }
        return kind;
    }

    /** The same of what a listing gave, which needs no record of its own. */
    public static PathKind kindOfListed(Path path) {
        return PathKind.ofLink(path);
    }
}
