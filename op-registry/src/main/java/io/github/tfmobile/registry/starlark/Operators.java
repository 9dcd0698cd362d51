package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.Value.Opaque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Operators of Starlark. */
final class Operators {

    /** The longest string or list that an operator may make. */
    private static final int MAX_LENGTH = 10_000_000;

    private Operators() {}

    static Object unary(String operator, Object operand, int line) {
        return switch (operator) {
            case "not" -> !Value.truth(operand);
            case "-" -> operand instanceof Long n ? -n : fail("-", operand, operand, line);
            case "~" -> operand instanceof Long n ? ~n : fail("~", operand, operand, line);
            default -> operand;
        };
    }

    static Object binary(String operator, Object left, Object right, int line) {
        return switch (operator) {
            case "==" -> equal(left, right);
            case "!=" -> !equal(left, right);
            case "in" -> contains(right, left);
            case "not in" -> !contains(right, left);
            case "<" -> compare(left, right, line) < 0;
            case ">" -> compare(left, right, line) > 0;
            case "<=" -> compare(left, right, line) <= 0;
            case ">=" -> compare(left, right, line) >= 0;
            case "+", "|" -> add(operator, left, right, line);
            case "%" ->
                left instanceof String format ? percent(format, right) : arithmetic(operator, left, right, line);
            case "*" -> multiply(left, right, line);
            default -> arithmetic(operator, left, right, line);
        };
    }

    private static boolean equal(Object left, Object right) {
        return Objects.equals(left, right);
    }

    private static boolean contains(Object container, Object item) {
        if (container instanceof String text) {
            return item instanceof String part && text.contains(part);
        } else if (container instanceof Collection<?> c) {
            return c.contains(item);
        }
        return container instanceof Map<?, ?> map && map.containsKey(item);
    }

    /** Order of strings, numbers and lists. */
    static int compare(Object left, Object right, int line) {
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        } else if (left instanceof Long a && right instanceof Long b) {
            return Long.compare(a, b);
        } else if (left instanceof Boolean a && right instanceof Boolean b) {
            return Boolean.compare(a, b);
        } else if (left instanceof List<?> a && right instanceof List<?> b) {
            for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                int order = compare(Objects.requireNonNull(a.get(i)), Objects.requireNonNull(b.get(i)), line);
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(a.size(), b.size());
        } else if (left instanceof Opaque || right instanceof Opaque) {
            return 0;
        }
        throw new StarlarkException("cannot compare a " + Value.type(left) + " with a " + Value.type(right), line);
    }

    private static Object add(String operator, Object left, Object right, int line) {
        if (left instanceof Long a && right instanceof Long b) {
            return operator.equals("+") ? a + b : a | b;
        } else if (left instanceof String a && right instanceof String b) {
            limit((long) a.length() + b.length(), line);
            return a + b;
        } else if (left instanceof String || right instanceof String) {
            return left instanceof Opaque || right instanceof Opaque
                    ? new Opaque("text")
                    : fail(operator, left, right, line);
        } else if (left instanceof Map<?, ?> || right instanceof Map<?, ?>) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (Object part : List.of(left, right)) {
                if (part instanceof Map<?, ?> m) {
                    map.putAll(m);
                }
            }
            return map;
        } else if (left instanceof Collection<?> || right instanceof Collection<?>) {
            // what is not known (a symbol of another repository) adds nothing, None neither
            List<Object> list = new ArrayList<>(Value.items(left));
            list.addAll(Value.items(right));
            limit(list.size(), line);
            return left instanceof ArrayList || right instanceof ArrayList ? list : Value.tuple(list);
        } else if (left instanceof Opaque || right instanceof Opaque) {
            return left;
        }
        return fail(operator, left, right, line);
    }

    private static Object multiply(Object left, Object right, int line) {
        if (right instanceof Long n && left instanceof String text) {
            limit(text.length() * Math.max(0, n), line);
            return text.repeat((int) Math.max(0, n));
        } else if (right instanceof Long n && left instanceof List<?> list) {
            limit(list.size() * Math.max(0, n), line);
            List<Object> result = new ArrayList<>();
            for (long i = 0; i < n; i++) {
                result.addAll(list);
            }
            return result;
        }
        return arithmetic("*", left, right, line);
    }

    private static void limit(long length, int line) {
        if (length < 0 || length > MAX_LENGTH) {
            throw new StarlarkException("a value longer than " + MAX_LENGTH, line);
        }
    }

    private static Object arithmetic(String operator, Object left, Object right, int line) {
        if (!(left instanceof Long a) || !(right instanceof Long b)) {
            return fail(operator, left, right, line);
        }
        switch (operator) {
            case "-" -> {
                return a - b;
            }
            case "*" -> {
                return a * b;
            }
            case "&" -> {
                return a & b;
            }
            case "^" -> {
                return a ^ b;
            }
            case "<<" -> {
                return a << b;
            }
            case ">>" -> {
                return a >> b;
            }
            default -> {}
        }
        if (b == 0) {
            throw new StarlarkException("division by zero", line);
        }
        return operator.equals("%") ? Math.floorMod(a, b) : Math.floorDiv(a, b);
    }

    private static Object fail(String operator, Object left, Object right, int line) {
        if (left instanceof Opaque || right instanceof Opaque) {
            return new Opaque("value");
        }
        throw new StarlarkException(
                "cannot apply \"" + operator + "\" to a " + Value.type(left) + " and a " + Value.type(right), line);
    }

    private static String percent(String format, Object arguments) {
        List<?> values =
                arguments instanceof List<?> list && !(arguments instanceof ArrayList<?>) ? list : List.of(arguments);
        StringBuilder text = new StringBuilder();
        int next = 0;
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                text.append(c);
                continue;
            }
            char kind = format.charAt(++i);
            if (kind == '%') {
                text.append('%');
            } else if (next < values.size()) {
                Object value = Objects.requireNonNull(values.get(next++));
                text.append(kind == 'r' ? Value.repr(value) : Value.text(value));
            }
        }
        return text.toString();
    }

    static Object index(Object object, Object index, int line) {
        if (object instanceof Opaque) {
            return object;
        } else if (object instanceof Map<?, ?> map) {
            Object value = map.get(index);
            if (value == null) {
                throw new StarlarkException("no such key: " + Value.repr(index), line);
            }
            return value;
        } else if (index instanceof Long n && (object instanceof List<?> || object instanceof String)) {
            int size = object instanceof List<?> list ? list.size() : ((String) object).length();
            long at = n < 0 ? n + size : n;
            if (at < 0 || at >= size) {
                throw new StarlarkException("index out of range: " + n, line);
            }
            return object instanceof List<?> list
                    ? Objects.requireNonNull(list.get((int) at))
                    : String.valueOf(((String) object).charAt((int) at));
        }
        throw new StarlarkException("cannot index a " + Value.type(object), line);
    }

    @SuppressWarnings("unchecked")
    static void store(Object object, Object index, Object value, int line) {
        if (object instanceof Map<?, ?>) {
            ((Map<Object, Object>) object).put(index, value);
        } else if (object instanceof ArrayList<?> list && index instanceof Long n && n >= 0 && n < list.size()) {
            ((List<Object>) object).set(n.intValue(), value);
        } else if (!(object instanceof Opaque)) {
            throw new StarlarkException("cannot assign to an item of a " + Value.type(object), line);
        }
    }

    static Object slice(Object object, Object from, Object to, Object step) {
        boolean text = object instanceof String;
        int size = text ? ((String) object).length() : Value.items(object).size();
        long by = step instanceof Long n && n != 0 ? n : 1;
        long start = bound(from, by > 0 ? 0 : size - 1L, size, by);
        long end = bound(to, by > 0 ? size : -1L, size, by);
        List<Object> items = text ? List.of() : Value.items(object);
        StringBuilder characters = new StringBuilder();
        List<Object> list = new ArrayList<>();
        for (long i = start; by > 0 ? i < end : i > end; i += by) {
            if (text) {
                characters.append(((String) object).charAt((int) i));
            } else {
                list.add(items.get((int) i));
            }
        }
        if (text) {
            return characters.toString();
        }
        return object instanceof ArrayList ? list : Value.tuple(list);
    }

    private static long bound(Object bound, long fallback, int size, long by) {
        if (!(bound instanceof Long n)) {
            return fallback;
        }
        long at = n < 0 ? n + size : n;
        return by > 0 ? Math.max(0, Math.min(size, at)) : Math.max(-1, Math.min(size - 1L, at));
    }
}
