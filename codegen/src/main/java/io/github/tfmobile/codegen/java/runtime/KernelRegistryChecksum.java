package io.github.tfmobile.codegen.java.runtime;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/** Passes bytes on and compares their SHA-256 at the end. */
final class KernelRegistryChecksum extends FilterInputStream {

    private final String name;
    private final String expected;
    private final MessageDigest digest;
    private boolean compared;

    KernelRegistryChecksum(InputStream in, String name, String expected) {
        super(in);
        this.name = name;
        this.expected = expected;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java and every Android has it
        }
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value < 0) {
            compare();
        } else {
            digest.update((byte) value);
        }
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count < 0) {
            compare();
        } else {
            digest.update(bytes, offset, count);
        }
        return count;
    }

    /** Skipped bytes count, too. */
    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[8192];
        long left = count;
        while (left > 0) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read <= 0) {
                break;
            }
            left -= read;
        }
        return Math.max(0, count) - Math.max(0, left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void compare() throws IOException {
        if (compared) {
            return;
        }
        compared = true;
        StringBuilder actual = new StringBuilder();
        for (byte value : digest.digest()) {
            actual.append(String.format(Locale.ROOT, "%02x", value & 0xff));
        }
        if (!expected.contentEquals(actual)) {
            throw new IOException(
                    name + " is not the model that was built for: its SHA-256 is " + actual + ", not " + expected);
        }
    }
}
