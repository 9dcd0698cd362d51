package io.github.tfmobile.graph.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartialShapeTest {

    @Test
    void aScalarIsNoUnknownShape() {
        assertThat(PartialShape.scalar().isFullyKnown()).isTrue();
        assertThat(PartialShape.scalar().elements()).isEqualTo(1);
        assertThat(PartialShape.unknown().isFullyKnown()).isFalse();
        assertThat(PartialShape.unknown().rank()).isEqualTo(-1);
        assertThat(PartialShape.unknown().elements()).isEqualTo(PartialShape.UNKNOWN);
    }

    @Test
    void moreElementsThanALongHoldsAreUnknown() {
        assertThat(PartialShape.of(1L << 40, 1L << 40).elements()).isEqualTo(PartialShape.UNKNOWN);
        assertThat(PartialShape.of(0, 1L << 40).elements()).isZero();
    }

    @Test
    void dimsAndAxesCountFromTheBackToo() {
        PartialShape shape = PartialShape.of(2, 3, 4);

        assertThat(shape.dim(-1)).isEqualTo(4);
        assertThat(shape.axis(-3)).isZero();
        assertThat(shape.axis(3)).isNull();
        assertThat(shape.with(-2, 7)).isEqualTo(PartialShape.of(2, 7, 4));
        assertThat(shape.without(0)).isEqualTo(PartialShape.of(3, 4));
        assertThat(shape.inserted(-1L, 5)).isEqualTo(PartialShape.of(2, 3, 4, 5));
        assertThat(shape.inserted(null, 5)).isEqualTo(PartialShape.ofRank(4));
    }

    @Test
    void anUnknownDimBroadcastsToOneAboveOneOnly() {
        PartialShape unknown = PartialShape.of(PartialShape.UNKNOWN);

        assertThat(unknown.broadcast(PartialShape.of(3))).isEqualTo(PartialShape.of(3));
        assertThat(unknown.broadcast(PartialShape.of(1))).isEqualTo(unknown);
        assertThat(PartialShape.of(2, 1).broadcast(PartialShape.of(3))).isEqualTo(PartialShape.of(2, 3));
        assertThat(PartialShape.of(2).broadcast(PartialShape.unknown())).isEqualTo(PartialShape.unknown());
    }

    @Test
    void mergingKnowsWhatBothSayAndCommonWhatIsTrueOfEither() {
        PartialShape rows = PartialShape.of(2, PartialShape.UNKNOWN);
        PartialShape columns = PartialShape.of(PartialShape.UNKNOWN, 3);

        assertThat(rows.merge(columns)).isEqualTo(PartialShape.of(2, 3));
        assertThat(rows.merge(PartialShape.of(1))).isEqualTo(rows);
        assertThat(PartialShape.of(2, 3).common(PartialShape.of(2, 4))).isEqualTo(rows);
        assertThat(rows.common(PartialShape.of(2))).isEqualTo(PartialShape.unknown());
    }

    @Test
    void aMessageGivesTheSameShape() {
        for (PartialShape shape : new PartialShape[] {
            PartialShape.unknown(), PartialShape.scalar(), PartialShape.of(PartialShape.UNKNOWN, 0, 7)
        }) {
            assertThat(PartialShape.of(shape.toProto())).isEqualTo(shape);
        }
    }
}
