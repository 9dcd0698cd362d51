package io.github.tfmobile.registry.starlark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A list. It is a value by identity for Java; Starlark's equality is {@link Equality}'s. */
public final class StarlarkList implements Sequence, Value.Mutable {

    private final List<Object> items;
    private final Evaluation.Mutability mutability;
    private int iterations;

    private StarlarkList(List<Object> items, Evaluation.Mutability mutability) {
        this.items = items;
        this.mutability = mutability;
    }

    /** A list that an evaluation makes, with a copy of some items. */
    public static StarlarkList of(List<?> items, Evaluation evaluation) {
        return new StarlarkList(new ArrayList<>(items), evaluation.mutability());
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public List<Object> items() {
        return Collections.unmodifiableList(items);
    }

    @Override
    public void iterate(int change) {
        if (!mutability.isFrozen()) {
            iterations += change;
        }
    }

    /** The items, to be changed. */
    List<Object> change(int line) {
        Value.checkChangeable(mutability, iterations, "list", line);
        return items;
    }
}
