package io.github.tfmobile.registry.target;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The set of configurations in which something exists, immutable. It names configurations by their number in the list
 * that whoever has it belongs to: {@code Registry.configurations()} for a registry, {@code TreeScan.configurations()} for a
 * scan.
 */
public final class PresenceCondition {

    /** In no configuration. */
    public static final PresenceCondition NEVER = new PresenceCondition(new BitSet());

    private final BitSet bits;

    private PresenceCondition(BitSet bits) {
        this.bits = bits;
    }

    /** In the configurations whose bits are set. */
    public static PresenceCondition of(BitSet configurations) {
        return configurations.isEmpty() ? NEVER : new PresenceCondition((BitSet) configurations.clone());
    }

    /** In some configurations, by their numbers. */
    public static PresenceCondition in(int... configurations) {
        BitSet bits = new BitSet();
        for (int configuration : configurations) {
            bits.set(configuration);
        }
        return new PresenceCondition(bits);
    }

    /** In the first of some configurations, as many as there are. */
    public static PresenceCondition always(int configurations) {
        BitSet bits = new BitSet();
        bits.set(0, configurations);
        return new PresenceCondition(bits);
    }

    /** Whether it holds in a configuration. */
    public boolean holdsIn(int configuration) {
        return bits.get(configuration);
    }

    /** Whether it holds in none. */
    public boolean isEmpty() {
        return bits.isEmpty();
    }

    /** In how many configurations it holds. */
    public int count() {
        return bits.cardinality();
    }

    /** The first configuration in which it holds; -1 when there is none. */
    public int first() {
        return bits.nextSetBit(0);
    }

    /** The configurations in which it holds, in ascending order. */
    public IntStream configurations() {
        return bits.stream();
    }

    /** In the configurations of either. */
    public PresenceCondition or(PresenceCondition other) {
        BitSet both = (BitSet) bits.clone();
        both.or(other.bits);
        return new PresenceCondition(both);
    }

    /** In the configurations of both. */
    public PresenceCondition and(PresenceCondition other) {
        BitSet common = (BitSet) bits.clone();
        common.and(other.bits);
        return new PresenceCondition(common);
    }

    /** In its configurations that are not among those of another one. */
    public PresenceCondition without(PresenceCondition other) {
        BitSet rest = (BitSet) bits.clone();
        rest.andNot(other.bits);
        return new PresenceCondition(rest);
    }

    /** In configurations whose numbers are higher by some. */
    public PresenceCondition shiftedBy(int more) {
        BitSet shifted = new BitSet();
        bits.stream().forEach(configuration -> shifted.set(configuration + more));
        return new PresenceCondition(shifted);
    }

    /** A copy as a set of bits. */
    public BitSet toBitSet() {
        return (BitSet) bits.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PresenceCondition condition && bits.equals(condition.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    /** The numbers: {@code {0, 2}}. */
    @Override
    public String toString() {
        return bits.toString();
    }
}
