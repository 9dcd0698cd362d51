package io.github.tfmobile.graph.op.entry;

import io.github.tfmobile.graph.evaluate.kernel.Kernel;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.shape.ShapeFunction;
import io.github.tfmobile.graph.shape.ShapeRefusal;
import io.github.tfmobile.graph.shape.TensorFact;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that the engine can do with one op. Most ops of inference graphs have a shape function; those that folding and
 * verification compute have a kernel as well.
 *
 * @param shape what is known of the outputs
 * @param refusal which shapes it refuses
 * @param kernel what computes it; null for what only TensorFlow's runtime computes
 */
public record OpEntry(
        ShapeFunction shape, ShapeRefusal refusal, @Nullable Kernel kernel) {

    /** The entry of ops of which nothing is known. */
    public static final OpEntry UNKNOWN = of(call -> List.of());

    private static final ShapeFunction FIRST = call -> List.of(TensorFact.of(call.shape(0)));

    /** An op with a shape function. */
    public static OpEntry of(ShapeFunction shape) {
        return new OpEntry(shape, call -> null, null);
    }

    /** An op with one output and the shape of that. */
    public static OpEntry shaped(Function<InferenceContext, PartialShape> shape) {
        return of(call -> List.of(TensorFact.of(shape.apply(call))));
    }

    /** An op whose first output has the shape of its first input. */
    public static OpEntry unchanged() {
        return of(FIRST);
    }

    /** An op whose output is its first input, so that what is known of values holds of them, too. */
    public static OpEntry forwarding() {
        return of(call ->
                call.inputs().isEmpty() ? List.of() : List.of(call.inputs().get(0)));
    }

    /** An op of two inputs that broadcast. */
    public static OpEntry broadcasting() {
        // Equal and NotEqual may be told to say that shapes differ, and not to fail.
        return shaped(call -> call.shape(0).broadcast(call.shape(1)))
                .refusing(call -> call.flag("incompatible_shape_error", true)
                        ? Refusals.broadcast(call.shape(0), call.shape(1))
                        : null);
    }

    /** An op on quantized values: its one result, and the smallest and largest value that this can have. */
    public static OpEntry quantized(Function<InferenceContext, PartialShape> shape) {
        TensorFact range = TensorFact.of(PartialShape.scalar());
        return of(call -> List.of(TensorFact.of(shape.apply(call)), range, range));
    }

    /** An op that takes the axes of its first input together that the second one names. */
    public static OpEntry reducing() {
        return shaped(OpEntry::reduced).refusing(Refusals::axes);
    }

    private static PartialShape reduced(InferenceContext call) {
        PartialShape in = call.shape(0);
        long[] axes = call.values(1);
        boolean keep = call.flag("keep_dims", false);
        if (!in.hasRank()) {
            return PartialShape.unknown();
        }
        if (axes == null || !call.exact(1)) {
            return keep ? PartialShape.ofRank(in.rank()) : PartialShape.unknown();
        }
        boolean[] reduced = new boolean[in.rank()];
        for (long axis : axes) {
            Integer at = in.axis(axis);
            if (at == null) {
                return PartialShape.unknown();
            }
            reduced[at] = true;
        }
        List<Long> dims = new ArrayList<>();
        for (int i = 0; i < in.rank(); i++) {
            if (!reduced[i]) {
                dims.add(in.dim(i));
            } else if (keep) {
                dims.add(1L);
            }
        }
        return PartialShape.of(dims.stream().mapToLong(Long::longValue).toArray());
    }

    /** The same op, which refuses some shapes. */
    public OpEntry refusing(ShapeRefusal refusal) {
        return new OpEntry(shape, refusal, kernel);
    }

    /** The same op with its kernel. */
    public OpEntry computing(Kernel kernel) {
        return new OpEntry(shape, refusal, kernel);
    }

    /**
     * The same op with its kernel, of those that take a float below the smallest normal one for zero, and give none:
     * TensorFlow's threads tell the processor so (ScopedFlushDenormal). Which ops these are was measured in 2.21; those
     * that move values, change signs, or compute functions by themselves let such floats be.
     */
    public OpEntry flushing(Kernel kernel) {
        return computing(call -> call.withoutDenormals(kernel));
    }
}
