package io.github.tfmobile.registry.build;

import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;

/** The configurations that a registry tells apart: of those scanned, the ones that differ only in macros that nothing tests are one. */
public final class ConfigurationIndex {

    private final List<Configuration> configurations = new ArrayList<>();
    private final int[] numbers;

    public ConfigurationIndex(List<Configuration> scanned, SortedSet<String> tested) {
        numbers = new int[scanned.size()];
        for (int i = 0; i < numbers.length; i++) {
            Configuration configuration = scanned.get(i).restrictedTo(tested);
            if (!configurations.contains(configuration)) {
                configurations.add(configuration);
            }
            numbers[i] = configurations.indexOf(configuration);
        }
    }

    /** The configurations in the order of their numbers. */
    List<Configuration> configurations() {
        return List.copyOf(configurations);
    }

    /** The numbers of some of the scanned configurations. */
    public PresenceCondition of(PresenceCondition scanned) {
        BitSet mapped = new BitSet();
        scanned.configurations().forEach(i -> mapped.set(numbers[i]));
        return PresenceCondition.of(mapped);
    }
}
