package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.registry.starlark.Texts;
import io.github.tfmobile.registry.starlark.Value;
import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code struct(...)} and providers make. */
record Struct(SortedMap<String, Object> values) implements Value.Hosted {

    Struct(Map<String, Object> values) {
        this(Collections.unmodifiableSortedMap(new TreeMap<>(values)));
    }

    @Override
    public String type() {
        return "struct";
    }

    @Override
    public String repr() {
        return values.entrySet().stream()
                .map(e -> e.getKey() + " = " + Texts.repr(e.getValue(), 0))
                .collect(Collectors.joining(", ", "struct(", ")"));
    }

    @Override
    public @Nullable Object field(String name) {
        return values.get(name);
    }

    @Override
    public SortedSet<String> fields() {
        return new TreeSet<>(values.keySet());
    }

    @Override
    public @Nullable Object plus(Object other, boolean inFront, int line) {
        if (!(other instanceof Struct struct)) {
            return null;
        }
        SortedMap<String, Object> all = new TreeMap<>(values);
        for (Map.Entry<String, Object> entry : struct.values.entrySet()) {
            if (all.put(entry.getKey(), entry.getValue()) != null) {
                throw new StarlarkException("both structs have \"" + entry.getKey() + "\"", line);
            }
        }
        return new Struct(all);
    }
}
