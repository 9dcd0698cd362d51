package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Values of Starlark as Java objects: {@code String}, {@code Boolean}, {@code Long} or, when it is larger,
 * {@code BigInteger}, {@code Double}, {@link #NONE}, {@link Sequence}s, {@link Dict}, and the types below.
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
        /** Calls it. */
        Object call(Arguments arguments);
    }

    /** A value that changes, but not while something iterates over it. */
    interface Mutable {
        /** Says that an iteration begins (1) or is over (-1). */
        void iterate(int change);
    }

    /** A value of the host's: what it is called, what it looks like, and its fields. */
    public interface Hosted {
        /** As {@code type()} has it. */
        String type();

        /** As {@code repr()} has it. */
        String repr();

        /** As {@code str()} has it. */
        default String str() {
            return repr();
        }

        /** The value of a field; null when it has none of that name. */
        @Nullable
        Object field(String name);

        /** The names of its fields. */
        SortedSet<String> fields();

        /** Whether it is taken for True. */
        default boolean truth() {
            return true;
        }

        /** Whether it, and what it holds, never changes. */
        default boolean isConstant() {
            return false;
        }

        /** Whether it can be a key of a dict. */
        default boolean isHashable() {
            return true;
        }

        /** The sum with a value that stands behind it, or in front of it; null when there is none. */
        default @Nullable Object plus(Object other, boolean inFront, int line) {
            return null;
        }
    }

    /**
     * Something that the tree does not hold, such as a symbol of an external repository. It can be called, and behaves as
     * an empty list otherwise.
     */
    public record Opaque(String name, Unknown origin) {}

    /** Where values come from that are not known. */
    public interface Unknown {
        /** What a call of one of them gives. */
        Object called(String name, Arguments arguments);
    }

    /** A method with the value that it is called on. */
    record Bound(Object object, Builtin method) implements Function {
        @Override
        public Object call(Arguments arguments) {
            return method.call(arguments.behind(object));
        }
    }

    /** A tuple. */
    public static Sequence.Tuple tuple(List<Object> items) {
        return new Sequence.Tuple(items);
    }

    static void checkChangeable(Evaluation.Mutability mutability, int iterations, String what, int line) {
        if (mutability.isFrozen()) {
            throw new StarlarkException("a " + what + " of a loaded file cannot be changed", line);
        } else if (iterations > 0) {
            throw new StarlarkException("a " + what + " cannot be changed while it is iterated over", line);
        }
    }

    /** Whether it is taken for True. */
    public static boolean truth(Object value) {
        if (value instanceof Boolean b) {
            return b;
        } else if (value instanceof Long n) {
            return n != 0;
        } else if (value instanceof Double d) {
            return d != 0;
        } else if (value instanceof String s) {
            return !s.isEmpty();
        } else if (value instanceof Sequence sequence) {
            return sequence.size() > 0;
        } else if (value instanceof Dict dict) {
            return !dict.entries().isEmpty();
        } else if (value instanceof Hosted hosted) {
            return hosted.truth();
        }
        return value != NONE && !(value instanceof Opaque);
    }

    /** The items of a list, tuple or range, a dict's keys; what is not known has none. Null for what has no items. */
    static @Nullable List<Object> itemsOrNull(Object value) {
        if (value instanceof Sequence sequence) {
            return sequence.items();
        } else if (value instanceof Dict dict) {
            return new ArrayList<>(dict.entries().keySet());
        }
        return value instanceof Opaque ? List.of() : null;
    }

    /** The items of a list, tuple or range, a dict's keys; what is not known has none. */
    public static List<Object> items(Object value, int line) {
        List<Object> items = itemsOrNull(value);
        if (items == null) {
            throw new StarlarkException("a " + type(value) + " has no items to go through", line);
        }
        return items;
    }

    /** As {@code type()} has it. */
    public static String type(Object value) {
        if (value instanceof String) {
            return "string";
        } else if (value instanceof Boolean) {
            return "bool";
        } else if (value instanceof Long || value instanceof BigInteger) {
            return "int";
        } else if (value instanceof Double) {
            return "float";
        } else if (value == NONE) {
            return "NoneType";
        } else if (value instanceof StarlarkList) {
            return "list";
        } else if (value instanceof Sequence.Range) {
            return "range";
        } else if (value instanceof Sequence) {
            return "tuple";
        } else if (value instanceof Dict) {
            return "dict";
        } else if (value instanceof Hosted hosted) {
            return hosted.type();
        } else if (value instanceof StarlarkFunction) {
            return "function";
        }
        return value instanceof Function ? "builtin_function_or_method" : "unknown";
    }

    /** Throws unless a value can be a key of a dict. */
    public static void checkHashable(Object value, Evaluation evaluation, int line) {
        checkHashable(value, evaluation, line, 0);
    }

    private static void checkHashable(Object value, Evaluation evaluation, int line, int depth) {
        if (value instanceof Sequence.Tuple tuple) {
            evaluation.use(tuple.size(), line);
            if (depth > Evaluation.MAX_NESTING) {
                throw new StarlarkException("nested deeper than " + Evaluation.MAX_NESTING + " levels", line);
            }
            tuple.items().forEach(item -> checkHashable(item, evaluation, line, depth + 1));
        } else if (value instanceof Hosted hosted && hosted.type().equals("struct")) {
            checkHashable(tuple(fieldsOf(hosted)), evaluation, line, depth);
        } else if (value instanceof Mutable || (value instanceof Hosted hosted && !hosted.isHashable())) {
            throw new StarlarkException("a " + type(value) + " cannot be a key", line);
        }
    }

    private static List<Object> fieldsOf(Hosted value) {
        List<Object> values = new ArrayList<>();
        for (String name : value.fields()) {
            Object field = value.field(name);
            if (field != null) {
                values.add(field);
            }
        }
        return values;
    }

    /** What was put into a dict, by its key. */
    static @Nullable Object lookUp(Map<Object, Object> entries, Object key, Evaluation evaluation, int line) {
        checkHashable(key, evaluation, line);
        return entries.get(key);
    }
}
