package io.github.tfmobile.registry.binary;

import io.github.tfmobile.common.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads the headers of Mach-O files, of 32 and 64 bits, little-endian as on every device of today. */
final class MachOReader {

    private static final int MAGIC_32 = 0xfeedface;
    private static final int MAGIC_64 = 0xfeedfacf;
    private static final int COMMAND_SEGMENT = 1;
    private static final int COMMAND_SEGMENT_64 = 0x19;
    private static final int TYPE_OBJECT = 1;
    private static final int SECTION_TYPE = 0xff;
    private static final int SECTION_ZERO_FILL = 1;
    private static final int SECTION_LARGE_ZERO_FILL = 0xc;
    private static final int SECTION_THREAD_ZERO_FILL = 0x12;
    private static final int SECTION_PURE_CODE = 0x80000000;

    private MachOReader() {}

    /** Whether a file starts as Mach-O files do. */
    static boolean matches(ByteBuffer start) {
        return start.remaining() >= 4 && isMagic(Integer.reverseBytes(start.getInt(start.position())));
    }

    private static boolean isMagic(int magic) {
        return magic == MAGIC_32 || magic == MAGIC_64;
    }

    /**
     * Reads a file, a member of an archive or one of the parts of a universal file.
     *
     * @throws ProblemException if it is damaged
     */
    static ObjectCode read(BinaryFile file, Region object) throws ProblemException {
        if (object.length() < 28) {
            throw file.damaged(object.offset(), "the Mach-O header is cut off");
        }
        ByteBuffer header = file.read(object.offset(), 28, "the Mach-O header").order(ByteOrder.LITTLE_ENDIAN);
        boolean wide = header.getInt(0) == MAGIC_64;
        NativeLibrary.Kind kind =
                header.getInt(12) == TYPE_OBJECT ? NativeLibrary.Kind.OBJECT_FILE : NativeLibrary.Kind.SHARED_LIBRARY;
        long at = wide ? 32 : 28;
        long count = header.getInt(16) & 0xffffffffL;
        List<Region> texts = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            ByteBuffer command = part(file, object, at, 8, "load command " + i);
            long length = command.getInt(4) & 0xffffffffL;
            if (length < 8) {
                throw file.damaged(object.offset() + at, "load command " + i + " has " + length + " bytes");
            }
            int type = command.getInt(0);
            if (type == COMMAND_SEGMENT || type == COMMAND_SEGMENT_64) {
                segment(file, object, at, length, type == COMMAND_SEGMENT_64, texts);
            }
            at += length;
        }
        return new ObjectCode(Architecture.ofMachO(header.getInt(4), wide ? 64 : 32), kind, 0, texts, List.of());
    }

    private static void segment(BinaryFile file, Region object, long at, long length, boolean wide, List<Region> texts)
            throws ProblemException {
        int headerLength = wide ? 72 : 56;
        int sectionLength = wide ? 80 : 68;
        ByteBuffer header = part(file, object, at, headerLength, "a segment");
        long count = header.getInt(wide ? 64 : 48) & 0xffffffffL;
        if (count > (length - headerLength) / sectionLength) {
            throw file.damaged(object.offset() + at, "a segment has no room for its " + count + " sections");
        }
        for (long i = 0; i < count; i++) {
            ByteBuffer section =
                    part(file, object, at + headerLength + i * sectionLength, sectionLength, "section " + i);
            int flags = section.getInt(wide ? 64 : 56);
            int type = flags & SECTION_TYPE;
            boolean empty =
                    type == SECTION_ZERO_FILL || type == SECTION_LARGE_ZERO_FILL || type == SECTION_THREAD_ZERO_FILL;
            if (!empty && (flags & SECTION_PURE_CODE) == 0) {
                long size = wide ? section.getLong(40) : section.getInt(36) & 0xffffffffL;
                long offset = section.getInt(wide ? 48 : 40) & 0xffffffffL;
                texts.add(inside(file, object, offset, size, "section " + i));
            }
        }
    }

    private static ByteBuffer part(BinaryFile file, Region object, long at, int length, String what)
            throws ProblemException {
        return file.read(inside(file, object, at, length, what).offset(), length, what)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Region inside(BinaryFile file, Region object, long offset, long length, String what)
            throws ProblemException {
        if (length < 0 || offset > object.length() || length > object.length() - offset) {
            throw file.damaged(object.offset(), what + " reaches beyond the end of its Mach-O file");
        }
        return new Region(object.offset() + offset, length);
    }
}
