package io.github.tfmobile.registry.binary;

import io.github.tfmobile.common.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Finds which of some addresses code refers to. It looks at the instructions that make an address in code that may be loaded
 * anywhere: {@code adrp} with {@code add}, and {@code adr}, of 64-bit ARM; {@code lea} relative to the next instruction of
 * x86-64.
 */
final class CodeReferences {

    private static final int CHUNK = 1 << 20;
    /** The longest instruction that is looked at. */
    private static final int LEA = 7;

    private static final long UNKNOWN = -1;
    /** The first register of 64-bit ARM that a function leaves as it was. */
    private static final int CALLEE_SAVED = 19;

    private final long[] addresses;
    private final BitSet found;

    private CodeReferences(long[] addresses) {
        this.addresses = addresses;
        this.found = new BitSet(addresses.length);
    }

    /** Whether the references in code of an architecture are understood. */
    static boolean understands(Architecture architecture) {
        return architecture.name().equals("arm64") || architecture.name().equals("x86_64");
    }

    /**
     * Which addresses are referred to, by their index.
     *
     * @param addresses sorted
     * @throws ProblemException if the code cannot be read
     */
    static BitSet to(long[] addresses, Architecture architecture, BinaryFile file, List<Region> code)
            throws ProblemException {
        CodeReferences references = new CodeReferences(addresses);
        boolean arm = architecture.name().equals("arm64");
        byte[] bytes = new byte[Region.bufferSize(code, CHUNK + LEA)];
        for (Region region : code) {
            long[] pages = new long[32];
            Arrays.fill(pages, UNKNOWN);
            for (long at = region.offset(); at < region.end(); at += CHUNK) {
                int length = (int) Math.min(arm ? CHUNK : CHUNK + LEA, region.end() - at);
                file.read(at, ByteBuffer.wrap(bytes, 0, length));
                ByteBuffer words = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
                if (arm) {
                    references.arm64(words, region.addressOf(at), pages);
                } else {
                    references.x86(words, region.addressOf(at));
                }
            }
        }
        return references.found;
    }

    private void arm64(ByteBuffer words, long address, long[] pages) {
        for (int i = 0; i + 4 <= words.limit(); i += 4) {
            int word = words.getInt(i);
            int to = word & 31;
            if ((word & 0x1f000000) == 0x10000000) {
                // 21 bits with sign: the two low ones stand in bits 29 and 30.
                long immediate = ((long) (word << 8) >> 13 << 2) | (word >>> 29 & 3);
                long place = address + i;
                if (word < 0) {
                    pages[to] = (place & ~0xfffL) + (immediate << 12);
                } else {
                    refer(place + immediate);
                }
            } else if ((word & 0xff800000) == 0x91000000) {
                long page = pages[word >>> 5 & 31];
                if (page != UNKNOWN) {
                    long immediate = word >>> 10 & 0xfffL;
                    refer(page + ((word & 0x400000) == 0 ? immediate : immediate << 12));
                }
                pages[to] = UNKNOWN;
            } else if ((word & 0xfc000000) == 0x94000000 || (word & 0xfffffc1f) == 0xd63f0000) {
                // bl and blr: what a function is called with does not outlive the call.
                Arrays.fill(pages, 0, CALLEE_SAVED, UNKNOWN);
            } else if (word == 0xd65f03c0) {
                // ret
                Arrays.fill(pages, UNKNOWN);
            }
        }
    }

    private void x86(ByteBuffer bytes, long address) {
        for (int i = 0; i + LEA <= bytes.limit(); i++) {
            // REX.W, LEA, and the addressing mode that counts from the next instruction.
            if ((bytes.get(i) & 0xf8) == 0x48
                    && (bytes.get(i + 1) & 0xff) == 0x8d
                    && (bytes.get(i + 2) & 0xc7) == 0x05) {
                refer(address + i + LEA + bytes.getInt(i + 3));
            }
        }
    }

    private void refer(long address) {
        int index = Arrays.binarySearch(addresses, address);
        if (index >= 0) {
            found.set(index);
        }
    }
}
