package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Fields and methods of values, and the methods of lists and dicts. */
final class Methods {

    private static final SortedMap<String, Builtin> OF_LISTS = ofLists();
    private static final SortedMap<String, Builtin> OF_DICTS = ofDicts();

    private Methods() {}

    private static SortedMap<String, Builtin> of(Object object) {
        if (object instanceof String) {
            return StringMethods.ALL;
        } else if (object instanceof StarlarkList) {
            return OF_LISTS;
        }
        return object instanceof Dict ? OF_DICTS : Collections.emptySortedMap();
    }

    /** A field of a value; null when it has none of that name. */
    static @Nullable Object fieldOrNull(Object object, String name) {
        if (object instanceof Value.Hosted hosted) {
            return hosted.field(name);
        } else if (object instanceof Value.Opaque unknown) {
            return new Value.Opaque(name, unknown.origin());
        }
        Builtin method = of(object).get(name);
        return method == null ? null : new Value.Bound(object, method);
    }

    static Object field(Object object, String name, int line) {
        Object field = fieldOrNull(object, name);
        if (field == null) {
            throw new StarlarkException("a " + Value.type(object) + " has no \"" + name + "\"", line);
        }
        return field;
    }

    /** The names of a value's fields and methods. */
    static SortedSet<String> names(Object object) {
        return object instanceof Value.Hosted hosted
                ? hosted.fields()
                : new TreeSet<>(of(object).keySet());
    }

    private interface ListBody {
        Object call(StarlarkList self, @Nullable Object[] values, Arguments call);
    }

    private static SortedMap<String, Builtin> ofLists() {
        SortedMap<String, Builtin> all = new TreeMap<>();
        onList(all, "append", "item", (l, v, c) -> {
            l.change(c.line()).add(given(v[1]));
            return Value.NONE;
        });
        onList(all, "extend", "items", (l, v, c) -> {
            extend(l, given(v[1]), c.evaluation(), c.line());
            return Value.NONE;
        });
        onList(all, "insert", "index item", (l, v, c) -> {
            int at = c.integer(given(v[1]), "index");
            int size = l.size();
            l.change(c.line()).add(Math.max(0, Math.min(size, at < 0 ? at + size : at)), given(v[2]));
            return Value.NONE;
        });
        onList(all, "remove", "x", (l, v, c) -> {
            l.change(c.line()).remove(index(l, v[1], 0, l.size(), c));
            return Value.NONE;
        });
        onList(all, "clear", "", (l, v, c) -> {
            l.change(c.line()).clear();
            return Value.NONE;
        });
        onList(all, "index", "x start? end?", (l, v, c) ->
                (long) index(l, v[1], bound(v[2], l.size(), 0, c), bound(v[3], l.size(), l.size(), c), c));
        onList(all, "pop", "i?", Methods::pop);
        return Collections.unmodifiableSortedMap(all);
    }

    private static void onList(SortedMap<String, Builtin> all, String name, String signature, ListBody body) {
        all.put(name, Builtin.of(name, ("self " + signature).strip(), (v, c) -> {
            if (v[0] instanceof StarlarkList list) {
                return body.call(list, v, c);
            }
            throw c.failure("no list");
        }));
    }

    private static Object given(@Nullable Object value) {
        return value == null ? Value.NONE : value;
    }

    static void extend(StarlarkList list, Object more, Evaluation evaluation, int line) {
        List<Object> items = Value.items(more, line);
        evaluation.use(items.size(), line);
        list.change(line).addAll(new ArrayList<>(items));
    }

    private static int bound(@Nullable Object given, int size, int absent, Arguments call) {
        if (given == null || given == Value.NONE) {
            return absent;
        }
        int at = call.integer(given, "start or end");
        return Math.max(0, Math.min(size, at < 0 ? at + size : at));
    }

    private static int index(StarlarkList list, @Nullable Object item, int from, int to, Arguments call) {
        int at = Operators.indexOf(list, given(item), from, to, call.evaluation(), call.line());
        if (at < 0) {
            throw call.failure("not in the list: " + Texts.repr(given(item), call.line()));
        }
        return at;
    }

    private static Object pop(StarlarkList list, @Nullable Object[] values, Arguments call) {
        int given = values[1] == null ? -1 : call.integer(values[1], "i");
        int at = given < 0 ? given + list.size() : given;
        List<Object> items = list.change(call.line());
        if (at < 0 || at >= items.size()) {
            throw call.failure("index out of range: " + given);
        }
        return items.remove(at);
    }

    private interface DictBody {
        Object call(Dict self, @Nullable Object[] values, Arguments call);
    }

    private static SortedMap<String, Builtin> ofDicts() {
        SortedMap<String, Builtin> all = new TreeMap<>();
        onDict(all, "get", "key default=?", (d, v, c) -> {
            Object value = Value.lookUp(d.entries(), given(v[1]), c.evaluation(), c.line());
            return value == null ? given(v[2]) : value;
        });
        onDict(all, "keys", "", (d, v, c) -> c.list(new ArrayList<>(d.entries().keySet())));
        onDict(
                all,
                "values",
                "",
                (d, v, c) -> c.list(new ArrayList<>(d.entries().values())));
        onDict(
                all,
                "items",
                "",
                (d, v, c) -> c.list(d.entries().entrySet().stream()
                        .map(e -> Value.tuple(List.of(e.getKey(), e.getValue())))
                        .toList()));
        onDict(all, "pop", "key default=?", (d, v, c) -> {
            Object value = Value.lookUp(d.entries(), given(v[1]), c.evaluation(), c.line());
            if (value != null) {
                d.change(c.line()).remove(given(v[1]));
                return value;
            } else if (v[2] == null) {
                throw c.failure("no such key: " + Texts.repr(given(v[1]), c.line()));
            }
            return given(v[2]);
        });
        onDict(all, "popitem", "", (d, v, c) -> {
            Map<Object, Object> entries = d.change(c.line());
            if (entries.isEmpty()) {
                throw c.failure("the dict is empty");
            }
            Map.Entry<Object, Object> first = entries.entrySet().iterator().next();
            Object pair = Value.tuple(List.of(first.getKey(), first.getValue()));
            entries.remove(first.getKey());
            return pair;
        });
        onDict(all, "setdefault", "key default=?", (d, v, c) -> {
            Object value = Value.lookUp(d.entries(), given(v[1]), c.evaluation(), c.line());
            if (value != null) {
                return value;
            }
            d.change(c.line()).put(given(v[1]), given(v[2]));
            return given(v[2]);
        });
        onDict(all, "clear", "", (d, v, c) -> {
            d.change(c.line()).clear();
            return Value.NONE;
        });
        all.put("update", Builtin.of("update", "self pairs? **", (v, c) -> {
            if (v[0] instanceof Dict dict) {
                dict.change(c.line()).putAll(entries(v[1], c));
            }
            return Value.NONE;
        }));
        return Collections.unmodifiableSortedMap(all);
    }

    private static void onDict(SortedMap<String, Builtin> all, String name, String signature, DictBody body) {
        all.put(name, Builtin.of(name, ("self " + signature).strip(), (v, c) -> {
            if (v[0] instanceof Dict dict) {
                return body.call(dict, v, c);
            }
            throw c.failure("no dict");
        }));
    }

    /** The entries that {@code dict(pairs, name = value)} has. */
    static Map<Object, Object> entries(@Nullable Object pairs, Arguments call) {
        Map<Object, Object> entries = new LinkedHashMap<>();
        if (pairs instanceof Dict dict) {
            entries.putAll(dict.entries());
        } else if (pairs != null) {
            for (Object pair : call.items(pairs)) {
                List<Object> two = call.items(pair);
                if (two.size() != 2) {
                    throw call.failure("a pair is wanted for an entry of a dict, not " + two.size() + " values");
                }
                Value.checkHashable(two.get(0), call.evaluation(), call.line());
                entries.put(two.get(0), two.get(1));
            }
        }
        entries.putAll(call.named());
        call.evaluation().use(entries.size(), call.line());
        return entries;
    }
}
