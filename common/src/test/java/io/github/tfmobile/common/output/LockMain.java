package io.github.tfmobile.common.output;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Holds the lock of a file until it is killed. */
final class LockMain {

    private LockMain() {}

    /** A process of its own that has locked the file. */
    static Process start(Path file) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of(LockMain.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString(),
                        LockMain.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        if (process.getInputStream().read() != '.') {
            throw new IllegalStateException("cannot lock " + file);
        }
        return process;
    }

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
