package io.github.tfmobile.registry.scan;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The identifiers of one scan. Thread-safe. */
final class Symbols {

    private final ConcurrentHashMap<String, Symbol> byName = new ConcurrentHashMap<>(1 << 16);
    private final AtomicInteger next = new AtomicInteger();

    /** The one symbol of that name. */
    Symbol of(String name) {
        Symbol known = byName.get(name);
        return known != null ? known : byName.computeIfAbsent(name, n -> new Symbol(n, next.getAndIncrement()));
    }

    /** Whether there is a symbol of that name. */
    boolean knows(String name) {
        return byName.containsKey(name);
    }

    /** How many symbols there are: every id so far is below. */
    int size() {
        return next.get();
    }

    /** All symbols so far. */
    Collection<Symbol> all() {
        return byName.values();
    }
}
