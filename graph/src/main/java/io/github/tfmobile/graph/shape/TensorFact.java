package io.github.tfmobile.graph.shape;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * What is known of a tensor before the graph runs.
 *
 * @param shape its shape
 * @param values the elements of a small integer tensor of rank 2 at most, -1 for one that is not known; null when nothing is
 * @param exact whether all elements of {@code values} are known, so that a -1 is a -1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TensorFact(PartialShape shape, long @Nullable [] values, boolean exact) {

    /** Nothing. */
    public static final TensorFact UNKNOWN = new TensorFact(PartialShape.unknown(), null, false);

    /** More elements than a shape has. */
    private static final int MAX_VALUES = 256;

    /** A tensor of which the shape is known. */
    public static TensorFact of(PartialShape shape) {
        return new TensorFact(shape, null, false);
    }

    /** A constant. */
    public static TensorFact of(TensorProto value) {
        PartialShape shape = PartialShape.of(value.getTensorShape());
        return switch (value.getDtype()) {
            case DT_INT32, DT_INT64 ->
                shape.rank() > 2 || shape.elements() > MAX_VALUES || shape.elements() < 0
                        ? of(shape)
                        : withValues(value, shape);
            default -> of(shape);
        };
    }

    private static TensorFact withValues(TensorProto value, PartialShape shape) {
        try {
            Tensor tensor = Tensor.of(value);
            long[] values = new long[(int) tensor.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.getLong(i);
            }
            return new TensorFact(shape, values, true);
        } catch (ProblemException e) {
            return of(shape); // whoever evaluates it will tell
        }
    }
}
