package io.github.tfmobile.registry.build;

import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What exists in each configuration: registrations, ops, needs of source files. Configurations in which the same exists are one, once
 * the configurations that profiles have are all known.
 */
final class ConfigurationContents {

    /** Everything that exists in some configuration, numbered. */
    private final Map<Object, Integer> numbers = new HashMap<>();

    private final List<BitSet> configurations = new ArrayList<>();
    private final Map<BitSet, Integer> known = new LinkedHashMap<>();

    /** @param count how many configurations there are in the beginning, in which nothing exists */
    ConfigurationContents(int count) {
        for (int i = 0; i < count; i++) {
            configurations.add(new BitSet());
        }
    }

    /** Something exists in some of the configurations there are in the beginning. */
    void exists(Object thing, PresenceCondition in) {
        int number = number(thing);
        in.configurations()
                .forEach(configuration -> configurations.get(configuration).set(number));
    }

    /** The number of something that may exist. */
    int number(Object thing) {
        return numbers.computeIfAbsent(thing, t -> numbers.size());
    }

    /** A copy of what exists in a configuration. */
    BitSet of(int configuration) {
        return (BitSet) configurations.get(configuration).clone();
    }

    /** The configuration in which just this exists: a known one, or a new one. */
    int configuration(BitSet existing) {
        if (known.isEmpty()) {
            for (int i = 0; i < configurations.size(); i++) {
                known.putIfAbsent(configurations.get(i), i);
            }
        }
        Integer configuration = known.get(existing);
        if (configuration == null) {
            configuration = configurations.size();
            BitSet copy = (BitSet) existing.clone();
            configurations.add(copy);
            known.put(copy, configuration);
        }
        return configuration;
    }

    /** How many configurations there are. */
    int count() {
        return configurations.size();
    }

    /** The configurations in which something exists. */
    PresenceCondition presenceOf(Object thing) {
        BitSet in = new BitSet();
        Integer number = numbers.get(thing);
        for (int i = 0; i < configurations.size() && number != null; i++) {
            in.set(i, configurations.get(i).get(number));
        }
        return PresenceCondition.of(in);
    }
}
