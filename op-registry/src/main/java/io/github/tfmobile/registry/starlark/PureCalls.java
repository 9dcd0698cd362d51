package io.github.tfmobile.registry.starlark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A function of a .bzl file that is run once for the same arguments, as long as it neither does anything to the package
 * at hand nor asks for it. Half of the work of reading TensorFlow's BUILD files is {@code tf_copts()}, called for each
 * of some thousand libraries.
 */
final class PureCalls implements Value.Function {

    private record Arguments(List<Object> positional, Map<String, Object> named) {}

    private final Value.Function function;
    private final LongSupplier effects;
    private final Map<Arguments, Object> results = new HashMap<>();

    /** @param effects changes whenever something is done to the package at hand, or asked of it */
    PureCalls(Value.Function function, LongSupplier effects) {
        this.function = function;
        this.effects = effects;
    }

    @Override
    public Object call(List<Object> positional, Map<String, Object> named, int line) {
        if (!areConstants(positional) || !areConstants(named.values())) {
            return function.call(positional, named, line);
        }
        Arguments arguments = new Arguments(positional, named);
        Object result = results.get(arguments);
        if (result == null) {
            long before = effects.getAsLong();
            result = function.call(positional, named, line);
            boolean reusable = result instanceof ArrayList<?> list ? areConstants(list) : areConstants(List.of(result));
            if (effects.getAsLong() != before || !reusable) {
                return result;
            }
            results.put(arguments, result);
        }
        return result instanceof ArrayList<?> list ? new ArrayList<>(list) : result;
    }

    /** Whether these are values that nothing can change. */
    private static boolean areConstants(Collection<?> values) {
        for (Object value : values) {
            if (!(value instanceof String
                    || value instanceof Boolean
                    || value instanceof Long
                    || value instanceof Value.Constant
                    || value == Value.NONE)) {
                return false;
            }
        }
        return true;
    }
}
