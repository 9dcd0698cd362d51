package io.github.tfmobile.registry.starlark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A function that no file defines, with its parameters. */
public final class Builtin implements Value.Function {

    /** What it does. */
    public interface Body {
        /** The result for arguments in the order of the parameters, null where one was left out. */
        Object call(@Nullable Object[] values, Arguments call);
    }

    private record Parameter(String name, boolean optional, boolean byPosition, boolean byName) {}

    private final String name;
    private final List<Parameter> parameters = new ArrayList<>();
    private final boolean rest;
    private final boolean anyName;
    private final Body body;

    private Builtin(String name, String signature, Body body) {
        this.name = name;
        this.body = body;
        boolean any = false;
        boolean names = false;
        for (String word : signature.isEmpty() ? new String[0] : signature.split(" ", -1)) {
            if (word.equals("*")) {
                any = true;
            } else if (word.equals("**")) {
                names = true;
            } else {
                boolean byName = word.contains("=");
                boolean onlyByName = word.startsWith("=");
                boolean optional = word.endsWith("?");
                parameters.add(new Parameter(word.replaceAll("[=?]", ""), optional, !onlyByName, byName));
            }
        }
        rest = any;
        anyName = names;
    }

    /**
     * A function.
     *
     * @param signature its parameters: {@code x} is positional, {@code x=} can also be named, {@code =x} must be; one that
     *     ends with {@code ?} can be left out; {@code *} and {@code **} take what is left
     */
    public static Builtin of(String name, String signature, Body body) {
        return new Builtin(name, signature, body);
    }

    String name() {
        return name;
    }

    @Override
    public Object call(Arguments call) {
        @Nullable Object[] values = new Object[parameters.size()];
        int given = call.positional().size();
        int position = 0;
        for (int i = 0; i < values.length && position < given; i++) {
            if (parameters.get(i).byPosition()) {
                values[i] = call.positional().get(position++);
            }
        }
        if (position < given && !rest) {
            throw call.failure(name + "() takes " + position + " positional arguments at most, not " + given);
        }
        for (Map.Entry<String, Object> argument : call.named().entrySet()) {
            set(values, argument.getKey(), argument.getValue(), call);
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null && !parameters.get(i).optional()) {
                throw call.failure(
                        name + "() lacks its argument \"" + parameters.get(i).name() + "\"");
            }
        }
        return body.call(values, call);
    }

    private void set(@Nullable Object[] values, String argument, Object value, Arguments call) {
        for (int i = 0; i < values.length; i++) {
            Parameter parameter = parameters.get(i);
            if (parameter.name().equals(argument) && parameter.byName()) {
                if (values[i] != null) {
                    throw call.failure(name + "() gets its argument \"" + argument + "\" twice");
                }
                values[i] = value;
                return;
            }
        }
        if (!anyName) {
            throw call.failure(name + "() has no argument named \"" + argument + "\"");
        }
    }

    @Override
    public String toString() {
        return "<built-in function " + name + ">";
    }
}
