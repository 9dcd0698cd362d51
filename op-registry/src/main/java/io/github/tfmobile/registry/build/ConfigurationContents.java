package io.github.tfmobile.registry.build;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What exists in each world: registrations, ops, needs of source files. Worlds in which the same exists are one, once
 * the worlds that profiles have are all known.
 */
final class ConfigurationContents {

    /** Everything that exists in some world, numbered. */
    private final Map<Object, Integer> numbers = new HashMap<>();

    private final List<BitSet> worlds = new ArrayList<>();
    private final Map<BitSet, Integer> known = new LinkedHashMap<>();

    /** @param count how many worlds there are in the beginning, in which nothing exists */
    ConfigurationContents(int count) {
        for (int i = 0; i < count; i++) {
            worlds.add(new BitSet());
        }
    }

    /** Something exists in some of the worlds there are in the beginning. */
    void exists(Object thing, BitSet in) {
        int number = number(thing);
        in.stream().forEach(world -> worlds.get(world).set(number));
    }

    /** The number of something that may exist. */
    int number(Object thing) {
        return numbers.computeIfAbsent(thing, t -> numbers.size());
    }

    /** A copy of what exists in a world. */
    BitSet of(int world) {
        return (BitSet) worlds.get(world).clone();
    }

    /** The world in which just this exists: a known one, or a new one. */
    int world(BitSet existing) {
        if (known.isEmpty()) {
            for (int i = 0; i < worlds.size(); i++) {
                known.putIfAbsent(worlds.get(i), i);
            }
        }
        Integer world = known.get(existing);
        if (world == null) {
            world = worlds.size();
            BitSet copy = (BitSet) existing.clone();
            worlds.add(copy);
            known.put(copy, world);
        }
        return world;
    }

    /** How many worlds there are. */
    int count() {
        return worlds.size();
    }

    /** The worlds in which something exists. */
    BitSet worldsOf(Object thing) {
        BitSet in = new BitSet();
        Integer number = numbers.get(thing);
        for (int i = 0; i < worlds.size() && number != null; i++) {
            in.set(i, worlds.get(i).get(number));
        }
        return in;
    }
}
