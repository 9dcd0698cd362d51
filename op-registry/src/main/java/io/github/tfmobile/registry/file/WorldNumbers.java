package io.github.tfmobile.registry.file;

import io.github.tfmobile.registry.target.World;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;

/** The worlds that a registry tells apart: of those scanned, the ones that differ only in macros that nothing tests are one. */
final class WorldNumbers {

    private final List<World> worlds = new ArrayList<>();
    private final int[] numbers;

    WorldNumbers(List<World> scanned, SortedSet<String> tested) {
        numbers = new int[scanned.size()];
        for (int i = 0; i < numbers.length; i++) {
            World world = scanned.get(i).restrictedTo(tested);
            if (!worlds.contains(world)) {
                worlds.add(world);
            }
            numbers[i] = worlds.indexOf(world);
        }
    }

    /** The worlds in the order of their numbers. */
    List<World> worlds() {
        return List.copyOf(worlds);
    }

    /** The numbers of some of the scanned worlds. */
    BitSet of(BitSet scanned) {
        BitSet mapped = new BitSet();
        scanned.stream().forEach(i -> mapped.set(numbers[i]));
        return mapped;
    }
}
