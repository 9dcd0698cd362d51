package io.github.tfmobile.lite.model;

import io.github.tfmobile.lite.TextResource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers of builtin ops in the schema. */
public final class BuiltinOperator {

    /** The number that stands for an op with a custom code. */
    public static final int CUSTOM = 32;

    private static final Map<Integer, String> NAMES = names();

    private BuiltinOperator() {}

    /** The op's name in the schema; null when the schema has no such number. */
    public static @Nullable String name(int code) {
        return NAMES.get(code);
    }

    private static Map<Integer, String> names() {
        Map<Integer, String> names = new HashMap<>();
        for (String line : TextResource.lines("builtin-operators.txt")) {
            int space = line.indexOf(' ');
            names.put(Integer.valueOf(line.substring(0, space)), line.substring(space + 1));
        }
        return names;
    }
}
