package io.github.tfmobile.common.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other builds, of this process or another, from writing to a folder at the same time. The operating system gives
 * it back when its holder ends in whatever way.
 */
public final class FolderLock implements AutoCloseable {

    /** The file in the folder that is locked. */
    public static final String FILE = ".tfmobile-lock";

    private static final long PAUSE = 100;

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks a folder, which is made when it is missing; waits for as long as another build holds it. A file system
     * without locks goes without.
     *
     * @param waiting is told once when somebody else holds it
     * @throws UnwritableException if the folder cannot be made or written
     */
    public static FolderLock of(Path folder, Runnable waiting) throws UnwritableException {
        Path file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            await(channel, waiting);
            return new FolderLock(channel);
        } catch (IOException e) {
            throw UnwritableException.of(file, e);
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

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
