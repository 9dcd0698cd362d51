package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.registry.starlark.Dict;
import io.github.tfmobile.registry.starlark.Sequence;
import io.github.tfmobile.registry.starlark.StarlarkList;
import io.github.tfmobile.registry.starlark.Texts;
import io.github.tfmobile.registry.starlark.Value;
import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A {@code select}, or a sum with one: it is decided when the rule that has it is asked, not while a file is read.
 *
 * @param parts the summands: {@link Choice}s and ordinary values
 */
record Select(List<Object> parts) implements Value.Hosted {

    /** One {@code select}: condition to value, in the order of the file. */
    record Choice(Map<Object, Object> cases) {
        Choice(Map<Object, Object> cases) {
            this.cases = Collections.unmodifiableMap(new LinkedHashMap<>(cases));
        }
    }

    Select(List<Object> parts) {
        this.parts = List.copyOf(parts);
    }

    @Override
    public String type() {
        return "select";
    }

    @Override
    public String repr() {
        return parts.stream()
                .map(part -> part instanceof Choice choice
                        ? choice.cases().entrySet().stream()
                                .map(e -> Texts.repr(e.getKey(), 0) + ": " + Texts.repr(e.getValue(), 0))
                                .collect(Collectors.joining(", ", "select({", "})"))
                        : Texts.repr(part, 0))
                .collect(Collectors.joining(" + "));
    }

    @Override
    public @Nullable Object field(String name) {
        return null;
    }

    @Override
    public SortedSet<String> fields() {
        return new TreeSet<>();
    }

    @Override
    public boolean isConstant() {
        return true;
    }

    @Override
    public boolean isHashable() {
        return false;
    }

    @Override
    public @Nullable Object plus(Object other, boolean inFront, int line) {
        String mine = kind(this);
        String theirs = kind(other);
        if (!mine.isEmpty() && !theirs.isEmpty() && !mine.equals(theirs)) {
            throw new StarlarkException("\"+\" does not go with a select of a " + mine + " and a " + theirs, line);
        }
        List<Object> more = other instanceof Select select ? select.parts : List.of(copied(other));
        List<Object> all = new ArrayList<>(inFront ? more : parts);
        all.addAll(inFront ? parts : more);
        return new Select(all);
    }

    /** A list cannot be changed through the select that holds it. */
    static Object copied(Object value) {
        return value instanceof StarlarkList list ? new Frozen(List.copyOf(list.items())) : value;
    }

    /** The items of a list that was added to a select. */
    record Frozen(List<Object> items) implements Value.Hosted {
        @Override
        public String type() {
            return "list";
        }

        @Override
        public String repr() {
            return items.stream().map(item -> Texts.repr(item, 0)).collect(Collectors.joining(", ", "[", "]"));
        }

        @Override
        public @Nullable Object field(String name) {
            return null;
        }

        @Override
        public SortedSet<String> fields() {
            return new TreeSet<>();
        }
    }

    /** The type of the values; empty when it is not known. */
    private static String kind(Object value) {
        if (value instanceof Select select) {
            for (Object part : select.parts) {
                for (Object one : part instanceof Choice choice ? choice.cases().values() : List.of(part)) {
                    if (!kind(one).isEmpty()) {
                        return kind(one);
                    }
                }
            }
            return "";
        }
        return value == Value.NONE || value instanceof Value.Opaque ? "" : Value.type(value);
    }

    /** The items of a list, tuple or the keys of a dict; a single value otherwise; nothing of None. */
    static List<Object> items(@Nullable Object value) {
        if (value == null || value == Value.NONE || value instanceof Value.Opaque) {
            return List.of();
        } else if (value instanceof Frozen frozen) {
            return frozen.items();
        } else if (value instanceof Sequence sequence) {
            return sequence.items();
        } else if (value instanceof Dict dict) {
            return List.copyOf(dict.entries().keySet());
        }
        return List.of(value);
    }
}
