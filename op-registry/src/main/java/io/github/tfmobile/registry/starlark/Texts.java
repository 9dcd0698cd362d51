package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Values as text: {@code str}, {@code repr}, {@code %} and {@code format}. */
public final class Texts {

    private static final int MAX_LENGTH = 1_000_000;

    private final StringBuilder text = new StringBuilder();
    private final int line;
    private int depth;

    private Texts(int line) {
        this.line = line;
    }

    /** As {@code str()} has it. */
    public static String str(Object value, int line) {
        return value instanceof String s ? s : value instanceof Value.Hosted hosted ? hosted.str() : repr(value, line);
    }

    /** As {@code repr()} has it. */
    public static String repr(Object value, int line) {
        Texts texts = new Texts(line);
        texts.add(value);
        return texts.text.toString();
    }

    private void add(Object value) {
        if (depth > Evaluation.MAX_NESTING || text.length() > MAX_LENGTH) {
            throw new StarlarkException(
                    depth > Evaluation.MAX_NESTING
                            ? "nested deeper than " + Evaluation.MAX_NESTING + " levels"
                            : "a text longer than " + MAX_LENGTH + " characters",
                    line);
        }
        if (value instanceof String s) {
            quote(s);
        } else if (value instanceof Boolean b) {
            text.append(b ? "True" : "False");
        } else if (value instanceof Double d) {
            text.append(Numbers.text(d));
        } else if (value instanceof StarlarkList list) {
            items('[', list.items(), "]");
        } else if (value instanceof Sequence.Tuple tuple) {
            items('(', tuple.items(), tuple.size() == 1 ? ",)" : ")");
        } else if (value instanceof Sequence.Range range) {
            text.append("range(").append(range.start()).append(", ").append(range.stop());
            text.append(range.step() == 1 ? "" : ", " + range.step()).append(')');
        } else if (value instanceof Dict dict) {
            entries(dict.entries());
        } else if (value instanceof Value.Hosted hosted) {
            text.append(hosted.repr());
        } else if (value instanceof Value.Bound bound) {
            text.append("<built-in method ").append(bound.method().name());
            text.append(" of ").append(Value.type(bound.object())).append(" value>");
        } else if (value instanceof Value.Opaque unknown) {
            text.append("<unknown ").append(unknown.name()).append('>');
        } else {
            text.append(value);
        }
    }

    private void items(char open, List<Object> items, String close) {
        text.append(open);
        depth++;
        String separator = "";
        for (Object item : items) {
            text.append(separator);
            add(item);
            separator = ", ";
        }
        depth--;
        text.append(close);
    }

    private void entries(Map<Object, Object> entries) {
        text.append('{');
        depth++;
        String separator = "";
        for (Map.Entry<Object, Object> entry : entries.entrySet()) {
            text.append(separator);
            add(entry.getKey());
            text.append(": ");
            add(entry.getValue());
            separator = ", ";
        }
        depth--;
        text.append('}');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < 32) {
                        text.append(String.format("\\x%02x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    /** {@code format % arguments}. */
    static String percent(String format, Object arguments, int line) {
        List<Object> values = arguments instanceof Sequence.Tuple tuple ? tuple.items() : List.of(arguments);
        Iterator<Object> next = values.iterator();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%') {
                text.append(c);
                continue;
            }
            char kind = ++i < format.length() ? format.charAt(i) : 0;
            if (kind == '%') {
                text.append('%');
            } else if ("srd".indexOf(kind) < 0) {
                throw new StarlarkException("\"%\" with an unknown conversion in a format", line);
            } else if (!next.hasNext()) {
                throw new StarlarkException("a format with more conversions than arguments", line);
            } else {
                text.append(converted(kind, next.next(), line));
            }
        }
        if (next.hasNext()) {
            throw new StarlarkException("a format with fewer conversions than arguments", line);
        }
        return text.toString();
    }

    private static String converted(char kind, Object value, int line) {
        if (kind == 'd') {
            if (!Numbers.isWhole(value) && !(value instanceof Value.Opaque)) {
                throw new StarlarkException("\"%d\" of a " + Value.type(value), line);
            }
            return repr(value, line);
        }
        return kind == 'r' ? repr(value, line) : str(value, line);
    }

    /** {@code format.format(...)}. */
    static String format(String format, Arguments call) {
        StringBuilder text = new StringBuilder();
        int next = 0;
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            boolean doubled = i + 1 < format.length() && format.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                text.append(c);
                i++;
            } else if (c == '{') {
                int end = format.indexOf('}', i);
                if (end < 0) {
                    throw call.failure("a format with \"{\" without \"}\"");
                }
                String field = format.substring(i + 1, end);
                i = end;
                Object value;
                if (field.isEmpty() || field.matches("\\d{1,9}")) {
                    int at = field.isEmpty() ? next++ : Integer.parseInt(field);
                    value = at < call.positional().size() ? call.positional().get(at) : null;
                } else {
                    value = call.named().get(field);
                }
                if (value == null) {
                    throw call.failure("a format without a value for \"{" + field + "}\"");
                }
                text.append(str(value, call.line()));
            } else if (c == '}') {
                throw call.failure("a format with \"}\" without \"{\"");
            } else {
                text.append(c);
            }
            if (text.length() > MAX_LENGTH) {
                throw call.failure("a text longer than " + MAX_LENGTH + " characters");
            }
        }
        return text.toString();
    }
}
