package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call.
 *
 * @param positional those without a name, in their order
 * @param named those with a name, in their order
 * @param line the line of the call, from 1
 * @param evaluation who calls
 */
public record Arguments(List<Object> positional, Map<String, Object> named, int line, Evaluation evaluation) {

    /** A failure of the call. */
    public StarlarkException failure(String what) {
        return new StarlarkException(what, line);
    }

    /** A list of the caller's with these items. */
    public StarlarkList list(List<?> items) {
        evaluation.use(items.size(), line);
        return StarlarkList.of(items, evaluation);
    }

    /** The items of a list, tuple, range or of the keys of a dict. */
    public List<Object> items(@Nullable Object value) {
        List<Object> items = Value.items(orNone(value), line);
        evaluation.use(items.size(), line);
        return items;
    }

    /** A whole number that fits. */
    public int integer(@Nullable Object value, String what) {
        if (value instanceof Long number) {
            return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
        }
        throw failure(what + ": a whole number is wanted, not a " + Value.type(orNone(value)));
    }

    /** A string. */
    public String text(@Nullable Object value, String what) {
        if (value instanceof String text) {
            return text;
        } else if (value instanceof Value.Opaque unknown) {
            return unknown.name();
        }
        throw failure(what + ": a string is wanted, not a " + Value.type(orNone(value)));
    }

    private static Object orNone(@Nullable Object value) {
        return value == null ? Value.NONE : value;
    }

    /** The same arguments with another one in front. */
    Arguments behind(Object first) {
        List<Object> all = new ArrayList<>(positional.size() + 1);
        all.add(first);
        all.addAll(positional);
        return new Arguments(all, named, line, evaluation);
    }
}
