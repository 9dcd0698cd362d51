package io.github.tfmobile.graph.benchmark;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.CRC32C;

/** Computes of files what freezing computes of them, CRC-32C and SHA-256, on one thread, and prints how long it took. */
public final class ChecksumMain {

    private ChecksumMain() {}

    /**
     * Computes.
     *
     * @param args the files
     */
    public static void main(String[] args) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        long start = System.nanoTime();
        for (String file : args) {
            CRC32C crc = new CRC32C();
            try (FileChannel channel = FileChannel.open(Path.of(file))) {
                while (channel.read(buffer.clear()) > 0) {
                    buffer.flip();
                    crc.update(buffer.duplicate());
                    sha256.update(buffer);
                }
            }
        }
        System.out.printf("seconds=%.3f%n", (System.nanoTime() - start) / 1e9);
    }
}
