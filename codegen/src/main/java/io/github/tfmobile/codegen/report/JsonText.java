package io.github.tfmobile.codegen.report;

import io.github.tfmobile.codegen.text.Escape;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes maps, lists, strings, numbers, booleans and null as JSON, indented, the same on every system; objects and
 * arrays that hold no others stay on one line while they are short.
 */
final class JsonText {

    private static final int LINE = 110;

    private final StringBuilder text = new StringBuilder();

    private JsonText() {}

    static String of(Object value) {
        JsonText json = new JsonText();
        json.write(value, "");
        return json.text.append('\n').toString();
    }

    private void write(@Nullable Object value, String indent) {
        String line = line(value);
        if (line != null && indent.length() + line.length() <= LINE) {
            text.append(line);
        } else if (value instanceof Map<?, ?> map) {
            text.append("{\n");
            for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
                Map.Entry<?, ?> entry = entries.next();
                text.append(indent).append("  ").append(Escape.json(String.valueOf(entry.getKey())));
                text.append(": ");
                write(entry.getValue(), indent + "  ");
                text.append(entries.hasNext() ? ",\n" : "\n");
            }
            text.append(indent).append('}');
        } else if (value instanceof Collection<?> list) {
            text.append("[\n");
            for (Iterator<?> elements = list.iterator(); elements.hasNext(); ) {
                text.append(indent).append("  ");
                write(elements.next(), indent + "  ");
                text.append(elements.hasNext() ? ",\n" : "\n");
            }
            text.append(indent).append(']');
        } else {
            text.append(line);
        }
    }

    /** The value on one line; null when it holds another collection that is not empty. */
    private static @Nullable String line(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            StringBuilder line = new StringBuilder("{");
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (isFull(entry.getValue())) {
                    return null;
                }
                line.append(line.length() > 1 ? ", " : "").append(Escape.json(String.valueOf(entry.getKey())));
                line.append(": ").append(line(entry.getValue()));
            }
            return line.append('}').toString();
        }
        if (value instanceof Collection<?> list) {
            StringBuilder line = new StringBuilder("[");
            for (Object element : list) {
                if (isFull(element)) {
                    return null;
                }
                line.append(line.length() > 1 ? ", " : "").append(line(element));
            }
            return line.append(']').toString();
        }
        return value == null || value instanceof Number || value instanceof Boolean
                ? String.valueOf(value)
                : Escape.json(value.toString());
    }

    private static boolean isFull(@Nullable Object value) {
        return (value instanceof Map<?, ?> map && !map.isEmpty())
                || (value instanceof Collection<?> list && !list.isEmpty());
    }
}
