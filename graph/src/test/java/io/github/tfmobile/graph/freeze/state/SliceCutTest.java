package io.github.tfmobile.graph.freeze.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.testing.TensorValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

class SliceCutTest {

    @Test
    void keepsRowsThatLieTogetherInOrder() throws Exception {
        assertThat(cut("2 3 4 0,1:-:-")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    }

    @Test
    void cutsAMiddleDim() throws Exception {
        assertThat(cut("2 3 4 -:1,1:-")).containsExactly(4, 5, 6, 7, 16, 17, 18, 19);
    }

    @Test
    void cutsTheLastDim() throws Exception {
        assertThat(cut("2 3 4 -:-:2,2")).containsExactly(2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23);
    }

    @Test
    void cutsAllDims() throws Exception {
        assertThat(cut("2 3 4 1,1:0,2:3,1")).containsExactly(15, 19);
    }

    @Test
    void givesNothingOfAnEmptySlice() throws Exception {
        assertThat(cut("2 3 4 -:-:0,0")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "3 0,4", "3 -1,2", "3 1", "3 4 0,1", "x 0,1", "3 0,99999999999999999999"})
    void takesAnythingElseForNoSlice(String text) {
        assertThat(TensorSlice.parse(text)).isNull();
    }

    private static double[] cut(String slice) throws Exception {
        byte[] bytes = new byte[24];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        TensorProto whole = new TensorValue(
                        DataType.DT_UINT8, List.of(2L, 3L, 4L), ByteString.copyFrom(bytes), List.of())
                .toProto();
        TensorSlice parsed = TensorSlice.parse(slice);
        assertThat(parsed).isNotNull();
        return TensorValue.of(SliceCut.cut(whole, parsed)).doubles();
    }
}
