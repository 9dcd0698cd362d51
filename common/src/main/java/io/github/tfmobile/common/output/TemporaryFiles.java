package io.github.tfmobile.common.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Temporary files, {@code .<name>.<process>.<its start>-<number>.tmp}, and the removal of those that a kill left. A
 * process locks the files that it writes: the lock ends with the process, also with one that this one cannot see, in
 * another container.
 */
public final class TemporaryFiles {

    /** What to do where the temporary folder has no room. */
    public static final String MAKE_ROOM =
            "Make room there, or name another folder: the JVM's property java.io.tmpdir.";

    private static final Pattern NAME =
            Pattern.compile("\\..+\\.(\\d{1,18})\\.([0-9a-f]{1,16})-[0-9a-f]{1,16}\\.tmp", Pattern.DOTALL);

    /** Where a file system has no locks: a live writer touches its file far more often than this. */
    private static final Duration ABANDONED = Duration.ofMinutes(1);

    /** The operating system tells when a process began only so exactly, and differently after its clock was set. */
    private static final Duration START_ERROR = Duration.ofSeconds(5);

    private static final int PIECE = 256 * 1024;

    private TemporaryFiles() {}

    /** A new name beside the target. */
    static Path beside(Path target, RandomGenerator random) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        Path name = target.getFileName();
        if (folder == null || name == null) {
            throw new IOException("not a file: " + target);
        }
        ProcessHandle process = ProcessHandle.current();
        return folder.resolve("." + name + "." + process.pid() + "." + Long.toHexString(start(process)) + "-"
                + Long.toHexString(random.nextLong()) + ".tmp");
    }

    /** Makes a file and locks it until its channel is closed; a file system that has no locks goes without. */
    static FileChannel create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.tryLock();
        } catch (IOException e) {
            // Then age tells.
            return channel;
        }
        return channel;
    }

    /**
     * Maps a file of so many zero bytes in the temporary folder (java.io.tmpdir). It has no name any more where the system
     * allows that, and goes with the buffer. The bytes are written first: of a file with holes a full device would tell only when the
     * buffer is used, by ending the process.
     *
     * @throws IOException if the folder is full or cannot be written
     */
    public static MappedByteBuffer scratch(int size) throws IOException {
        Path file = Files.createTempFile("tfmobile", ".tensor");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            ByteBuffer zeros = ByteBuffer.allocate(Math.min(size, PIECE));
            for (long left = size; left > 0; left -= channel.write(zeros)) {
                zeros.clear().limit((int) Math.min(left, zeros.capacity()));
            }
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
        }
    }

    /** Removes what processes that no longer run left in a folder, if there is such a folder. */
    static void removeAbandoned(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*.tmp")) {
            for (Path file : files) {
                Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
                if (matcher.matches()
                        && !isAlive(Long.parseLong(matcher.group(1)), Long.parseUnsignedLong(matcher.group(2), 16))
                        && isAbandoned(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** When a process began, in milliseconds since 1970; 0 where the operating system does not tell. */
    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static boolean isAlive(long pid, long start) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return false;
        }
        long now = start(process.get());
        return now == 0 || start == 0 || Math.abs(now - start) <= START_ERROR.toMillis();
    }

    /** Whether nobody writes a file. Not to be asked of this process's own: closing one ends their locks. */
    private static boolean isAbandoned(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (IOException e) {
            return Files.exists(file)
                    && Files.getLastModifiedTime(file)
                            .toInstant()
                            .isBefore(Instant.now().minus(ABANDONED));
        }
    }
}
