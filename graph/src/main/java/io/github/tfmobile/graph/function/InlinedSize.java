package io.github.tfmobile.graph.function;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NameAttrList;

/**
 * How much comes out when functions are written out, counted on the call graph before anything is made: functions that call
 * the next one twice make more nodes than fit into any memory. What is too much is relative to the library.
 */
public final class InlinedSize {

    /** What may come out of the smallest graph. */
    private static final Size LEAST = new Size(20_000, 8L << 20);

    /** How many times graph and library may come out. */
    private static final long TIMES = 100;

    /** What may come out of a large graph, unless its library alone is a tenth of that. */
    private static final Size MOST = new Size(1_000_000, 64L << 20);

    private final FunctionLibrary library;
    private final boolean lowers;
    private final Map<String, Size> known = new HashMap<>();

    /**
     * What comes out of a body: nodes, and the characters in their names without what the caller puts before them.
     */
    private record Size(long nodes, long characters) {

        static final Size NONE = new Size(0, 0);

        Size plus(Size other) {
            return new Size(sum(nodes, other.nodes), sum(characters, other.characters));
        }

        Size times(long times) {
            return new Size(product(nodes, times), product(characters, times));
        }

        Size least(Size other) {
            return new Size(Math.min(nodes, other.nodes), Math.min(characters, other.characters));
        }

        Size most(Size other) {
            return new Size(Math.max(nodes, other.nodes), Math.max(characters, other.characters));
        }

        /** The same with a prefix before each name. */
        Size below(String name) {
            return new Size(nodes, sum(characters, product(nodes, name.length() + 1L)));
        }
    }

    /** A function that is being counted. */
    private static final class Open {

        private final String function;
        private final List<Node> nodes;
        private final Deque<String> callees = new ArrayDeque<>();

        Open(String function, List<Node> nodes) {
            this.function = function;
            this.nodes = nodes;
        }
    }

    /**
     * Counts for the functions of a library.
     *
     * @param lowers whether If, Case and While are written out, too
     */
    public InlinedSize(FunctionLibrary library, boolean lowers) {
        this.library = library;
        this.lowers = lowers;
    }

    /**
     * Checks what comes out of the nodes of a graph.
     *
     * @throws ProblemException if it is too much, or functions call each other too deep
     */
    public void check(Collection<Node> nodes, @Nullable Place place) throws ProblemException {
        Size made = Size.NONE;
        for (Node node : nodes) {
            for (String function : callees(node)) {
                made = made.plus(size(function).below(node.name()));
            }
        }
        if (made.nodes() == 0) {
            return;
        }
        Size bodies = Size.NONE;
        for (FunctionDef function : library.functions()) {
            bodies = bodies.plus(own(FunctionLibrary.nodes(function)));
        }
        Size given = bodies.plus(own(nodes));
        Size limit = LEAST.plus(given.times(TIMES)).least(MOST.most(bodies.times(10)));
        if (made.nodes() > limit.nodes() || made.characters() > limit.characters()) {
            throw FunctionProblems.tooLarge(
                    String.format(
                            Locale.ROOT,
                            "the functions written out where they are called make %s, the graph has" + " %,d with them",
                            made.nodes() == Long.MAX_VALUE
                                    ? "more nodes than any computer holds"
                                    : String.format(Locale.ROOT, "%,d nodes", made.nodes()),
                            given.nodes()),
                    place,
                    "");
        }
    }

    /** The functions that are written out in place of a node. */
    private List<String> callees(Node node) {
        List<String> names = new ArrayList<>();
        if (library.find(node.op()) != null) {
            names.add(node.op());
        } else if (node.is(OpTrait.CALL) || (lowers && OpTraits.isFunctionalControlFlow(node.op()))) {
            for (AttrValue value : node.attrs().values()) {
                if (value.hasFunc()) {
                    names.add(value.getFunc().getName());
                }
                value.getList().getFuncList().stream()
                        .map(NameAttrList::getName)
                        .forEach(names::add);
            }
        }
        return names;
    }

    private Size size(String function) throws ProblemException {
        Deque<Open> open = new ArrayDeque<>();
        enter(function, open);
        while (!open.isEmpty()) {
            Open at = open.element();
            String next = at.callees.poll();
            if (next != null) {
                if (!known.containsKey(next)) {
                    enter(next, open);
                }
                continue;
            }
            Size size = own(at.nodes);
            for (Node node : at.nodes) {
                for (String callee : callees(node)) {
                    size = size.plus(known.getOrDefault(callee, Size.NONE).below(node.name()));
                }
            }
            known.put(at.function, size);
            open.pop();
        }
        return known.getOrDefault(function, Size.NONE);
    }

    private void enter(String function, Deque<Open> open) throws ProblemException {
        FunctionDef def = library.find(function);
        // Until it is counted it has no size: a function that calls itself stays a call, or is refused later.
        known.put(function, Size.NONE);
        if (def != null) {
            Open entered = new Open(function, FunctionLibrary.nodes(def));
            entered.nodes.forEach(node -> entered.callees.addAll(callees(node)));
            open.push(entered);
            library.checkDepth(function, open.size());
        }
    }

    private static Size own(Collection<Node> nodes) {
        long characters = 0;
        for (Node node : nodes) {
            characters += node.name().length();
        }
        return new Size(nodes.size(), characters);
    }

    private static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static long product(long a, long b) {
        return a != 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
    }
}
