package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.registry.starlark.Arguments;
import io.github.tfmobile.registry.starlark.Builtin;
import io.github.tfmobile.registry.starlark.Evaluation;
import io.github.tfmobile.registry.starlark.Texts;
import io.github.tfmobile.registry.starlark.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A {@code depset}. Its items are listed when it is made: those of files that only load are few. */
final class Depset implements Value.Hosted {

    /** The orders in which the items of a depset and of those inside it come. */
    private enum Order {
        DEFAULT,
        POSTORDER,
        PREORDER,
        TOPOLOGICAL;

        static Order of(@Nullable Object name, Arguments call) {
            for (Order order : values()) {
                if (name == null || order.name().equalsIgnoreCase(call.text(name, "order"))) {
                    return order;
                }
            }
            throw call.failure("no order of a depset: " + Texts.repr(name == null ? "" : name, call.line()));
        }
    }

    private final Order order;
    private final List<Object> direct;
    private final List<Depset> transitive;
    private final List<Object> items;

    private Depset(Order order, List<Object> direct, List<Depset> transitive, List<Object> items) {
        this.order = order;
        this.direct = direct;
        this.transitive = transitive;
        this.items = items;
    }

    static final Builtin FUNCTION = Builtin.of("depset", "direct=? order=? =transitive? =items?", Depset::make);

    private static Object make(@Nullable Object[] values, Arguments call) {
        Order order = Order.of(values[1], call);
        List<Object> direct = new ArrayList<>();
        List<Depset> transitive = new ArrayList<>();
        for (Object given :
                new Object[] {values[0] == null ? Value.NONE : values[0], values[3] == null ? Value.NONE : values[3]}) {
            if (given instanceof Depset inner) {
                transitive.add(inner); // as releases before 1.0 of Bazel wrote it
            } else if (given != Value.NONE) {
                direct.addAll(call.items(given));
            }
        }
        if (values[2] != null && values[2] != Value.NONE) {
            for (Object inner : call.items(values[2])) {
                if (inner instanceof Depset depset) {
                    transitive.add(depset);
                } else if (!(inner instanceof Value.Opaque)) {
                    throw call.failure("a depset is wanted in \"transitive\", not a " + Value.type(inner));
                }
            }
        }
        for (Depset inner : transitive) {
            if (order != Order.DEFAULT && inner.order != Order.DEFAULT && inner.order != order) {
                throw call.failure("a depset of another order inside a depset");
            }
        }
        return of(order, direct, transitive, call);
    }

    private static Depset of(Order order, List<Object> direct, List<Depset> transitive, Arguments call) {
        direct.forEach(item -> Value.checkHashable(item, call.evaluation(), call.line()));
        List<Object> all = new ArrayList<>();
        if (order == Order.TOPOLOGICAL) {
            Set<Object> reversed = new LinkedHashSet<>();
            collect(
                    new Depset(order, direct, transitive, List.of()),
                    reversed,
                    new LinkedHashSet<>(),
                    call.evaluation(),
                    call.line());
            all.addAll(reversed);
            Collections.reverse(all);
        } else {
            if (order == Order.PREORDER) {
                all.addAll(direct);
            }
            transitive.forEach(inner -> all.addAll(inner.items));
            if (order != Order.PREORDER) {
                all.addAll(direct);
            }
        }
        for (Object item : all) {
            if (!Value.type(item).equals(Value.type(all.get(0))) && !(item instanceof Value.Opaque)) {
                throw call.failure("a depset of a " + Value.type(all.get(0)) + " and a " + Value.type(item));
            }
        }
        call.evaluation().use(all.size(), call.line());
        return new Depset(order, direct, transitive, List.copyOf(new LinkedHashSet<>(all)));
    }

    /** Adds items in the reverse of the topological order: each behind all that come after it. */
    private static void collect(Depset of, Set<Object> into, Set<Depset> seen, Evaluation evaluation, int line) {
        evaluation.use(1, line);
        if (seen.size() > 200) {
            of.items.forEach(into::add);
            return;
        }
        for (int i = of.transitive.size() - 1; i >= 0; i--) {
            if (seen.add(of.transitive.get(i))) {
                collect(of.transitive.get(i), into, seen, evaluation, line);
            }
        }
        for (int i = of.direct.size() - 1; i >= 0; i--) {
            into.add(of.direct.get(i));
        }
    }

    @Override
    public String type() {
        return "depset";
    }

    @Override
    public String repr() {
        String text =
                "depset(" + items.stream().map(item -> Texts.repr(item, 0)).toList();
        return text
                + (order == Order.DEFAULT
                        ? ""
                        : ", order = \"" + order.name().toLowerCase(java.util.Locale.ROOT) + "\"")
                + ")";
    }

    @Override
    public boolean truth() {
        return !items.isEmpty();
    }

    @Override
    public @Nullable Object field(String name) {
        return name.equals("to_list") ? Builtin.of("to_list", "", (v, call) -> call.list(items)) : null;
    }

    @Override
    public SortedSet<String> fields() {
        return new TreeSet<>(List.of("to_list"));
    }

    @Override
    public @Nullable Object plus(Object other, boolean inFront, int line) {
        if (inFront) {
            return null;
        }
        List<Object> all = new ArrayList<>(items);
        if (other instanceof Depset depset) {
            all.addAll(depset.items);
        } else {
            all.addAll(Value.items(other, line)); // releases before 1.0 of Bazel
        }
        return new Depset(order, all, List.of(), List.copyOf(new LinkedHashSet<>(all)));
    }
}
