package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.Value.Function;
import io.github.tfmobile.registry.starlark.Value.Opaque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The functions that every Starlark file has. */
public final class Builtins {

    private static final int MAX_RANGE = 100_000;

    private static final Map<String, Function> ALL = functions();

    private Builtins() {}

    /** The function of a name; null when there is none. */
    public static @Nullable Function find(String name) {
        return ALL.get(name);
    }

    /**
     * The value of a condition function that the tree does not hold, such as {@code if_cuda(yes, no)}: what is optional
     * is off. {@code if_oss} (the open-source tree) is on.
     */
    public static Object unknownCondition(String name, List<Object> positional, Map<String, Object> named) {
        if (name.startsWith("if_not_") || name.equals("if_oss")) {
            return positional.isEmpty() ? named.getOrDefault("if_true", new ArrayList<>()) : positional.get(0);
        }
        for (String keyword : List.of("if_false", "otherwise")) {
            Object value = named.get(keyword);
            if (value != null) {
                return value;
            }
        }
        return positional.size() > 1 ? positional.get(1) : new ArrayList<>();
    }

    private static Map<String, Function> functions() {
        Map<String, Function> all = new HashMap<>();
        all.put("len", (p, n, line) -> (long) length(first(p, line)));
        all.put("str", (p, n, line) -> Value.text(first(p, line)));
        all.put("repr", (p, n, line) -> Value.repr(first(p, line)));
        all.put("type", (p, n, line) -> Value.type(first(p, line)));
        all.put("bool", (p, n, line) -> !p.isEmpty() && Value.truth(p.get(0)));
        all.put("int", Builtins::integer);
        all.put("list", (p, n, line) -> p.isEmpty() ? new ArrayList<>() : new ArrayList<>(Value.items(p.get(0))));
        all.put("tuple", (p, n, line) -> Value.tuple(p.isEmpty() ? List.of() : Value.items(p.get(0))));
        all.put("depset", Builtins::depset);
        all.put("set", (p, n, line) -> p.isEmpty() ? new ArrayList<>() : distinct(Value.items(p.get(0))));
        all.put("dict", Builtins::dict);
        all.put("sorted", Builtins::sorted);
        all.put("reversed", (p, n, line) -> {
            List<Object> list = new ArrayList<>(Value.items(first(p, line)));
            Collections.reverse(list);
            return list;
        });
        all.put("enumerate", (p, n, line) -> {
            List<Object> list = new ArrayList<>();
            for (Object item : Value.items(first(p, line))) {
                list.add(Value.tuple(List.of((long) list.size(), item)));
            }
            return list;
        });
        all.put("zip", Builtins::zip);
        all.put("range", Builtins::range);
        all.put("any", (p, n, line) -> Value.items(first(p, line)).stream().anyMatch(Value::truth));
        all.put("all", (p, n, line) -> Value.items(first(p, line)).stream().allMatch(Value::truth));
        all.put("min", (p, n, line) -> extreme(p, -1, line));
        all.put("max", (p, n, line) -> extreme(p, 1, line));
        all.put(
                "hasattr",
                (p, n, line) -> p.size() == 2
                        && p.get(0) instanceof Value.Struct s
                        && s.fields().containsKey(Value.text(p.get(1))));
        all.put("getattr", (p, n, line) -> {
            Object value = p.size() > 1 && p.get(0) instanceof Value.Struct s
                    ? s.fields().get(Value.text(p.get(1)))
                    : null;
            return value != null ? value : p.size() > 2 ? p.get(2) : new Opaque("attribute");
        });
        all.put("struct", (p, n, line) -> new Value.Struct(new LinkedHashMap<>(n)));
        all.put("print", (p, n, line) -> Value.NONE);
        all.put("fail", (p, n, line) -> {
            throw new StarlarkException("fail: " + (p.isEmpty() ? "" : Value.text(p.get(0))), line);
        });
        for (String ignored : List.of(
                "package",
                "licenses",
                "exports_files",
                "workspace",
                "package_group",
                "register_toolchains",
                "visibility")) {
            all.put(ignored, (p, n, line) -> Value.NONE);
        }
        return Map.copyOf(all);
    }

    private static Object first(List<Object> arguments, int line) {
        if (arguments.isEmpty()) {
            throw new StarlarkException("argument missing", line);
        }
        return arguments.get(0);
    }

    private static int length(Object value) {
        return value instanceof String text ? text.length() : Value.items(value).size();
    }

    private static Object integer(List<Object> positional, Map<String, Object> named, int line) {
        Object value = first(positional, line);
        if (value instanceof Boolean b) {
            return b ? 1L : 0L;
        } else if (value instanceof String text) {
            try {
                return Long.valueOf(text.strip());
            } catch (NumberFormatException e) {
                throw new StarlarkException("not a number: \"" + text + "\"", line);
            }
        }
        return value;
    }

    private static List<Object> distinct(Collection<Object> items) {
        return new ArrayList<>(new LinkedHashSet<>(items));
    }

    private static Object depset(List<Object> positional, Map<String, Object> named, int line) {
        List<Object> all = new ArrayList<>(
                positional.isEmpty()
                        ? Value.items(named.getOrDefault("direct", Value.NONE))
                        : Value.items(positional.get(0)));
        for (Object inner : Value.items(named.getOrDefault("transitive", Value.NONE))) {
            all.addAll(Value.items(inner));
        }
        return distinct(all);
    }

    private static Object dict(List<Object> positional, Map<String, Object> named, int line) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Object argument : positional) {
            if (argument instanceof Map<?, ?> other) {
                map.putAll(other);
            } else {
                for (Object pair : Value.items(argument)) {
                    List<Object> two = Value.items(pair);
                    if (two.size() == 2) {
                        map.put(two.get(0), two.get(1));
                    }
                }
            }
        }
        map.putAll(named);
        return map;
    }

    private static Object sorted(List<Object> positional, Map<String, Object> named, int line) {
        List<Object> list = new ArrayList<>(Value.items(first(positional, line)));
        Object key = named.get("key");
        list.sort((a, b) -> key instanceof Function f
                ? Operators.compare(f.call(List.of(a), Map.of(), line), f.call(List.of(b), Map.of(), line), line)
                : Operators.compare(a, b, line));
        if (Value.truth(named.getOrDefault("reverse", false))) {
            Collections.reverse(list);
        }
        return list;
    }

    private static Object zip(List<Object> positional, Map<String, Object> named, int line) {
        List<List<Object>> columns = positional.stream().map(Value::items).toList();
        int rows = columns.stream().mapToInt(List::size).min().orElse(0);
        List<Object> result = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int row = i;
            result.add(Value.tuple(
                    new ArrayList<>(columns.stream().map(c -> c.get(row)).toList())));
        }
        return result;
    }

    private static Object range(List<Object> positional, Map<String, Object> named, int line) {
        long[] numbers =
                positional.stream().mapToLong(o -> o instanceof Long n ? n : 0).toArray();
        long from = numbers.length > 1 ? numbers[0] : 0;
        long to = numbers.length > 1 ? numbers[1] : numbers.length == 1 ? numbers[0] : 0;
        long by = numbers.length > 2 && numbers[2] != 0 ? numbers[2] : 1;
        List<Object> list = new ArrayList<>();
        for (long i = from; by > 0 ? i < to : i > to; i += by) {
            if (list.size() == MAX_RANGE) {
                throw new StarlarkException("a range longer than " + MAX_RANGE, line);
            }
            list.add(i);
        }
        return list;
    }

    private static Object extreme(List<Object> positional, int sign, int line) {
        List<Object> items = positional.size() == 1 ? Value.items(positional.get(0)) : positional;
        Object best = null;
        for (Object item : items) {
            if (best == null || Operators.compare(item, best, line) * sign > 0) {
                best = item;
            }
        }
        return Objects.requireNonNullElse(best, Value.NONE);
    }
}
