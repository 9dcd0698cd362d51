package io.github.tfmobile.registry.binary;

import io.github.tfmobile.common.problem.ProblemException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells the formats apart and gathers the code of each architecture. */
final class LibraryReader {

    private static final int UNIVERSAL = 0xcafebabe;
    private static final int UNIVERSAL_64 = 0xcafebabf;
    /** A universal file has a few architectures; a Java class, which starts alike, has its version here, 45 at least. */
    private static final int MAX_ARCHITECTURES = 40;

    private static final int BITCODE = 0x4243c0de;
    private static final int BITCODE_WRAPPER = 0xdec0170b;
    private static final int ZIP = 0x504b0304;
    private static final String NAME_ANOTHER = "name a shared library or a static archive: ELF, Mach-O or ar";

    private final BinaryFile file;
    private final Map<Architecture, Slice> slices = new TreeMap<>();
    private int bitcode;

    LibraryReader(BinaryFile file) {
        this.file = file;
    }

    /** The code of one architecture. */
    static final class Slice {
        private final Architecture architecture;
        private final List<Region> constants = new ArrayList<>();
        private final List<Region> code = new ArrayList<>();
        private int objects;
        private long pageSize;

        Slice(Architecture architecture) {
            this.architecture = architecture;
        }

        Architecture architecture() {
            return architecture;
        }

        List<Region> constants() {
            return constants;
        }

        List<Region> code() {
            return code;
        }

        int objects() {
            return objects;
        }

        long pageSize() {
            return pageSize;
        }
    }

    /** The code of each architecture. */
    Collection<Slice> slices() {
        return slices.values();
    }

    /** How many members are LLVM's bitcode. */
    int bitcode() {
        return bitcode;
    }

    /**
     * Reads the whole file.
     *
     * @throws ProblemException if it is damaged or something else
     */
    NativeLibrary.Kind read() throws ProblemException {
        Region whole = new Region(0, file.size());
        int magic = magic(whole);
        NativeLibrary.Kind kind;
        if (magic == UNIVERSAL || magic == UNIVERSAL_64) {
            kind = universal(magic == UNIVERSAL_64);
        } else {
            kind = part(whole);
        }
        if (slices.isEmpty()) {
            throw file.refused(
                    bitcode > 0
                            ? "an archive of LLVM bitcode, which is compiled when it is linked"
                            : "an archive without object files",
                    bitcode > 0
                            ? "name the library that is linked of it, or build it without link-time optimisation"
                            : NAME_ANOTHER);
        }
        return kind;
    }

    private NativeLibrary.Kind universal(boolean wide) throws ProblemException {
        int count = file.read(4, 4, "the number of architectures").getInt();
        if (count < 1 || count > MAX_ARCHITECTURES) {
            throw file.refused("a Java class or a damaged universal file", NAME_ANOTHER);
        }
        int length = wide ? 32 : 20;
        long end = 8 + (long) count * length;
        NativeLibrary.Kind kind = NativeLibrary.Kind.SHARED_LIBRARY;
        for (int i = 0; i < count; i++) {
            ByteBuffer entry = file.read(8 + (long) i * length, length, "architecture " + i);
            Region part = wide
                    ? new Region(entry.getLong(8), entry.getLong(16))
                    : new Region(entry.getInt(8) & 0xffffffffL, entry.getInt(12) & 0xffffffffL);
            if (part.offset() < end) {
                throw file.damaged(8 + (long) i * length, "architecture " + i + " lies over what is before it");
            }
            file.requireInside(part.offset(), part.length(), "architecture " + i);
            end = part.end();
            kind = part(part);
        }
        return kind;
    }

    private NativeLibrary.Kind part(Region part) throws ProblemException {
        ByteBuffer start = file.read(part.offset(), (int) Math.min(8, part.length()), "the header");
        if (ArchiveReader.matches(start)) {
            for (Region member : ArchiveReader.members(file, part)) {
                member(member);
            }
            return NativeLibrary.Kind.STATIC_ARCHIVE;
        }
        ObjectCode code = object(part);
        if (code == null) {
            boolean zip = magic(part) == ZIP;
            throw file.refused(
                    zip ? "a zip file" : "no native library",
                    zip ? "unpack it and name a library in it, as in jni/arm64-v8a/" : NAME_ANOTHER);
        }
        add(code);
        return code.kind();
    }

    private void member(Region member) throws ProblemException {
        int magic = magic(member);
        if (magic == BITCODE || magic == BITCODE_WRAPPER) {
            bitcode++;
            return;
        }
        // Archives may hold anything: what is no object file is nothing to a linker.
        ObjectCode code = object(member);
        if (code != null) {
            add(code);
        }
    }

    private @Nullable ObjectCode object(Region object) throws ProblemException {
        ByteBuffer start = file.read(object.offset(), (int) Math.min(8, object.length()), "the header");
        if (ElfReader.matches(start)) {
            return ElfReader.read(file, object);
        }
        return MachOReader.matches(start) ? MachOReader.read(file, object) : null;
    }

    private int magic(Region part) throws ProblemException {
        return part.length() < 4 ? 0 : file.read(part.offset(), 4, "the header").getInt();
    }

    private void add(ObjectCode code) {
        Slice slice = slices.computeIfAbsent(code.architecture(), Slice::new);
        slice.objects++;
        slice.constants.addAll(code.constants());
        slice.code.addAll(code.code());
        slice.pageSize = slice.objects == 1 ? code.pageSize() : Math.min(slice.pageSize, code.pageSize());
    }
}
