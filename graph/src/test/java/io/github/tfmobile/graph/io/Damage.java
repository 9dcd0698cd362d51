package io.github.tfmobile.graph.io;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.github.tfmobile.graph.checkpoint.TableRepair;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How files of a kind are damaged.
 *
 * @param places the structural places: where fields, their values, entries and blocks begin and end
 * @param repair makes checksums right again that a reader would otherwise stop at
 */
record Damage(
        Function<byte[], List<Integer>> places, @Nullable UnaryOperator<byte[]> repair) {

    /** Text: every place is one. */
    static final Damage TEXT = new Damage(
            bytes -> {
                List<Integer> all = new ArrayList<>();
                for (int i = 0; i < bytes.length; i++) {
                    if (i == 0 || Character.isLetterOrDigit(bytes[i]) != Character.isLetterOrDigit(bytes[i - 1])) {
                        all.add(i);
                    }
                }
                return all;
            },
            null);

    /** A table of a checkpoint. */
    static final Damage TABLE = new Damage(TableRepair::places, TableRepair::repaired);

    /** A file of which the structure is elsewhere. */
    static final Damage DATA = new Damage(bytes -> List.of(0, bytes.length / 2), null);

    /** A Riegeli file. */
    static final Damage RIEGELI = new Damage(Damage::chunks, Damage::rehashed);

    /** A message of that type. */
    static Damage message(Descriptor type) {
        return new Damage(
                bytes -> {
                    TreeSet<Integer> places = new TreeSet<>();
                    fields(new WireReader(ByteBuffer.wrap(bytes), 0), type, places);
                    places.removeIf(place -> place >= bytes.length);
                    return new ArrayList<>(places);
                },
                null);
    }

    private static void fields(WireReader reader, Descriptor type, Set<Integer> places) {
        try {
            int before = reader.position();
            while (reader.next()) {
                places.add(before);
                places.add(before + 1);
                places.add(reader.start());
                places.add(reader.start() + reader.length());
                FieldDescriptor field = type.findFieldByNumber(reader.number());
                if (field != null && field.getType() == FieldDescriptor.Type.MESSAGE && reader.isDelimited()) {
                    fields(reader.inner(), field.getMessageType(), places);
                }
                before = reader.position();
            }
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Integer> chunks(byte[] file) {
        TreeSet<Integer> places = new TreeSet<>();
        for (int begin = 0; begin + 40 < file.length; ) {
            int header = begin % (1 << 16) == 0 ? begin + 24 : begin;
            for (int i = -2; i < 60; i++) {
                places.add(header + i);
            }
            long size = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(header + 8);
            if (size < 0 || header + 40 + size > file.length) {
                break;
            }
            begin = (int) (header + 40 + size);
        }
        for (int i = Math.max(0, file.length - 200); i < file.length; i++) {
            places.add(i);
        }
        places.removeIf(place -> place < 0 || place >= file.length);
        return new ArrayList<>(places);
    }

    /** The hashes of the chunks up to the end of the first block. */
    private static byte[] rehashed(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int begin = 24;
        while (begin + 40 < Math.min(file.length, 1 << 16)) {
            long size = bytes.getLong(begin + 8);
            if (size >= 0 && begin + 40 + size <= Math.min(file.length, 1 << 16)) {
                bytes.putLong(begin + 16, HighwayHash.of(bytes.slice(begin + 40, (int) size)));
            }
            bytes.putLong(begin, HighwayHash.of(bytes.slice(begin + 8, 32)));
            if (size < 0 || begin + 40 + size > file.length) {
                break;
            }
            begin += 40 + (int) size;
        }
        return bytes.array();
    }

    /** One of the ways to damage a byte. */
    static byte[] flipped(byte[] whole, int at, int way) {
        byte[] changed = whole.clone();
        changed[at] = switch (way) {
            case 0 -> (byte) 0xff;
            case 1 -> 0;
            case 2 -> (byte) 0x80;
            default -> (byte) (changed[at] ^ (1 << (way - 3)));
        };
        return changed;
    }

    /** How many ways there are. */
    static final int WAYS = 11;

    /** A change at a random place. */
    static byte[] random(byte[] whole, Random random) {
        byte[] changed = whole.clone();
        for (int more = random.nextInt(3); more >= 0 && changed.length > 0; more--) {
            int at = random.nextInt(changed.length);
            switch (random.nextInt(6)) {
                case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> changed[at] = (byte) random.nextInt();
                case 2 -> Arrays.fill(changed, at, Math.min(at + 8, changed.length), (byte) 0xff);
                case 3 -> {
                    int gone = Math.min(1 + random.nextInt(9), changed.length - at);
                    System.arraycopy(changed, at + gone, changed, at, changed.length - at - gone);
                    changed = Arrays.copyOf(changed, changed.length - gone);
                }
                case 4 -> {
                    // A piece twice.
                    int length = Math.min(1 + random.nextInt(64), changed.length - at);
                    byte[] longer = Arrays.copyOf(changed, changed.length + length);
                    System.arraycopy(changed, at, longer, at + length, changed.length - at);
                    changed = longer;
                }
                default -> {
                    // A piece from elsewhere.
                    int length = Math.min(1 + random.nextInt(32), changed.length - at);
                    int from = random.nextInt(changed.length - length + 1);
                    System.arraycopy(changed, from, changed, at, length);
                }
            }
        }
        return changed;
    }
}
