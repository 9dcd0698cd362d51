package io.github.tfmobile.graph.shape;

import io.github.tfmobile.graph.tensor.TensorShapes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/** A shape of which the rank or some dims may be unknown (tensorflow/core/framework/tensor_shape.h). Immutable. */
public final class PartialShape {

    /** What is not known. */
    public static final long UNKNOWN = -1;

    private static final PartialShape ANY = new PartialShape(null);
    private static final PartialShape SCALAR = new PartialShape(new long[0]);

    private final long @Nullable [] dims;

    private PartialShape(long @Nullable [] dims) {
        this.dims = dims;
    }

    /** Nothing is known. */
    public static PartialShape unknown() {
        return ANY;
    }

    /** The shape of a scalar. */
    public static PartialShape scalar() {
        return SCALAR;
    }

    /** A shape of these dims, {@link #UNKNOWN} for one that is not known. */
    public static PartialShape of(long... dims) {
        long[] copy = dims.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = Math.max(UNKNOWN, copy[i]);
        }
        return new PartialShape(copy);
    }

    /** A shape of which only the rank is known. */
    public static PartialShape ofRank(int rank) {
        long[] dims = new long[rank];
        Arrays.fill(dims, UNKNOWN);
        return new PartialShape(dims);
    }

    /** The shape in a message. */
    public static PartialShape of(TensorShapeProto proto) {
        if (proto.getUnknownRank()) {
            return ANY;
        }
        return of(proto.getDimList().stream()
                .mapToLong(TensorShapeProto.Dim::getSize)
                .toArray());
    }

    /** Whether the rank is known. */
    public boolean hasRank() {
        return dims != null;
    }

    /** The rank; -1 when it is not known. */
    public int rank() {
        return dims == null ? -1 : dims.length;
    }

    /** A dim, from the back when negative; {@link #UNKNOWN} when it is not known or there is none. */
    public long dim(int index) {
        if (dims == null) {
            return UNKNOWN;
        }
        int at = index < 0 ? index + dims.length : index;
        return at < 0 || at >= dims.length ? UNKNOWN : dims[at];
    }

    /** The dims, those of a shape without rank being none; the caller's own copy. */
    public long[] dims() {
        return dims == null ? new long[0] : dims.clone();
    }

    /** Whether rank and all dims are known. */
    public boolean isFullyKnown() {
        return dims != null && Arrays.stream(dims).noneMatch(dim -> dim < 0);
    }

    /** How many elements there are; {@link #UNKNOWN} when that is not known or more than a long holds. */
    public long elements() {
        if (dims == null) {
            return UNKNOWN;
        }
        long elements = 1;
        for (long dim : dims) {
            if (dim < 0 || (dim > 0 && elements > Long.MAX_VALUE / dim)) {
                return UNKNOWN;
            }
            elements *= dim;
        }
        return elements;
    }

    /** The same with one dim changed; unknown when there is no such dim. */
    public PartialShape with(int index, long dim) {
        if (dims == null || index < -dims.length || index >= dims.length) {
            return ANY;
        }
        long[] copy = dims.clone();
        copy[index < 0 ? index + dims.length : index] = Math.max(UNKNOWN, dim);
        return new PartialShape(copy);
    }

    /** An axis of this shape, counted from the front; null when there is no such axis or the rank is not known. */
    public @Nullable Integer axis(long axis) {
        return axis(axis, rank());
    }

    private static @Nullable Integer axis(long axis, int rank) {
        return rank < 0 || axis < -rank || axis >= rank ? null : Integer.valueOf((int) (axis < 0 ? axis + rank : axis));
    }

    /** The same without one dim; the index counts from the front. */
    public PartialShape without(int index) {
        long[] rest = new long[rank() - 1];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = dim(i < index ? i : i + 1);
        }
        return of(rest);
    }

    /** The same with one more dim before an index, from the back when negative; null for an index that is not known. */
    public PartialShape inserted(@Nullable Long at, long dim) {
        if (!hasRank()) {
            return this;
        }
        Integer axis = at == null ? null : axis(at, rank() + 1);
        if (axis == null) {
            return ofRank(rank() + 1);
        }
        long[] more = new long[rank() + 1];
        for (int i = 0; i < more.length; i++) {
            more[i] = i == axis ? dim : dim(i < axis ? i : i - 1);
        }
        return of(more);
    }

    /** The dims of another shape, then this one's; unknown when one of both is. */
    public PartialShape behind(PartialShape other) {
        if (!hasRank() || !other.hasRank()) {
            return ANY;
        }
        long[] both = Arrays.copyOf(other.dims(), other.rank() + rank());
        System.arraycopy(dims(), 0, both, other.rank(), rank());
        return of(both);
    }

    /** A shape of which only this one's rank is known. */
    public PartialShape withUnknownDims() {
        return hasRank() ? ofRank(rank()) : this;
    }

    /** What two shapes broadcast to, as far as it is known. */
    public PartialShape broadcast(PartialShape other) {
        if (!hasRank() || !other.hasRank()) {
            return ANY;
        }
        int rank = Math.max(rank(), other.rank());
        long[] both = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long left = i > rank() ? 1 : dim(-i);
            long right = i > other.rank() ? 1 : other.dim(-i);
            long dim;
            if (left < 0 || right < 0) {
                // An unknown dim against one above 1 must be that one; against 1 it stays unknown.
                dim = Math.max(left, right) > 1 ? Math.max(left, right) : UNKNOWN;
            } else {
                dim = left == 1 ? right : left;
            }
            both[rank - i] = dim;
        }
        return of(both);
    }

    /** What both say together; this one where they contradict each other. */
    public PartialShape merge(PartialShape other) {
        if (dims == null) {
            return other;
        }
        if (other.dims == null || other.dims.length != dims.length) {
            return this;
        }
        long[] merged = dims.clone();
        for (int i = 0; i < merged.length; i++) {
            merged[i] = merged[i] < 0 ? other.dims[i] : merged[i];
        }
        return new PartialShape(merged);
    }

    /** What is true of a tensor that has one of both shapes. */
    public PartialShape common(PartialShape other) {
        if (dims == null || other.dims == null || other.dims.length != dims.length) {
            return ANY;
        }
        long[] common = dims.clone();
        for (int i = 0; i < common.length; i++) {
            common[i] = common[i] == other.dims[i] ? common[i] : UNKNOWN;
        }
        return new PartialShape(common);
    }

    /** The shape as a message. */
    public TensorShapeProto toProto() {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder().setUnknownRank(dims == null);
        for (long dim : dims()) {
            shape.addDimBuilder().setSize(dim);
        }
        return shape.build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PartialShape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return TensorShapes.text(toProto());
    }
}
