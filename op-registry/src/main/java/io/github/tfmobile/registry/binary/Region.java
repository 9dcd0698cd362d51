package io.github.tfmobile.registry.binary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A part of a file.
 *
 * @param offset where it starts, in bytes from the start of the file
 * @param length how many bytes it has
 * @param address where a program finds its first byte in memory; 0 in a file that is still to be linked
 */
record Region(long offset, long length, long address) {

    /** A part that has no address. */
    Region(long offset, long length) {
        this(offset, length, 0);
    }

    /** Where it ends, the first byte behind it. */
    long end() {
        return offset + length;
    }

    /** Where a program finds a byte of it that is at {@code place} of the file. */
    long addressOf(long place) {
        return address + (place - offset);
    }

    /** How many bytes a buffer needs that takes any of some regions, or a part of it. */
    static int bufferSize(List<Region> regions, int part) {
        return (int)
                Math.min(part, regions.stream().mapToLong(Region::length).max().orElse(0));
    }

    /** The same bytes as regions that do not overlap, in the order of the file: none is read twice. */
    static List<Region> distinct(List<Region> regions) {
        List<Region> sorted = new ArrayList<>(regions);
        sorted.sort(Comparator.comparingLong(Region::offset).thenComparingLong(Region::length));
        List<Region> distinct = new ArrayList<>();
        long end = 0;
        for (Region region : sorted) {
            long start = Math.max(region.offset(), end);
            if (start < region.end()) {
                distinct.add(new Region(start, region.end() - start, region.addressOf(start)));
                end = region.end();
            }
        }
        return distinct;
    }
}
