package io.github.tfmobile.graph.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Compresses a raw Snappy block, with every kind of element that the format has; not for speed. */
final class SnappyWriter {

    private SnappyWriter() {}

    static byte[] encode(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TableWriter.varint(out, content.length);
        Map<Integer, Integer> seen = new HashMap<>();
        int literal = 0;
        int at = 0;
        while (at + 4 <= content.length) {
            int hash = ByteBuffer.wrap(content, at, 4).getInt();
            Integer before = seen.put(hash, at);
            if (before == null) {
                at++;
                continue;
            }
            int length = 4;
            while (length < 64 && at + length < content.length && content[before + length] == content[at + length]) {
                length++;
            }
            literal(out, content, literal, at);
            copy(out, at - before, length);
            at += length;
            literal = at;
        }
        literal(out, content, literal, content.length);
        return out.toByteArray();
    }

    private static void literal(ByteArrayOutputStream out, byte[] content, int from, int to) {
        int count = to - from - 1;
        if (count < 0) {
            return;
        }
        if (count < 60) {
            out.write(count << 2);
        } else {
            int bytes = count < 1 << 8 ? 1 : count < 1 << 16 ? 2 : count < 1 << 24 ? 3 : 4;
            out.write((59 + bytes) << 2);
            for (int i = 0; i < bytes; i++) {
                out.write(count >>> (8 * i));
            }
        }
        out.write(content, from, to - from);
    }

    private static void copy(ByteArrayOutputStream out, int back, int length) {
        if (back < 2048 && length < 12) {
            out.write(1 | ((length - 4) << 2) | ((back >>> 8) << 5));
            out.write(back);
        } else {
            int bytes = back < 1 << 16 ? 2 : 4;
            out.write((bytes == 2 ? 2 : 3) | ((length - 1) << 2));
            for (int i = 0; i < bytes; i++) {
                out.write(back >>> (8 * i));
            }
        }
    }
}
