package io.github.tfmobile.registry.build;

import io.github.tfmobile.registry.target.Configuration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;

/** The worlds that a registry tells apart: of those scanned, the ones that differ only in macros that nothing tests are one. */
public final class ConfigurationIndex {

    private final List<Configuration> worlds = new ArrayList<>();
    private final int[] numbers;

    public ConfigurationIndex(List<Configuration> scanned, SortedSet<String> tested) {
        numbers = new int[scanned.size()];
        for (int i = 0; i < numbers.length; i++) {
            Configuration world = scanned.get(i).restrictedTo(tested);
            if (!worlds.contains(world)) {
                worlds.add(world);
            }
            numbers[i] = worlds.indexOf(world);
        }
    }

    /** The worlds in the order of their numbers. */
    List<Configuration> worlds() {
        return List.copyOf(worlds);
    }

    /** The numbers of some of the scanned worlds. */
    public BitSet of(BitSet scanned) {
        BitSet mapped = new BitSet();
        scanned.stream().forEach(i -> mapped.set(numbers[i]));
        return mapped;
    }
}
