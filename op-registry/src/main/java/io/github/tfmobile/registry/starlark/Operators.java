package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.Value.Opaque;
import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operators of Starlark. */
final class Operators {

    private Operators() {}

    static Object unary(String operator, Object operand, int line) {
        if (operator.equals("not")) {
            return !Value.truth(operand);
        } else if (operand instanceof Opaque) {
            return operand;
        } else if (operator.equals("~") ? Numbers.isWhole(operand) : Numbers.isNumber(operand)) {
            return switch (operator) {
                case "-" -> Numbers.negated(operand, line);
                case "~" -> Numbers.complement(operand);
                default -> operand;
            };
        }
        throw new StarlarkException("\"" + operator + "\" does not go with a " + Value.type(operand), line);
    }

    static Object binary(String operator, Object left, Object right, Evaluation evaluation, int line) {
        return switch (operator) {
            case "==" -> Equality.equal(left, right, evaluation, line);
            case "!=" -> !Equality.equal(left, right, evaluation, line);
            case "in" -> contains(right, left, evaluation, line);
            case "not in" -> !contains(right, left, evaluation, line);
            case "<" -> Equality.compare(left, right, evaluation, line) < 0;
            case ">" -> Equality.compare(left, right, evaluation, line) > 0;
            case "<=" -> Equality.compare(left, right, evaluation, line) <= 0;
            case ">=" -> Equality.compare(left, right, evaluation, line) >= 0;
            default -> {
                @Nullable Object result = computed(operator, left, right, evaluation, line);
                if (result == null) {
                    throw new StarlarkException(
                            "\"" + operator + "\" does not go with a " + Value.type(left) + " and a "
                                    + Value.type(right),
                            line);
                }
                yield result;
            }
        };
    }

    private static @Nullable Object computed(
            String operator, Object left, Object right, Evaluation evaluation, int line) {
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.apply(operator, left, right, line);
        } else if (operator.equals("%") && left instanceof String format) {
            return Texts.percent(format, right, line);
        }
        Object result = switch (operator) {
            case "+" -> sum(left, right, evaluation, line);
            case "*" -> product(left, right, evaluation, line);
            case "|" -> left instanceof Dict a && right instanceof Dict b ? union(a, b, evaluation) : null;
            default -> null;
        };
        return result == null ? unknown(left, right) : result;
    }

    private static @Nullable Object unknown(Object left, Object right) {
        return left instanceof Opaque ? left : right instanceof Opaque ? right : null;
    }

    private static Dict union(Dict left, Dict right, Evaluation evaluation) {
        Map<Object, Object> entries = new LinkedHashMap<>(left.entries());
        entries.putAll(right.entries());
        return Dict.of(entries, evaluation);
    }

    private static @Nullable Object sum(Object left, Object right, Evaluation evaluation, int line) {
        if (left instanceof String a && right instanceof String b) {
            evaluation.use((a.length() + b.length()) / 4, line);
            return a.concat(b);
        } else if (left instanceof Value.Hosted hosted) {
            Object result = hosted.plus(right, false, line);
            return result == null && right instanceof Value.Hosted other ? other.plus(left, true, line) : result;
        } else if (right instanceof Value.Hosted hosted) {
            return hosted.plus(left, true, line);
        } else if ((left instanceof StarlarkList && right instanceof StarlarkList)
                || (left instanceof Sequence.Tuple && right instanceof Sequence.Tuple)) {
            List<Object> items = joined(left, right, evaluation, line);
            return left instanceof StarlarkList ? StarlarkList.of(items, evaluation) : Value.tuple(items);
        } else if (left instanceof Opaque || right instanceof Opaque) {
            // what is not known (a symbol of another repository) adds nothing
            Object known = left instanceof Opaque ? right : left;
            return known instanceof StarlarkList list ? StarlarkList.of(list.items(), evaluation) : known;
        }
        return null;
    }

    private static List<Object> joined(Object left, Object right, Evaluation evaluation, int line) {
        List<Object> first = ((Sequence) left).items();
        List<Object> second = ((Sequence) right).items();
        evaluation.use((long) first.size() + second.size(), line);
        List<Object> items = new ArrayList<>(first.size() + second.size());
        items.addAll(first);
        items.addAll(second);
        return items;
    }

    private static @Nullable Object product(Object left, Object right, Evaluation evaluation, int line) {
        if (left instanceof Long n) {
            return right instanceof Long ? null : repeated(right, n, evaluation, line);
        }
        return right instanceof Long n ? repeated(left, n, evaluation, line) : null;
    }

    private static @Nullable Object repeated(Object value, long wanted, Evaluation evaluation, int line) {
        long times = Math.max(0, Math.min(Integer.MAX_VALUE, wanted));
        if (value instanceof String text) {
            evaluation.use(text.length() * times / 4, line);
            return text.repeat((int) times);
        } else if (value instanceof StarlarkList || value instanceof Sequence.Tuple) {
            List<Object> items = ((Sequence) value).items();
            evaluation.use(items.size() * times, line);
            List<Object> result = new ArrayList<>();
            for (long i = 0; i < times && !items.isEmpty(); i++) {
                result.addAll(items);
            }
            return value instanceof StarlarkList ? StarlarkList.of(result, evaluation) : Value.tuple(result);
        }
        return null;
    }

    static boolean contains(Object container, Object item, Evaluation evaluation, int line) {
        if (container instanceof String text) {
            if (item instanceof String part) {
                return text.contains(part);
            }
        } else if (container instanceof Dict dict) {
            Value.checkHashable(item, evaluation, line);
            return dict.entries().containsKey(item);
        } else if (container instanceof Sequence sequence) {
            return indexOf(sequence, item, 0, sequence.size(), evaluation, line) >= 0;
        }
        if (container instanceof Opaque || item instanceof Opaque) {
            return false;
        }
        throw new StarlarkException(
                "\"in\" does not go with a " + Value.type(item) + " and a " + Value.type(container), line);
    }

    static int indexOf(Sequence sequence, Object item, int from, int to, Evaluation evaluation, int line) {
        for (int i = from; i < to; i++) {
            if (Equality.equal(sequence.get(i), item, evaluation, line)) {
                return i;
            }
        }
        return -1;
    }

    static Object index(Object object, Object index, Evaluation evaluation, int line) {
        if (object instanceof Opaque) {
            return object;
        } else if (object instanceof Dict dict) {
            Object value = Value.lookUp(dict.entries(), index, evaluation, line);
            if (value == null) {
                throw new StarlarkException("no such key: " + Texts.repr(index, line), line);
            }
            return value;
        } else if (object instanceof Sequence sequence) {
            return sequence.get(position(index, sequence.size(), line));
        } else if (object instanceof String text) {
            return String.valueOf(text.charAt(position(index, text.length(), line)));
        }
        throw new StarlarkException("a " + Value.type(object) + " has no items", line);
    }

    private static int position(Object index, int size, int line) {
        if (!(index instanceof Long n)) {
            throw new StarlarkException("a whole number is wanted as an index, not a " + Value.type(index), line);
        }
        long at = n < 0 ? n + size : n;
        if (at < 0 || at >= size) {
            throw new StarlarkException("index out of range: " + n, line);
        }
        return (int) at;
    }

    static void store(Object object, Object index, Object value, Evaluation evaluation, int line) {
        if (object instanceof Dict dict) {
            Value.checkHashable(index, evaluation, line);
            dict.change(line).put(index, value);
        } else if (object instanceof StarlarkList list) {
            list.change(line).set(position(index, list.size(), line), value);
        } else if (!(object instanceof Opaque)) {
            throw new StarlarkException("the items of a " + Value.type(object) + " cannot be assigned", line);
        }
    }

    static Object slice(Object object, Object from, Object to, Object step, Evaluation evaluation, int line) {
        if (object instanceof Opaque) {
            return object;
        } else if (!(object instanceof String) && !(object instanceof Sequence)) {
            throw new StarlarkException("a " + Value.type(object) + " has no parts", line);
        }
        int size = object instanceof String text ? text.length() : ((Sequence) object).size();
        long by = step == Value.NONE ? 1 : whole(step, line);
        if (by == 0) {
            throw new StarlarkException("a slice with the step 0", line);
        }
        long start = bound(from, by > 0 ? 0 : size - 1L, size, by, line);
        long end = bound(to, by > 0 ? size : -1L, size, by, line);
        if (object instanceof Sequence.Range range) {
            return new Sequence.Range(
                    range.start() + start * range.step(), range.start() + end * range.step(), range.step() * by);
        }
        StringBuilder characters = new StringBuilder();
        List<Object> items = new ArrayList<>();
        for (long i = start; by > 0 ? i < end : i > end; i += by) {
            if (object instanceof String text) {
                characters.append(text.charAt((int) i));
            } else {
                items.add(((Sequence) object).get((int) i));
            }
        }
        evaluation.use(items.size() + characters.length() / 4, line);
        if (object instanceof String) {
            return characters.toString();
        }
        return object instanceof StarlarkList ? StarlarkList.of(items, evaluation) : Value.tuple(items);
    }

    private static long whole(Object value, int line) {
        if (value instanceof Long n) {
            return Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, n));
        }
        throw new StarlarkException("a whole number is wanted in a slice, not a " + Value.type(value), line);
    }

    private static long bound(Object bound, long absent, int size, long by, int line) {
        if (bound == Value.NONE) {
            return absent;
        }
        long n = whole(bound, line);
        long at = n < 0 ? n + size : n;
        return by > 0 ? Math.max(0, Math.min(size, at)) : Math.max(-1, Math.min(size - 1L, at));
    }
}
