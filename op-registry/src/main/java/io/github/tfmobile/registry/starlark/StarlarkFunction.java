package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.Code.Frame;
import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function of a file. One of the file's top level is run once for the same arguments, as long as it neither does
 * anything to what is being built nor asks for it: half of the work of reading TensorFlow's BUILD files is
 * {@code tf_copts()}, called for each of some thousand libraries.
 */
final class StarlarkFunction implements Value.Function {

    /** How a parameter takes arguments. */
    enum Kind {
        ORDINARY,
        ONLY_BY_NAME,
        REST,
        NAMED_REST
    }

    /** A parameter and its place in the frame. */
    record Parameter(String name, Kind kind, int slot) {}

    /** What a {@code def} or {@code lambda} says, without the values of defaults. */
    record Definition(
            String name, String file, int line, List<Parameter> parameters, Code.Statement body, Scope scope) {}

    private record Key(List<Object> positional, Map<String, Object> named) {}

    private final Definition definition;
    private final @Nullable Object[] defaults;
    private final Frame outer;
    private final boolean reusable;
    private final Map<Key, Object> results = new HashMap<>();

    StarlarkFunction(Definition definition, @Nullable Object[] defaults, Frame outer) {
        this.definition = definition;
        this.defaults = defaults;
        this.outer = outer;
        this.reusable = outer.outer == null;
    }

    String name() {
        return definition.name();
    }

    /** How deep its code is nested. */
    int depth() {
        return definition.scope().depth();
    }

    @Override
    public Object call(Arguments call) {
        if (!reusable
                || !areConstants(call.positional())
                || !areConstants(call.named().values())) {
            return run(call);
        }
        Key key = new Key(call.positional(), call.named());
        Object known = results.get(key);
        if (known == null) {
            long before = call.evaluation().effects();
            known = run(call);
            boolean fixed =
                    known instanceof StarlarkList list ? areConstants(list.items()) : areConstants(List.of(known));
            if (call.evaluation().effects() != before
                    || !fixed
                    || !outer.evaluation.mutability().isFrozen()) {
                return known;
            }
            results.put(key, known instanceof StarlarkList list ? Value.tuple(new ArrayList<>(list.items())) : known);
            return known;
        }
        call.evaluation().step(call.line());
        return known instanceof Sequence.Tuple items ? call.list(items.items()) : known;
    }

    /** Whether these are values that nothing can change. */
    private static boolean areConstants(Collection<?> values) {
        for (Object value : values) {
            if (!(value instanceof String
                    || value instanceof Boolean
                    || value instanceof Long
                    || value == Value.NONE
                    || (value instanceof Value.Hosted hosted && hosted.isConstant()))) {
                return false;
            }
        }
        return true;
    }

    private Object run(Arguments call) {
        Evaluation evaluation = call.evaluation();
        evaluation.step(call.line());
        boolean entered = false;
        try {
            evaluation.enter(this, definition.line());
            entered = true;
            Frame frame = new Frame(definition.scope().size(), outer, evaluation);
            bind(call, frame.locals);
            definition.body().run(frame);
            return frame.result;
        } catch (StarlarkException e) {
            throw e.in(definition.file());
        } finally {
            if (entered) {
                evaluation.leave();
            }
        }
    }

    private StarlarkException mismatch(String what) {
        return new StarlarkException(name() + "() " + what, definition.line());
    }

    private void bind(Arguments call, @Nullable Object[] locals) {
        Map<String, Object> named = call.named().isEmpty() ? Map.of() : new LinkedHashMap<>(call.named());
        List<Object> positional = call.positional();
        int next = 0;
        for (int i = 0; i < definition.parameters().size(); i++) {
            Parameter parameter = definition.parameters().get(i);
            Object byName = named.isEmpty() ? null : named.remove(parameter.name());
            switch (parameter.kind()) {
                case ORDINARY, ONLY_BY_NAME -> {
                    Object value = byName;
                    if (parameter.kind() == Kind.ORDINARY && next < positional.size()) {
                        if (byName != null) {
                            throw mismatch("gets its argument \"" + parameter.name() + "\" twice");
                        }
                        value = positional.get(next++);
                    }
                    if (value == null) {
                        value = defaults[i];
                    }
                    if (value == null) {
                        throw mismatch("lacks its argument \"" + parameter.name() + "\"");
                    }
                    locals[parameter.slot()] = value;
                }
                case REST -> {
                    putBack(named, parameter, byName);
                    locals[parameter.slot()] =
                            Value.tuple(new ArrayList<>(positional.subList(next, positional.size())));
                    next = positional.size();
                }
                case NAMED_REST -> {
                    putBack(named, parameter, byName);
                    locals[parameter.slot()] = Dict.of(named, call.evaluation());
                    named = Map.of();
                }
            }
        }
        if (next < positional.size()) {
            throw mismatch("takes " + next + " positional arguments at most, not " + positional.size());
        } else if (!named.isEmpty()) {
            throw mismatch(
                    "has no argument named \"" + named.keySet().iterator().next() + "\"");
        }
    }

    /** A {@code *args} or {@code **kwargs} does not take an argument of its own name. */
    private static void putBack(Map<String, Object> named, Parameter parameter, @Nullable Object value) {
        if (value != null) {
            named.put(parameter.name(), value);
        }
    }

    @Override
    public String toString() {
        return "<function " + name() + " from " + definition.file() + ">";
    }
}
