package io.github.tfmobile.registry.binary;

import io.github.tfmobile.common.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads the headers of ELF files, of 32 and 64 bits, of either byte order. */
final class ElfReader {

    private static final int TYPE_OBJECT = 1;
    private static final int TYPE_EXECUTABLE = 2;
    private static final int TYPE_SHARED = 3;
    private static final int SEGMENT_LOAD = 1;
    private static final int SEGMENT_EXECUTABLE = 1;
    private static final int SECTION_PROGBITS = 1;
    private static final int SECTION_ALLOCATED = 2;
    private static final int SECTION_CODE = 4;
    /** How much of a table is read at once. */
    private static final int BLOCK = 1 << 14;
    /** The number of program headers when it does not fit: it is in the first section header then. */
    private static final int MANY_SEGMENTS = 0xffff;

    private final BinaryFile file;
    private final Region object;
    private final boolean wide;
    private final ByteOrder order;

    private ElfReader(BinaryFile file, Region object, boolean wide, ByteOrder order) {
        this.file = file;
        this.object = object;
        this.wide = wide;
        this.order = order;
    }

    /** Whether a file starts as ELF files do. */
    static boolean matches(ByteBuffer start) {
        return start.remaining() >= 4 && start.getInt(start.position()) == 0x7f454c46;
    }

    /**
     * Reads a file or a member of an archive.
     *
     * @throws ProblemException if it is damaged, or no object, library or executable
     */
    static ObjectCode read(BinaryFile file, Region object) throws ProblemException {
        ByteBuffer ident = start(file, object, 16);
        int bits = ident.get(4);
        int data = ident.get(5);
        if (bits < 1 || bits > 2 || data < 1 || data > 2) {
            throw file.damaged(object.offset() + 4, "no ELF file has class " + bits + " and byte order " + data);
        }
        return new ElfReader(file, object, bits == 2, data == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .read();
    }

    private static ByteBuffer start(BinaryFile file, Region object, int length) throws ProblemException {
        if (object.length() < length) {
            throw file.damaged(object.offset(), "the ELF header is cut off");
        }
        return file.read(object.offset(), length, "the ELF header");
    }

    private ObjectCode read() throws ProblemException {
        ByteBuffer header = start(file, object, wide ? 64 : 52).order(order);
        int type = header.getShort(16) & 0xffff;
        NativeLibrary.Kind kind = switch (type) {
            case TYPE_OBJECT -> NativeLibrary.Kind.OBJECT_FILE;
            case TYPE_EXECUTABLE, TYPE_SHARED -> NativeLibrary.Kind.SHARED_LIBRARY;
            default ->
                throw file.refused(
                        "an ELF file of type " + type, "name a shared library, an object file or a static archive");
        };
        Architecture architecture = Architecture.ofElf(header.getShort(18) & 0xffff, wide ? 64 : 32);
        int counts = wide ? 54 : 42;
        long segmentCount = header.getShort(counts + 2) & 0xffff;
        Table sections = new Table(
                address(header, wide ? 40 : 32),
                header.getShort(counts + 4) & 0xffff,
                header.getShort(counts + 6) & 0xffff,
                wide ? 64 : 40,
                "section header");
        if (sections.start > 0 && (sections.count == 0 || segmentCount == MANY_SEGMENTS)) {
            // Numbers that do not fit into the header are in the fields of a section that is none.
            ByteBuffer first = sections.with(1).entry(0);
            if (sections.count == 0) {
                sections = sections.with(address(first, wide ? 32 : 20));
            }
            if (segmentCount == MANY_SEGMENTS) {
                segmentCount = first.getInt(wide ? 44 : 28) & 0xffffffffL;
            }
        }
        Table segments = new Table(
                address(header, wide ? 32 : 28),
                header.getShort(counts) & 0xffff,
                segmentCount,
                wide ? 56 : 32,
                "program header");
        boolean linked = kind == NativeLibrary.Kind.SHARED_LIBRARY;
        List<Region> loaded = new ArrayList<>();
        List<Region> code = new ArrayList<>();
        long pageSize = linked ? pageSize(segments, loaded, code) : 0;
        List<Region> constants = new ArrayList<>();
        List<Region> codeSections = new ArrayList<>();
        sections(sections, constants, codeSections);
        // Section headers may be stripped; then constants are somewhere in what is loaded.
        if (constants.isEmpty() || (linked && codeSections.isEmpty())) {
            return new ObjectCode(architecture, kind, pageSize, constants.isEmpty() ? loaded : constants, code);
        }
        return new ObjectCode(architecture, kind, pageSize, constants, linked ? codeSections : List.of());
    }

    /** Gathers the loaded segments, and gives the largest page size at which the loader can map all of them. */
    private long pageSize(Table segments, List<Region> loaded, List<Region> code) throws ProblemException {
        long pageSize = 0;
        for (long i = 0; i < segments.count; i++) {
            ByteBuffer segment = segments.entry(i);
            if (segment.getInt(0) != SEGMENT_LOAD) {
                continue;
            }
            long offset = address(segment, wide ? 8 : 4);
            long memory = address(segment, wide ? 16 : 8);
            long align = address(segment, wide ? 48 : 28);
            Region region = inside(offset, address(segment, wide ? 32 : 16), memory, "segment " + i);
            loaded.add(region);
            if ((segment.getInt(wide ? 4 : 24) & SEGMENT_EXECUTABLE) != 0) {
                code.add(region);
            }
            // A segment is mapped by whole pages, so file and memory must agree below the size of one.
            long apart = Long.lowestOneBit(offset - memory);
            long allowed = Math.max(1, align);
            if (apart != 0 && Long.compareUnsigned(apart, allowed) < 0) {
                allowed = apart;
            }
            pageSize = pageSize == 0 || Long.compareUnsigned(allowed, pageSize) < 0 ? allowed : pageSize;
        }
        return pageSize;
    }

    /** Gathers the sections with constants, which are all that a program sees of the file but its code, and those with code. */
    private void sections(Table sections, List<Region> constants, List<Region> code) throws ProblemException {
        for (long i = 0; i < sections.count; i++) {
            ByteBuffer section = sections.entry(i);
            long flags = address(section, 8);
            if (section.getInt(4) == SECTION_PROGBITS && (flags & SECTION_ALLOCATED) != 0) {
                Region region = inside(
                        address(section, wide ? 24 : 16),
                        address(section, wide ? 32 : 20),
                        address(section, wide ? 16 : 12),
                        "section " + i);
                ((flags & SECTION_CODE) == 0 ? constants : code).add(region);
            }
        }
    }

    private Region inside(long offset, long length, long address, String what) throws ProblemException {
        if (offset < 0 || length < 0 || offset > object.length() || length > object.length() - offset) {
            throw file.damaged(object.offset(), what + " reaches beyond the end of its ELF file");
        }
        return new Region(object.offset() + offset, length, address);
    }

    private long address(ByteBuffer bytes, int at) {
        return wide ? bytes.getLong(at) : bytes.getInt(at) & 0xffffffffL;
    }

    /** A table of headers of one size. */
    private final class Table {
        private final long start;
        private final int stride;
        private final long count;
        private final int length;
        private final String what;
        private ByteBuffer block = ByteBuffer.allocate(0);
        private long blockStart;

        Table(long start, int stride, long count, int length, String what) {
            this.start = start;
            this.stride = stride;
            this.count = start == 0 ? 0 : count;
            this.length = length;
            this.what = what;
        }

        Table with(long newCount) {
            return new Table(start, stride, newCount, length, what);
        }

        /** An entry, out of as many as are read at once. */
        ByteBuffer entry(long index) throws ProblemException {
            if (stride < length) {
                throw file.damaged(object.offset(), "a " + what + " of " + stride + " bytes is too short");
            }
            // No table has more entries than the file has bytes, so the product cannot overflow.
            long at = index > object.length() / stride ? -1 : start + index * stride;
            long place = inside(at, length, 0, what + " " + index).offset();
            if (place < blockStart || place + length > blockStart + block.limit()) {
                long most = Math.min(Math.max(BLOCK, length), object.offset() + object.length() - place);
                long entries = Math.min(count - index, most / stride + 1);
                block = file.read(place, (int) Math.min(most, entries * stride), what);
                blockStart = place;
            }
            return block.slice((int) (place - blockStart), length).order(order);
        }
    }
}
