package io.github.tfmobile.graph.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.Dtype;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.TensorShapeProto;

/** Values as users write them. */
class TensorTextTest {

    private static final TensorShapeProto ANY =
            TensorShapeProto.newBuilder().setUnknownRank(true).build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bool|TRUE|1",
                "bool|0|0",
                "float|1e-3|0.001",
                "double|-2.5|-2.5",
                "float|-inf|-Infinity",
                "half|Infinity|Infinity",
                "bfloat16|nan|NaN",
                "half|65504|65504",
                "bfloat16|1.004|1.0078125",
                "int8|-128|-128",
                "uint8|255|255",
                "int16|-32768|-32768",
                "uint16|65535|65535",
                "uint32|4294967295|4294967295",
                "int64|9007199254740993|9007199254740992",
                "qint8|-3|-3",
                "int32|+7|7"
            })
    void readsAValueOfEveryDtype(String dtype, String text, double expected) {
        Tensor tensor = Objects.requireNonNull(parse(text, dtype, ANY));

        assertThat(tensor.rank()).isZero();
        double value = dtype.equals("bool") ? (tensor.getBoolean(0) ? 1 : 0) : tensor.getDouble(0);
        double wanted = dtype.equals("float") ? (float) expected : expected;
        assertThat(Double.compare(value, wanted))
                .as("%s, not %s", value, wanted)
                .isZero();
    }

    @Test
    void readsUnsignedNumbersOf64Bits() {
        assertThat(Objects.requireNonNull(parse("18446744073709551615", "uint64", ANY))
                        .getLong(0))
                .isEqualTo(-1L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bool|yes",
                "float|one",
                "float|1f",
                "int8|128",
                "int8|-129",
                "uint8|-1",
                "uint16|65536",
                "int32|1.5",
                "int32|",
                "uint64|18446744073709551616",
                "resource|1",
                "int32|[1,2",
                "int32|[1,[2]]",
                "int32|[[1,2],[3]]",
                "int32|[1,,2]",
                "int32|[1]]",
                "complex64|1+j2"
            })
    void isNoneForWhatIsNoValueOfTheDtype(String dtype, @Nullable String text) {
        assertThat(parse(text == null ? "" : text, dtype, ANY)).isNull();
    }

    @Test
    void readsComplexNumbers() {
        Tensor tensor = Objects.requireNonNull(parse("[1, 2j, -1e-3+4j, 1-2.5j]", "complex128", ANY));

        assertThat(tensor.getDouble(2)).isEqualTo(-1e-3);
        assertThat(tensor.getImaginary(1)).isEqualTo(2);
        assertThat(tensor.getImaginary(2)).isEqualTo(4);
        assertThat(tensor.getImaginary(3)).isEqualTo(-2.5);
    }

    @Test
    void readsListsOfValuesThatDiffer() {
        Tensor sizes = Objects.requireNonNull(parse("[16, 24]", "int32", shape("2")));
        assertThat(sizes.dims()).containsExactly(2);
        assertThat(sizes.getLong(1)).isEqualTo(24);

        Tensor matrix = Objects.requireNonNull(parse("[[1,2,3],[4,5,6]]", "float", shape("?,3")));
        assertThat(matrix.dims()).containsExactly(2, 3);
        assertThat(matrix.getDouble(5)).isEqualTo(6);

        assertThat(Objects.requireNonNull(parse("[]", "float", ANY)).dims()).containsExactly(0);
        assertThat(parse("[16,24,32]", "int32", shape("2"))).isNull();
        assertThat(parse("[16,24]", "int32", shape(""))).isNull();
    }

    @Test
    void fillsAShapeThatIsKnownWithOneValue() {
        Tensor filled = Objects.requireNonNull(parse("0.5", "float", shape("2,2")));

        assertThat(filled.dims()).containsExactly(2, 2);
        assertThat(filled.getDouble(3)).isEqualTo(0.5);
        assertThat(Objects.requireNonNull(parse("0.5", "float", shape("?,2"))).rank())
                .isZero();
        assertThat(parse("1", "int8", shape("1000000,1000000"))).isNull();
    }

    @Test
    void takesStringsAsTheyAre() {
        assertThat(Objects.requireNonNull(parse("a, b", "string", ANY))
                        .getString(0)
                        .toStringUtf8())
                .isEqualTo("a, b");
        Tensor list = Objects.requireNonNull(parse("[\"a, b\", c d]", "string", ANY));
        assertThat(list.getString(0).toStringUtf8()).isEqualTo("a, b");
        assertThat(list.getString(1).toStringUtf8()).isEqualTo("c d");
    }

    private static @Nullable Tensor parse(String text, String dtype, TensorShapeProto shape) {
        return TensorText.parse(text, Objects.requireNonNull(Dtype.parse(dtype)), shape);
    }

    private static TensorShapeProto shape(String dims) {
        return Objects.requireNonNull(TensorShapes.parse(dims));
    }
}
