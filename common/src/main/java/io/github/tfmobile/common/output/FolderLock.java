package io.github.tfmobile.common.output;

import io.github.tfmobile.common.file.InputFiles;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other builds, of this process or another, from writing to a folder at the same time. The operating system gives
 * it back when its holder ends in whatever way.
 */
public final class FolderLock {

    /** The file in the folder that is locked. */
    public static final String FILE = ".tfmobile-lock";

    private static final long PAUSE = 100;

    private FolderLock() {}

    /** Work that is done while a folder is locked. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {

        /** Does it. */
        T run() throws E, IOException;
    }

    /**
     * Does some work while a folder is locked, which is made when it is missing; waits for as long as another build holds
     * it. A file system without locks goes without.
     *
     * @param waiting is told once when somebody else holds it
     * @throws UnwritableException if the folder cannot be made or written
     */
    public static <T, E extends Exception> T during(Path folder, Runnable waiting, Work<T, E> work)
            throws E, IOException {
        Path file = folder.resolve(FILE);
        Path there = existing(file.toAbsolutePath());
        FileChannel channel = locked(file, waiting);
        try {
            return work.run();
        } finally {
            try {
                Files.deleteIfExists(file);
            } finally {
                channel.close();
            }
            EmptyFolders.delete(file.toAbsolutePath().getParent(), there);
        }
    }

    /** The nearest folder above that is there. */
    private static @Nullable Path existing(Path file) {
        Path at = file.getParent();
        while (at != null && !Files.isDirectory(at)) {
            at = at.getParent();
        }
        return at;
    }

    /** The open file, locked. Who waits for it may get one that its holder has removed, and then begins again. */
    private static FileChannel locked(Path file, Runnable waiting) throws UnwritableException {
        while (true) {
            try {
                Files.createDirectories(folder(file));
                if (UnwritableException.inTheWayOfAFile(file)) {
                    // Who opens a pipe waits for a reader.
                    throw new FileSystemException(file.toString());
                }
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                await(channel, waiting);
                if (isAt(file, channel)) {
                    return channel;
                }
                channel.close();
            } catch (IOException e) {
                throw UnwritableException.of(file, e);
            }
        }
    }

    private static Path folder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("not a file: " + file);
        }
        return folder;
    }

    /** Whether an open file is the one that has this name. */
    private static boolean isAt(Path file, FileChannel channel) throws IOException {
        byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        channel.write(ByteBuffer.wrap(token), 0);
        try (FileChannel named = InputFiles.peek(file)) {
            ByteBuffer found = ByteBuffer.allocate(token.length);
            InputFiles.fill(named, 0, found);
            return Arrays.equals(token, found.array());
        } catch (NoSuchFileException | EOFException e) {
            return false;
        }
    }

    private static void await(FileChannel channel, Runnable waiting) {
        boolean told = false;
        try {
            while (lock(channel) == null) {
                if (!told) {
                    waiting.run();
                    told = true;
                }
                Thread.sleep(PAUSE);
            }
        } catch (IOException e) {
            return; // no locks here
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held within this process
        }
    }
}
