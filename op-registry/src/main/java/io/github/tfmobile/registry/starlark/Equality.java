package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Equality and order of values. */
final class Equality {

    private final Evaluation evaluation;
    private final int line;
    private int depth;

    private Equality(Evaluation evaluation, int line) {
        this.evaluation = evaluation;
        this.line = line;
    }

    static boolean equal(Object left, Object right, Evaluation evaluation, int line) {
        return new Equality(evaluation, line).equal(left, right);
    }

    /** Less than 0, 0 or more than 0, as {@code left} is less than, equal to or greater than {@code right}. */
    static int compare(Object left, Object right, Evaluation evaluation, int line) {
        return new Equality(evaluation, line).compare(left, right);
    }

    private void enter() {
        evaluation.step(line);
        if (++depth > Evaluation.MAX_NESTING) {
            throw new StarlarkException("nested deeper than " + Evaluation.MAX_NESTING + " levels", line);
        }
    }

    private boolean equal(Object left, Object right) {
        if (left == right) {
            return true;
        }
        enter();
        boolean equal;
        if (left instanceof StarlarkList a && right instanceof StarlarkList b) {
            equal = equal(a.items(), b.items());
        } else if (left instanceof Sequence.Tuple a && right instanceof Sequence.Tuple b) {
            equal = equal(a.items(), b.items());
        } else if (left instanceof Dict a && right instanceof Dict b) {
            equal = equal(a.entries(), b.entries());
        } else if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            equal = Numbers.compare(left, right) == 0;
        } else if (left instanceof Value.Hosted a
                && right instanceof Value.Hosted b
                && a.type().equals("struct")) {
            equal = equal(a, b);
        } else {
            equal = left.equals(right);
        }
        depth--;
        return equal;
    }

    private boolean equal(Value.Hosted left, Value.Hosted right) {
        if (!right.type().equals("struct") || !left.fields().equals(right.fields())) {
            return false;
        }
        for (String name : left.fields()) {
            Object a = left.field(name);
            Object b = right.field(name);
            if (a == null || b == null || !equal(a, b)) {
                return false;
            }
        }
        return true;
    }

    private boolean equal(List<Object> left, List<Object> right) {
        if (left.size() != right.size()) {
            return false;
        }
        Iterator<Object> others = right.iterator();
        for (Object item : left) {
            if (!equal(item, others.next())) {
                return false;
            }
        }
        return true;
    }

    private boolean equal(Map<Object, Object> left, Map<Object, Object> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (Map.Entry<Object, Object> entry : left.entrySet()) {
            Object other = right.get(entry.getKey());
            if (other == null || !equal(entry.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    private int compare(Object left, Object right) {
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        } else if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.compare(left, right);
        } else if (left instanceof Boolean a && right instanceof Boolean b) {
            return Boolean.compare(a, b);
        } else if (left instanceof StarlarkList a && right instanceof StarlarkList b) {
            return compare(a.items(), b.items());
        } else if (left instanceof Sequence.Tuple a && right instanceof Sequence.Tuple b) {
            return compare(a.items(), b.items());
        } else if (left instanceof Comparable<?>
                && left instanceof Value.Hosted
                && left.getClass() == right.getClass()) {
            return compareHosted(left, right);
        } else if (left instanceof Value.Opaque || right instanceof Value.Opaque) {
            return 0;
        }
        throw new StarlarkException("a " + Value.type(left) + " and a " + Value.type(right) + " have no order", line);
    }

    @SuppressWarnings("unchecked")
    private static int compareHosted(Object left, Object right) {
        return ((Comparable<Object>) left).compareTo(right);
    }

    private int compare(List<Object> left, List<Object> right) {
        enter();
        Iterator<Object> others = right.iterator();
        for (Object item : left) {
            if (!others.hasNext()) {
                break;
            }
            Object other = others.next();
            if (!equal(item, other)) {
                depth--;
                return compare(item, other);
            }
        }
        depth--;
        return Integer.compare(left.size(), right.size());
    }
}
