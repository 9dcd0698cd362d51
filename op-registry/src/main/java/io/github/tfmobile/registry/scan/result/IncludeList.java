package io.github.tfmobile.registry.scan.result;

import java.util.BitSet;
import java.util.List;

/**
 * The headers of the tree that a translation unit includes, directly or not, in the worlds where they are the same.
 *
 * @param worlds indices into {@link TreeScan#worlds()}
 * @param headers paths relative to the root of the tree, sorted
 */
public record IncludeList(BitSet worlds, List<String> headers) {

    /** Copies set and list. */
    public IncludeList {
        worlds = (BitSet) worlds.clone();
        headers = List.copyOf(headers);
    }

    /** A copy of the worlds. */
    @Override
    public BitSet worlds() {
        return (BitSet) worlds.clone();
    }
}
