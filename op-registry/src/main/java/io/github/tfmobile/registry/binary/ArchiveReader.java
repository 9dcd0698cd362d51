package io.github.tfmobile.registry.binary;

import io.github.tfmobile.common.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads static archives as {@code ar} writes them, with the long names of System V, GNU and BSD. */
final class ArchiveReader {

    private static final String MAGIC = "!<arch>\n";
    private static final String THIN_MAGIC = "!<thin>\n";
    private static final int HEADER = 60;

    private ArchiveReader() {}

    /** Whether a file starts as archives do. */
    static boolean matches(ByteBuffer start) {
        return starts(start, MAGIC) || starts(start, THIN_MAGIC);
    }

    private static boolean starts(ByteBuffer start, String magic) {
        return start.remaining() >= 8
                && StandardCharsets.ISO_8859_1
                        .decode(start.slice(start.position(), 8))
                        .toString()
                        .equals(magic);
    }

    /**
     * The content of the members, in their order; what archivers add for the linker is left out.
     *
     * @throws ProblemException if it is damaged, or a thin archive, whose members lie elsewhere
     */
    static List<Region> members(BinaryFile file, Region archive) throws ProblemException {
        if (starts(file.read(archive.offset(), 8, "the archive's header"), THIN_MAGIC)) {
            throw file.refused(
                    "a thin archive, which names its members and does not hold them",
                    "make a whole one of it: ar -M with CREATE, ADDLIB, SAVE, or ar without the option T");
        }
        List<Region> members = new ArrayList<>();
        long at = 8;
        while (at < archive.length()) {
            if (archive.length() - at < HEADER) {
                throw file.damaged(archive.offset() + at, "the archive ends within a member's header");
            }
            String header = StandardCharsets.ISO_8859_1
                    .decode(file.read(archive.offset() + at, HEADER, "a member's header"))
                    .toString();
            if (!header.endsWith("`\n")) {
                throw file.damaged(archive.offset() + at, "no member of the archive starts here");
            }
            long size = number(header.substring(48, 58));
            long start = at + HEADER;
            if (size < 0 || size > archive.length() - start) {
                throw file.damaged(
                        archive.offset() + at,
                        "a member's size is \"" + header.substring(48, 58).strip() + "\"");
            }
            String name = header.substring(0, 16).strip();
            // BSD writes a long name before the content.
            long nameLength = name.startsWith("#1/") ? number(name.substring(3)) : 0;
            if (nameLength < 0 || nameLength > size) {
                throw file.damaged(archive.offset() + at, "a member's name is \"" + name + "\"");
            }
            if (!name.equals("/") && !name.equals("//") && !name.equals("/SYM64/")) {
                members.add(new Region(archive.offset() + start + nameLength, size - nameLength));
            }
            // Members start at even places.
            at = start + size + (size & 1);
        }
        return members;
    }

    private static long number(String text) {
        String digits = text.strip();
        if (digits.isEmpty() || digits.length() > 10 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Long.parseLong(digits);
    }
}
