package io.github.tfmobile.common.output;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Holds the lock of a file until it is killed. */
final class LockMain {

    private LockMain() {}

    /**
     * Prints a dot once the file is locked.
     *
     * @param args the file
     */
    public static void main(String[] args) throws Exception {
        try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            System.out.print(lock.isValid() ? '.' : '!');
            System.out.flush();
            Thread.sleep(60_000);
        }
    }
}
