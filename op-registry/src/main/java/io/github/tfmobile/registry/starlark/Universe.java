package io.github.tfmobile.registry.starlark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions and constants that every Starlark file has. */
public final class Universe {

    private static final Map<String, Object> ALL = all();

    private Universe() {}

    /** What a name stands for; null when it is none of these. */
    public static @Nullable Object find(String name) {
        return ALL.get(name);
    }

    private static Map<String, Object> all() {
        Map<String, Object> all = new HashMap<>();
        all.put("True", true);
        all.put("False", false);
        all.put("None", Value.NONE);
        add(all, "len", "x", (v, c) -> (long) length(given(v[0]), c));
        add(all, "str", "x", (v, c) -> Texts.str(given(v[0]), c.line()));
        add(all, "repr", "x", (v, c) -> Texts.repr(given(v[0]), c.line()));
        add(all, "type", "x", (v, c) -> Value.type(given(v[0])));
        add(all, "bool", "x?", (v, c) -> v[0] != null && Value.truth(v[0]));
        add(all, "int", "x base=?", Universe::integer);
        add(all, "float", "x?", Universe::real);
        add(all, "list", "x?", (v, c) -> c.list(v[0] == null ? List.of() : c.items(v[0])));
        add(
                all,
                "tuple",
                "x?",
                (v, c) -> Value.tuple(
                        v[0] == null ? List.of() : c.list(c.items(v[0])).items()));
        add(all, "dict", "pairs? **", (v, c) -> Dict.of(Methods.entries(v[0], c), c.evaluation()));
        add(all, "set", "x?", (v, c) -> {
            List<Object> items = v[0] == null ? List.of() : c.items(v[0]);
            items.forEach(item -> Value.checkHashable(item, c.evaluation(), c.line()));
            return c.list(new ArrayList<>(new LinkedHashSet<>(items)));
        });
        add(all, "sorted", "iterable =key? =reverse?", Universe::sorted);
        add(all, "reversed", "sequence", (v, c) -> {
            List<Object> items = new ArrayList<>(c.items(v[0]));
            Collections.reverse(items);
            return c.list(items);
        });
        add(all, "enumerate", "list start=?", (v, c) -> {
            long at = v[1] == null ? 0 : c.integer(v[1], "start");
            List<Object> pairs = new ArrayList<>();
            for (Object item : c.items(v[0])) {
                pairs.add(Value.tuple(List.of(at++, item)));
            }
            return c.list(pairs);
        });
        add(all, "zip", "*", (v, c) -> zip(c));
        add(all, "range", "start stop? step?", Universe::range);
        add(all, "any", "elements", (v, c) -> c.items(v[0]).stream().anyMatch(Value::truth));
        add(all, "all", "elements", (v, c) -> c.items(v[0]).stream().allMatch(Value::truth));
        add(all, "min", "* =key?", (v, c) -> extreme(v, c, -1));
        add(all, "max", "* =key?", (v, c) -> extreme(v, c, 1));
        add(all, "hash", "value", (v, c) -> {
            if (v[0] instanceof String text) {
                return (long) text.hashCode();
            }
            throw c.failure("a string is wanted, not a " + Value.type(given(v[0])));
        });
        add(all, "dir", "x", (v, c) -> c.list(new ArrayList<>(Methods.names(given(v[0])))));
        add(all, "hasattr", "x name", (v, c) -> Methods.fieldOrNull(given(v[0]), c.text(v[1], "name")) != null);
        add(all, "getattr", "x name default?", (v, c) -> {
            String name = c.text(v[1], "name");
            Object field = Methods.fieldOrNull(given(v[0]), name);
            return field != null ? field : v[2] != null ? v[2] : Methods.field(given(v[0]), name, c.line());
        });
        add(all, "print", "* =sep?", (v, c) -> {
            c.evaluation().print(joined(c.positional(), v[0], c));
            return Value.NONE;
        });
        add(all, "fail", "* =msg? =attr? =sep?", (v, c) -> {
            List<Object> said = new ArrayList<>(c.positional());
            if (v[0] != null && v[0] != Value.NONE) {
                said.add(0, v[0]);
            }
            throw c.failure("fail: " + joined(said, v[2], c));
        });
        return Map.copyOf(all);
    }

    private static void add(Map<String, Object> all, String name, String signature, Builtin.Body body) {
        all.put(name, Builtin.of(name, signature, body));
    }

    private static Object given(@Nullable Object value) {
        return value == null ? Value.NONE : value;
    }

    private static String joined(List<Object> values, @Nullable Object separator, Arguments call) {
        List<String> texts =
                values.stream().map(value -> Texts.str(value, call.line())).toList();
        return String.join(separator instanceof String text ? text : " ", texts);
    }

    private static int length(Object value, Arguments call) {
        return value instanceof String text
                ? text.length()
                : value instanceof Sequence sequence
                        ? sequence.size()
                        : call.items(value).size();
    }

    private static Object integer(@Nullable Object[] values, Arguments call) {
        Object value = given(values[0]);
        if (value instanceof String text) {
            int base = values[1] == null ? 10 : call.integer(values[1], "base");
            if (base != 0 && (base < 2 || base > 36)) {
                throw call.failure("a base between 2 and 36 is wanted, not " + base);
            }
            return Numbers.parse(text, base, call.line());
        } else if (values[1] != null) {
            throw call.failure("a base goes with a string, not with a " + Value.type(value));
        } else if (value instanceof Boolean b) {
            return b ? 1L : 0L;
        } else if (value instanceof Double d && !d.isNaN() && !d.isInfinite()) {
            return Numbers.normal(new java.math.BigDecimal(d).toBigInteger());
        } else if (Numbers.isWhole(value) || value instanceof Value.Opaque) {
            return value;
        }
        throw call.failure("no number: a " + Value.type(value));
    }

    private static Object real(@Nullable Object[] values, Arguments call) {
        Object value = given(values[0]);
        try {
            if (values[0] == null) {
                return 0.0;
            } else if (value instanceof String text) {
                return Double.valueOf(text);
            } else if (value instanceof Boolean b) {
                return b ? 1.0 : 0.0;
            } else if (value instanceof Number number) {
                return number.doubleValue();
            }
        } catch (NumberFormatException e) {
            throw call.failure("not a number: " + Texts.repr(value, call.line()));
        }
        throw call.failure("no number: a " + Value.type(value));
    }

    private static Object sorted(@Nullable Object[] values, Arguments call) {
        List<Object> items = new ArrayList<>(call.items(values[0]));
        List<Object> keys = new ArrayList<>();
        for (Object item : items) {
            keys.add(
                    values[1] instanceof Value.Function function
                            ? function.call(new Arguments(List.of(item), Map.of(), call.line(), call.evaluation()))
                            : item);
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            order.add(i);
        }
        int sign = values[2] != null && Value.truth(values[2]) ? -1 : 1;
        order.sort((a, b) -> sign * Equality.compare(keys.get(a), keys.get(b), call.evaluation(), call.line()));
        return call.list(order.stream().map(items::get).toList());
    }

    private static Object zip(Arguments call) {
        List<List<Object>> columns = call.positional().stream().map(call::items).toList();
        int rows = columns.stream().mapToInt(List::size).min().orElse(0);
        call.evaluation().use((long) rows * columns.size(), call.line());
        List<Object> result = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int row = i;
            result.add(Value.tuple(new ArrayList<>(
                    columns.stream().map(column -> column.get(row)).toList())));
        }
        return call.list(result);
    }

    private static Object range(@Nullable Object[] values, Arguments call) {
        long first = call.integer(given(values[0]), "start");
        boolean two = values[1] != null && values[1] != Value.NONE;
        long step = values[2] == null ? 1 : call.integer(values[2], "step");
        if (step == 0) {
            throw call.failure("a range with the step 0");
        }
        return new Sequence.Range(two ? first : 0, two ? call.integer(given(values[1]), "stop") : first, step);
    }

    private static Object extreme(@Nullable Object[] values, Arguments call, int sign) {
        List<Object> items =
                call.positional().size() == 1 ? call.items(call.positional().get(0)) : call.positional();
        @Nullable Object best = null;
        @Nullable Object bestKey = null;
        for (Object item : items) {
            Object key = values[0] instanceof Value.Function function
                    ? function.call(new Arguments(List.of(item), Map.of(), call.line(), call.evaluation()))
                    : item;
            if (bestKey == null || Equality.compare(key, bestKey, call.evaluation(), call.line()) * sign > 0) {
                best = item;
                bestKey = key;
            }
        }
        if (best == null) {
            throw call.failure("at least one value is wanted");
        }
        return best;
    }
}
