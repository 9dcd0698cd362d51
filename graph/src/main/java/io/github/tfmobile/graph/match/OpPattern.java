package io.github.tfmobile.graph.match;

import java.util.List;
import java.util.Set;

/**
 * What a subgraph looks like, from its last node upwards.
 *
 * @param ops the ops that its node may have; empty for any
 * @param inputs what its data inputs look like, in order; when empty they do not matter, and neither does how many
 *     there are. Control inputs never matter
 * @param outside whether the node is no part of the match: several matches may end there, and it stays as it is
 */
public record OpPattern(Set<String> ops, List<OpPattern> inputs, boolean outside) {

    private static final OpPattern ANY = of("*");
    private static final OpPattern OUTSIDE = new OpPattern(Set.of(), List.of(), true);

    /** Copies the collections. */
    public OpPattern {
        ops = Set.copyOf(ops);
        inputs = List.copyOf(inputs);
    }

    /**
     * A pattern.
     *
     * @param ops one op, several separated by {@code |}, or {@code *} for any
     * @param inputs the patterns of its data inputs
     */
    public static OpPattern of(String ops, OpPattern... inputs) {
        return new OpPattern(ops.equals("*") ? Set.of() : Set.of(ops.split("\\|")), List.of(inputs), false);
    }

    /** Any node. */
    public static OpPattern any() {
        return ANY;
    }

    /** Any node, which is no part of the match. */
    public static OpPattern anyOutside() {
        return OUTSIDE;
    }
}
