package io.github.tfmobile.registry;

import java.util.BitSet;

/**
 * A source file that another one does not link without.
 *
 * @param file the file that is needed, relative to the root of the tree, with {@code /}
 * @param symbol one of the names that it defines and the other one uses
 * @param header the header that declares the name to both
 * @param worlds indices of the worlds in which it is needed, into the registry's list of worlds; treat as immutable
 */
public record LinkDependency(String file, String symbol, String header, BitSet worlds) {

    /** Copies the set. */
    public LinkDependency {
        worlds = (BitSet) worlds.clone();
    }

    /** A copy of the worlds. */
    @Override
    public BitSet worlds() {
        return (BitSet) worlds.clone();
    }
}
