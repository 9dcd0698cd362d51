package io.github.tfmobile.registry.binary;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes small libraries of every format, just large enough for what is read of them. */
public final class SmallLibrary {

    /** Where the constants of a linked ELF file are in memory. */
    static final long ADDRESS = 0x10000;
    /** Where its code is. */
    static final long CODE_ADDRESS = 0x20000;

    private final int machine;
    private final boolean wide;
    private final ByteOrder order;
    private boolean linked = true;
    private boolean stripped;
    private long align = 0x4000;
    private byte[] constants = {};
    private byte[] code = {};

    private SmallLibrary(int machine, boolean wide, ByteOrder order) {
        this.machine = machine;
        this.wide = wide;
        this.order = order;
    }

    /** A shared library of 64-bit ARM, with pages of 16 KB. */
    public static SmallLibrary arm64() {
        return new SmallLibrary(183, true, ByteOrder.LITTLE_ENDIAN);
    }

    /** A shared library of a 32-bit machine. */
    public static SmallLibrary of32(int machine) {
        return new SmallLibrary(machine, false, ByteOrder.LITTLE_ENDIAN);
    }

    /** A shared library of a 64-bit machine. */
    static SmallLibrary of64(int machine) {
        return new SmallLibrary(machine, true, ByteOrder.LITTLE_ENDIAN);
    }

    /** A shared library of a machine with the other byte order. */
    static SmallLibrary bigEndian(int machine) {
        return new SmallLibrary(machine, true, ByteOrder.BIG_ENDIAN);
    }

    /** As an object file. */
    public SmallLibrary object() {
        linked = false;
        return this;
    }

    /** Without section headers. */
    SmallLibrary stripped() {
        stripped = true;
        return this;
    }

    /** With another alignment of segments. */
    public SmallLibrary align(long bytes) {
        align = bytes;
        return this;
    }

    /** With these strings, each of which ends with a zero byte. */
    public SmallLibrary texts(String... texts) {
        constants = ("\0" + String.join("\0", texts) + "\0").getBytes(StandardCharsets.ISO_8859_1);
        return this;
    }

    /** With code. */
    public SmallLibrary code(byte[] bytes) {
        code = bytes;
        return this;
    }

    /** The file. */
    public byte[] elf() {
        int header = wide ? 64 : 52;
        int segment = wide ? 56 : 32;
        int section = wide ? 64 : 40;
        int segments = linked ? 2 : 0;
        int sections = stripped ? 0 : 3;
        int constantsAt = header + segments * segment + sections * section;
        int codeAt = constantsAt + constants.length;
        ByteBuffer out = ByteBuffer.allocate(codeAt + code.length).order(order);
        out.put(new byte[] {
            0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), (byte) (order == ByteOrder.BIG_ENDIAN ? 2 : 1), 1
        });
        out.position(16);
        out.putShort((short) (linked ? 3 : 1)).putShort((short) machine).putInt(1);
        word(out, 0);
        word(out, linked ? header : 0);
        word(out, stripped ? 0 : header + segments * segment);
        out.putInt(0).putShort((short) header);
        out.putShort((short) segment).putShort((short) segments);
        out.putShort((short) section).putShort((short) sections).putShort((short) 0);
        if (linked) {
            segment(out, 4, constantsAt, ADDRESS + constantsAt, constants.length);
            segment(out, 5, codeAt, CODE_ADDRESS + codeAt, code.length);
        }
        if (!stripped) {
            section(out, 0, 0, 0, 0, 0);
            section(out, 1, 2, linked ? ADDRESS + constantsAt : 0, constantsAt, constants.length);
            section(out, 1, 6, linked ? CODE_ADDRESS + codeAt : 0, codeAt, code.length);
        }
        return out.put(constants).put(code).array();
    }

    /** Where the n-th byte of the constants is in memory. */
    long address(int place) {
        return ADDRESS + elf().length - constants.length - code.length + place;
    }

    /** Where the code is in memory. */
    long codeAddress() {
        return CODE_ADDRESS + elf().length - code.length;
    }

    private void segment(ByteBuffer out, int flags, long offset, long address, long length) {
        out.putInt(1);
        if (wide) {
            out.putInt(flags);
        }
        word(out, offset);
        word(out, address);
        word(out, address);
        word(out, length);
        word(out, length);
        if (!wide) {
            out.putInt(flags);
        }
        word(out, align);
    }

    private void section(ByteBuffer out, int type, long flags, long address, long offset, long length) {
        out.putInt(0).putInt(type);
        word(out, flags);
        word(out, address);
        word(out, offset);
        word(out, length);
        out.putInt(0).putInt(0);
        word(out, 1);
        word(out, 0);
    }

    private void word(ByteBuffer out, long value) {
        if (wide) {
            out.putLong(value);
        } else {
            out.putInt((int) value);
        }
    }

    /** A Mach-O object file with one section of strings. */
    public static byte[] machO(int cpu, boolean wide, String... texts) {
        byte[] constants = (String.join("\0", texts) + "\0").getBytes(StandardCharsets.ISO_8859_1);
        int header = wide ? 32 : 28;
        int segment = wide ? 72 : 56;
        int section = wide ? 80 : 68;
        ByteBuffer out = ByteBuffer.allocate(header + segment + section + constants.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(wide ? 0xfeedfacf : 0xfeedface)
                .putInt(cpu)
                .putInt(0)
                .putInt(1)
                .putInt(1);
        out.putInt(segment + section).putInt(0);
        out.position(header);
        out.putInt(wide ? 0x19 : 1).putInt(segment + section);
        out.putInt(header + (wide ? 64 : 48), 1);
        out.position(header + segment + 32);
        if (wide) {
            out.putLong(0).putLong(constants.length);
        } else {
            out.putInt(0).putInt(constants.length);
        }
        out.putInt(header + segment + section);
        out.position(header + segment + section);
        return out.put(constants).array();
    }

    /** A universal file. */
    public static byte[] universal(List<byte[]> parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int start = 8 + 20 * parts.size();
        ByteBuffer header = ByteBuffer.allocate(start).putInt(0xcafebabe).putInt(parts.size());
        for (byte[] part : parts) {
            header.putInt(0)
                    .putInt(0)
                    .putInt(start + content.size())
                    .putInt(part.length)
                    .putInt(0);
            content.writeBytes(part);
        }
        return ByteBuffer.allocate(start + content.size())
                .put(header.array())
                .put(content.toByteArray())
                .array();
    }

    /** A static archive as GNU's archiver writes it, with a table of long names. */
    public static byte[] archive(List<byte[]> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("!<arch>\n".getBytes(StandardCharsets.ISO_8859_1));
        member(out, "//", "a_file_with_a_long_name.o/\n".getBytes(StandardCharsets.ISO_8859_1));
        members.forEach(member -> member(out, "/0", member));
        return out.toByteArray();
    }

    /** A static archive as BSD's archiver writes it: a long name before each member. */
    public static byte[] bsdArchive(List<byte[]> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("!<arch>\n".getBytes(StandardCharsets.ISO_8859_1));
        for (byte[] member : members) {
            ByteBuffer named = ByteBuffer.allocate(20 + member.length);
            named.put("a_long_name_of_it.o\0".getBytes(StandardCharsets.ISO_8859_1))
                    .put(member);
            member(out, "#1/20", named.array());
        }
        return out.toByteArray();
    }

    private static void member(ByteArrayOutputStream out, String name, byte[] content) {
        out.writeBytes(String.format("%-16s%-12d%-6d%-6d%-8s%-10d`\n", name, 0, 0, 0, "644", content.length)
                .getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(content);
        if (content.length % 2 == 1) {
            out.write('\n');
        }
    }
}
