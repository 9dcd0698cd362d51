package io.github.tfmobile.registry.scan.interaction;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.target.Configuration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which macros meet, and which have a value that counts. Thread-safe. */
final class Meetings {

    private final SortedMap<String, SortedSet<String>> meeting = new TreeMap<>();
    private final SortedSet<String> valued = new TreeSet<>();

    /** For each macro those that it meets. */
    SortedMap<String, SortedSet<String>> meeting() {
        return meeting;
    }

    /** Macros whose text decides, not only whether they are defined. */
    SortedSet<String> valued() {
        return valued;
    }

    /** Adds what was found while some changes were gone through, in the order of their bits from 1 on. */
    synchronized void add(InteractionAnalysis found, List<String> changes) {
        List<String> macros = changes.stream().map(Configuration::macroOf).toList();
        for (int i = 0; i < macros.size(); i++) {
            meet(macros.get(i), found.together[i + 1], macros);
        }
        found.askedWith.forEach((symbol, bits) -> {
            if (!macros.contains(symbol.name)) {
                meet(symbol.name, bits, macros);
            }
        });
        addValued(found.read);
    }

    /** Adds macros whose text was asked for. */
    synchronized void addValued(Iterable<Symbol> read) {
        read.forEach(symbol -> valued.add(symbol.name));
    }

    private void meet(String macro, long bits, List<String> macros) {
        for (long rest = bits & ~1L; rest != 0; rest &= rest - 1) {
            String other = macros.get(Long.numberOfTrailingZeros(rest) - 1);
            if (!other.equals(macro)) {
                meeting.computeIfAbsent(macro, m -> new TreeSet<>()).add(other);
                meeting.computeIfAbsent(other, m -> new TreeSet<>()).add(macro);
            }
        }
    }
}
