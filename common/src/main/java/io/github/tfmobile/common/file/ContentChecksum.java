package io.github.tfmobile.common.file;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * 64 bits that tell whether a file still has its content: CRC-32 and CRC-32C side by side. Both are instructions of
 * today's processors, so that a file is checked at the speed at which it is read; nobody has to be kept from forging it.
 */
public final class ContentChecksum {

    private static final int PIECE = 1 << 15;

    private final CRC32 crc = new CRC32();
    private final CRC32C castagnoli = new CRC32C();
    /** A copy of the bytes that are looked at; empty until there are any. */
    private byte[] piece = new byte[0];

    /** Takes in the remaining bytes; the buffer is left as it was. */
    public void update(ByteBuffer bytes) {
        ByteBuffer rest = bytes.duplicate();
        if (!rest.isDirect()) {
            crc.update(rest.duplicate());
            castagnoli.update(rest);
            return;
        }
        // Mapped memory whose file was cut short ends the process in a checksum, and is an exception in a copy.
        if (piece.length < Math.min(PIECE, rest.remaining())) {
            piece = new byte[Math.min(PIECE, rest.remaining())];
        }
        while (rest.hasRemaining()) {
            int count = Math.min(piece.length, rest.remaining());
            rest.get(piece, 0, count);
            crc.update(piece, 0, count);
            castagnoli.update(piece, 0, count);
        }
    }

    /** That of so many bytes. */
    public static String of(byte[] bytes) {
        ContentChecksum checksum = new ContentChecksum();
        checksum.update(ByteBuffer.wrap(bytes));
        return checksum.text();
    }

    /** 16 hexadecimal digits. */
    public String text() {
        return HexFormat.of().toHexDigits(crc.getValue(), 8) + HexFormat.of().toHexDigits(castagnoli.getValue(), 8);
    }
}
