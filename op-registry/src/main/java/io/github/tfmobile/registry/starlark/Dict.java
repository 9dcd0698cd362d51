package io.github.tfmobile.registry.starlark;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A dict. It is a value by identity for Java; Starlark's equality is {@link Equality}'s. */
public final class Dict implements Value.Mutable {

    private final Map<Object, Object> entries = new LinkedHashMap<>();
    private final Evaluation.Mutability mutability;
    private int iterations;

    private Dict(Evaluation evaluation) {
        this.mutability = evaluation.mutability();
    }

    /** A dict that an evaluation makes, without entries. */
    public static Dict of(Evaluation evaluation) {
        return new Dict(evaluation);
    }

    /** A dict that an evaluation makes, with some entries. */
    public static Dict of(Map<?, ?> entries, Evaluation evaluation) {
        Dict dict = new Dict(evaluation);
        dict.entries.putAll(entries);
        return dict;
    }

    /** The entries; the map cannot be changed. */
    public Map<Object, Object> entries() {
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public void iterate(int change) {
        if (!mutability.isFrozen()) {
            iterations += change;
        }
    }

    /** The entries, to be changed. */
    Map<Object, Object> change(int line) {
        Value.checkChangeable(mutability, iterations, "dict", line);
        return entries;
    }
}
