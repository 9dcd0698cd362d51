package io.github.tfmobile.registry.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class PresenceConditionTest {

    private final PresenceCondition some = PresenceCondition.in(0, 2, 5);
    private final PresenceCondition other = PresenceCondition.in(2, 3);

    @Test
    void isCombinedWithoutBeingChanged() {
        assertThat(some.or(other)).isEqualTo(PresenceCondition.in(0, 2, 3, 5));
        assertThat(some.and(other)).isEqualTo(PresenceCondition.in(2));
        assertThat(some.without(other)).isEqualTo(PresenceCondition.in(0, 5));
        assertThat(some.shiftedBy(10)).isEqualTo(PresenceCondition.in(10, 12, 15));
        assertThat(some).isEqualTo(PresenceCondition.in(0, 2, 5));
    }

    @Test
    void sharesNoSetOfBitsWithAnyone() {
        BitSet bits = new BitSet();
        bits.set(1);
        PresenceCondition condition = PresenceCondition.of(bits);

        bits.set(2);
        condition.toBitSet().set(3);

        assertThat(condition).isEqualTo(PresenceCondition.in(1)).hasToString("{1}");
    }

    @Test
    void saysWhereItHolds() {
        assertThat(some.holdsIn(2)).isTrue();
        assertThat(some.holdsIn(1)).isFalse();
        assertThat(some.first()).isZero();
        assertThat(some.count()).isEqualTo(3);
        assertThat(some.configurations().toArray()).containsExactly(0, 2, 5);
        assertThat(PresenceCondition.always(3)).isEqualTo(PresenceCondition.in(0, 1, 2));
        assertThat(PresenceCondition.NEVER.isEmpty()).isTrue();
        assertThat(PresenceCondition.NEVER.first()).isEqualTo(-1);
    }
}
