package io.github.tfmobile.registry.file;

import io.github.tfmobile.registry.MacroEffects;
import io.github.tfmobile.registry.Registry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The section of a registry file about what macros do. Macros are numbers into the sorted list of tested macros that
 * were looked at.
 */
final class MacroEffectsSection {

    /** No registry comes near this many configurations. */
    private static final int MAX_WORLDS = 1 << 16;

    private MacroEffectsSection() {}

    static void write(Sink sink, Registry registry) {
        MacroEffects effects = registry.effects();
        List<String> tested = List.copyOf(registry.testedMacros());
        sink.number(effects.configurations());
        sink.bits(numbers(tested, effects.macros()));
        sink.bits(numbers(tested, effects.valued()));

        Map<SortedSet<String>, Integer> sets = new LinkedHashMap<>();
        effects.meeting().values().forEach(others -> sets.putIfAbsent(others, sets.size()));
        sink.number(sets.size());
        sets.keySet().forEach(others -> sink.bits(numbers(tested, others)));
        sink.number(effects.meeting().size());
        effects.meeting().forEach((macro, others) -> {
            sink.number(Collections.binarySearch(tested, macro));
            sink.number(sets.getOrDefault(others, 0));
        });
        for (SortedMap<String, Integer> leads : effects.leads()) {
            sink.number(leads.size());
            leads.forEach((change, lead) -> {
                boolean undefines = change.startsWith("-U");
                int macro = Collections.binarySearch(tested, undefines ? change.substring(2) : change);
                sink.number(2L * macro + (undefines ? 1 : 0));
                sink.number(lead + 1L);
            });
        }
    }

    private static BitSet numbers(List<String> tested, SortedSet<String> macros) {
        BitSet numbers = new BitSet();
        macros.forEach(macro -> numbers.set(Collections.binarySearch(tested, macro)));
        return numbers;
    }

    static MacroEffects read(Source source, SortedSet<String> testedMacros, int configurationCount)
            throws CorruptRegistryException {
        List<String> tested = List.copyOf(testedMacros);
        int configurations = source.index(MAX_WORLDS);
        if (configurations < configurationCount) {
            throw new CorruptRegistryException("there are fewer configurations than there are");
        }
        SortedSet<String> macros = names(source, tested);
        SortedSet<String> valued = names(source, tested);
        int setCount = source.count();
        List<SortedSet<String>> sets = new ArrayList<>(setCount);
        for (int i = 0; i < setCount; i++) {
            sets.add(names(source, tested));
        }
        SortedMap<String, SortedSet<String>> meeting = new TreeMap<>();
        int meetingCount = source.count();
        for (int i = 0; i < meetingCount; i++) {
            String macro = tested.get(source.index(tested.size()));
            meeting.put(macro, sets.get(source.index(setCount)));
        }
        List<SortedMap<String, Integer>> leads = new ArrayList<>(configurationCount);
        for (int i = 0; i < configurationCount; i++) {
            SortedMap<String, Integer> changes = new TreeMap<>();
            int count = source.count();
            for (int k = 0; k < count; k++) {
                int change = source.index(2 * tested.size());
                String macro = tested.get(change / 2);
                changes.put(change % 2 == 1 ? "-U" + macro : macro, source.index(configurations + 1) - 1);
            }
            leads.add(changes);
        }
        return new MacroEffects(macros, leads, meeting, valued, configurations);
    }

    private static SortedSet<String> names(Source source, List<String> tested) throws CorruptRegistryException {
        SortedSet<String> names = new TreeSet<>();
        source.bits(tested.size()).stream().forEach(number -> names.add(tested.get(number)));
        return names;
    }
}
