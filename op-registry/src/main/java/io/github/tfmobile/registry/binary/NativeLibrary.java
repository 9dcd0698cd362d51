package io.github.tfmobile.registry.binary;

import io.github.tfmobile.common.problem.ProblemException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A shared library or a static archive, and which texts are in it.
 *
 * @param file the file
 * @param kind what it is
 * @param images what it has for each architecture, by name; more than one in a universal file of Apple's
 */
public record NativeLibrary(Path file, Kind kind, List<Image> images) {

    /** What a file is. */
    public enum Kind {
        /** What a program loads, or an executable. */
        SHARED_LIBRARY("shared library"),
        /** What is linked into a library. */
        STATIC_ARCHIVE("static archive"),
        /** One compiled file. */
        OBJECT_FILE("object file");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** How a text occurs. */
    public enum Occurrence {
        /** As a string of its own. */
        WHOLE,
        /**
         * As the end of a longer string, where it is not known whether anything refers to it. Of two strings of which one
         * ends the other linkers keep the longer one, so this does not tell whether the shorter one is there too.
         */
        TAIL
    }

    /**
     * What a library has for one architecture.
     *
     * @param architecture the architecture
     * @param objects how many object files there are in a static archive; 1 in others
     * @param bitcode how many members of an archive are left to the compiler: LLVM's bitcode holds no texts that could
     *     be found
     * @param pageSize the largest page size at which a loader can map it; 0 for what is still to be linked
     * @param texts the texts that were found, with how
     */
    public record Image(
            Architecture architecture, int objects, int bitcode, long pageSize, Map<String, Occurrence> texts) {

        /** Copies the map. */
        public Image {
            texts = Map.copyOf(texts);
        }

        /** Whether a text is there as a string of its own. */
        public boolean has(String text) {
            return texts.get(text) == Occurrence.WHOLE;
        }
    }

    /** Copies the list. */
    public NativeLibrary {
        images = List.copyOf(images);
    }

    /**
     * Looks for texts in the constants of a library. Spaces count nowhere: compilers differ in where they write them.
     *
     * @param file an ELF file of any mobile architecture, a static archive of such files or of Mach-O files, a Mach-O file,
     *     or one that unites several of these for several architectures
     * @param texts the texts
     * @throws ProblemException if it is something else, or damaged
     */
    public static NativeLibrary read(Path file, Collection<String> texts) throws ProblemException {
        try (BinaryFile binary = BinaryFile.open(file)) {
            LibraryReader reader = new LibraryReader(binary);
            Kind kind = reader.read();
            TextSearch search = TextSearch.of(texts);
            Map<Architecture, Image> images = new TreeMap<>();
            for (LibraryReader.Slice slice : reader.slices()) {
                images.put(
                        slice.architecture(),
                        new Image(
                                slice.architecture(),
                                slice.objects(),
                                reader.bitcode(),
                                slice.pageSize(),
                                search.in(binary, slice)));
            }
            return new NativeLibrary(file, kind, List.copyOf(images.values()));
        }
    }
}
