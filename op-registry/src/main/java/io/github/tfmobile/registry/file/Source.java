package io.github.tfmobile.registry.file;

import io.github.tfmobile.registry.target.PresenceCondition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Reads what {@link Sink} wrote, never beyond the end of the section. */
final class Source {

    private final byte[] bytes;
    private final List<String> strings;
    private int position;

    Source(byte[] bytes, List<String> strings) {
        this.bytes = bytes;
        this.strings = strings;
    }

    /** A number as {@link Sink#number} wrote it. */
    long number() throws CorruptRegistryException {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (position >= bytes.length) {
                throw new CorruptRegistryException("a section ends within a number");
            }
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new CorruptRegistryException("a number is too long");
    }

    /** A number that fits an int. */
    int smallNumber() throws CorruptRegistryException {
        long value = number();
        if (value > Integer.MAX_VALUE) {
            throw new CorruptRegistryException("a number is too large");
        }
        return (int) value;
    }

    /** A number below a limit. */
    int index(int limit) throws CorruptRegistryException {
        long value = number();
        if (value >= limit) {
            throw new CorruptRegistryException("an index leads out of its table");
        }
        return (int) value;
    }

    /** How many elements follow; each takes at least a byte, so a larger number than bytes are left is refused. */
    int count() throws CorruptRegistryException {
        long value = number();
        if (value > bytes.length - position) {
            throw new CorruptRegistryException("a count is larger than what follows");
        }
        return (int) value;
    }

    /** A number as {@link Sink#signed} wrote it. */
    int signed() throws CorruptRegistryException {
        long value = number();
        long decoded = (value & 1) == 0 ? value >> 1 : ~(value >> 1);
        if (decoded != (int) decoded) {
            throw new CorruptRegistryException("a number is too large");
        }
        return (int) decoded;
    }

    /** A string of the string table. */
    String string() throws CorruptRegistryException {
        return strings.get(index(strings.size()));
    }

    /** A text as {@link Sink#text} wrote it. */
    String text() throws CorruptRegistryException {
        int length = count();
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    /** Bytes as {@link Sink#bytes} wrote them. */
    byte[] bytes() throws CorruptRegistryException {
        int length = count();
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    /** A set of numbers below a limit. */
    BitSet bits(int limit) throws CorruptRegistryException {
        BitSet set = BitSet.valueOf(bytes());
        if (set.length() > limit) {
            throw new CorruptRegistryException("a set leads out of its table");
        }
        return set;
    }

    /** The configurations, as many as there are, in which something exists. */
    PresenceCondition presence(int configurations) throws CorruptRegistryException {
        return PresenceCondition.of(bits(configurations));
    }

    /** All has been read. */
    void end() throws CorruptRegistryException {
        if (position != bytes.length) {
            throw new CorruptRegistryException("a section is longer than its content");
        }
    }
}
