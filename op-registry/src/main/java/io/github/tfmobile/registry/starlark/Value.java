package io.github.tfmobile.registry.starlark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values of Starlark as Java objects: {@code String}, {@code Long}, {@code Boolean}, {@link #NONE}, lists as
 * {@code ArrayList}, tuples as other {@code List}s, dicts as {@code Map}, and the types below.
 */
public final class Value {

    /** None. */
    public static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    private Value() {}

    /** A function: of a .bzl file or built in. */
    public interface Function {
        /** Calls it with the arguments of a call in a line. */
        Object call(List<Object> positional, Map<String, Object> named, int line);
    }

    /** What {@code struct(...)} makes, and modules such as {@code native}. */
    public record Struct(Map<String, Object> fields) {}

    /** A value of the host that nothing can change, with fields; {@code toString} is what {@code repr} gives. */
    public interface Constant {
        /** The value of a field; null when it has none of that name. */
        @Nullable
        Object field(String name);
    }

    /**
     * Something that the tree does not hold: a symbol of an external repository, a rule that is built into Bazel. Called
     * with a name it is a rule; otherwise it behaves as an empty list.
     */
    public record Opaque(String name) {}

    static Object tuple(List<Object> items) {
        return Collections.unmodifiableList(items);
    }

    static boolean truth(Object value) {
        if (value instanceof Boolean b) {
            return b;
        } else if (value instanceof Long n) {
            return n != 0;
        } else if (value instanceof String s) {
            return !s.isEmpty();
        } else if (value instanceof Collection<?> c) {
            return !c.isEmpty();
        } else if (value instanceof Map<?, ?> m) {
            return !m.isEmpty();
        }
        return value != NONE && !(value instanceof Opaque);
    }

    /** The items of a list, a dict's keys; what is no collection has none. */
    public static List<Object> items(Object value) {
        if (value instanceof Collection<?> c) {
            return new ArrayList<>(c);
        } else if (value instanceof Map<?, ?> m) {
            return new ArrayList<>(m.keySet());
        }
        return List.of();
    }

    static String type(Object value) {
        if (value instanceof String) {
            return "string";
        } else if (value instanceof Boolean) {
            return "bool";
        } else if (value instanceof Long) {
            return "int";
        } else if (value == NONE) {
            return "NoneType";
        } else if (value instanceof ArrayList) {
            return "list";
        } else if (value instanceof List) {
            return "tuple";
        } else if (value instanceof Map) {
            return "dict";
        } else if (value instanceof Function) {
            return "function";
        }
        return value instanceof Struct ? "struct" : "unknown";
    }

    /** As {@code str()} has it. */
    public static String text(Object value) {
        return value instanceof String s ? s : repr(value);
    }

    static String repr(Object value) {
        if (value instanceof String s) {
            return "\"" + s.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        } else if (value instanceof Boolean b) {
            return b ? "True" : "False";
        } else if (value instanceof ArrayList<?> list) {
            return list.stream().map(Value::repr).collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof List<?> list) {
            return list.stream().map(Value::repr).collect(Collectors.joining(", ", "(", ")"));
        } else if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> repr(e.getKey()) + ": " + repr(e.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        } else if (value instanceof Long || value == NONE || value instanceof Constant) {
            return value.toString();
        }
        return "<" + type(value) + ">";
    }
}
