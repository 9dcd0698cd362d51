package io.github.tfmobile.graph.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ops that compute with shapes, whose values are followed dim by dim: {@code reshape(x, stack([shape(x)[0], 7]))} has
 * the shape {@code [?,7]} (tensorflow/core/common_runtime/shape_refiner.cc, ConstantPartialShape).
 */
final class ShapeValueShapes {

    private ShapeValueShapes() {}

    static void addTo(Map<String, ShapeInference.Rule> table) {
        table.put("Shape", call -> List.of(shapeOf(call.shape(0))));
        table.put(
                "ShapeN",
                call -> call.inputs().stream()
                        .map(input -> shapeOf(input.shape()))
                        .toList());
        table.put("Rank", call -> ShapeInference.one(PartialShape.scalar()));
        table.put("Size", call -> ShapeInference.one(PartialShape.scalar()));
        table.put("Pack", ShapeValueShapes::pack);
        table.put("StridedSlice", ShapeValueShapes::stridedSlice);
        ShapeInference.Rule concat = table.get("ConcatV2");
        if (concat != null) {
            table.put("ConcatV2", call -> {
                TensorFact joined = joined(call);
                return joined == null ? concat.infer(call) : List.of(joined);
            });
        }
    }

    private static TensorFact shapeOf(PartialShape shape) {
        return shape.hasRank()
                ? new TensorFact(PartialShape.of(shape.rank()), shape.dims(), shape.isFullyKnown())
                : TensorFact.of(PartialShape.ofRank(1));
    }

    private static List<TensorFact> pack(ShapeCall call) {
        PartialShape part = PartialShape.unknown();
        long[] values = new long[call.inputs().size()];
        boolean exact = true;
        for (int i = 0; i < values.length; i++) {
            TensorFact input = call.inputs().get(i);
            part = part.merge(input.shape());
            long[] value = input.values();
            values[i] = value == null || value.length != 1 ? -1 : value[0];
            exact &= input.exact();
        }
        boolean scalars = part.rank() == 0; // as one of them is, all are
        PartialShape shape = ArrayShapes.inserted(part, call.integer("axis", 0), values.length);
        return List.of(scalars ? new TensorFact(shape, values, exact) : TensorFact.of(shape));
    }

    private static @Nullable TensorFact joined(ShapeCall call) {
        List<Long> all = new ArrayList<>();
        boolean exact = true;
        for (int i = 0; i < call.inputs().size() - 1; i++) {
            TensorFact input = call.inputs().get(i);
            long[] values = input.values();
            if (values == null || input.shape().rank() != 1) {
                return null;
            }
            Arrays.stream(values).forEach(all::add);
            exact &= input.exact();
        }
        long[] values = all.stream().mapToLong(Long::longValue).toArray();
        return new TensorFact(PartialShape.of(values.length), values, exact);
    }

    private static List<TensorFact> stridedSlice(ShapeCall call) {
        PartialShape in = call.shape(0);
        long[] begin = call.values(1);
        long[] end = call.values(2);
        long[] stride = call.values(3);
        if (begin == null || end == null || stride == null || !call.exact(3)) {
            return List.of(TensorFact.UNKNOWN);
        }
        boolean exactly = call.exact(1) && call.exact(2);
        SliceMasks masks = SliceMasks.of(call);
        long[] dims = in.hasRank() ? in.dims().clone() : null;
        if (dims != null && !exactly) {
            begin = begin.clone();
            dims = withoutUnknown(dims, begin, end, masks);
        }
        SliceSpec slice = dims == null ? null : SliceSpec.resolve(dims, begin, end, stride, masks);
        if (slice == null) {
            return List.of(TensorFact.UNKNOWN);
        }
        PartialShape shape = PartialShape.of(slice.result());
        long[] values = call.values(0);
        if (!exactly || values == null || in.rank() != 1 || slice.processed()[0] < 0 || shape.rank() > 1) {
            return List.of(TensorFact.of(shape));
        }
        long[] taken = new long[(int) slice.processed()[0]];
        boolean exact = call.exact(0);
        boolean known = true;
        for (int i = 0; i < taken.length; i++) {
            taken[i] = values[(int) (slice.begin()[0] + i * slice.stride()[0])];
            known &= taken[i] >= 0;
        }
        return List.of(new TensorFact(shape, taken, exact || known));
    }

    /**
     * The dims of which something can be said though not all of the bounds are known: a single index drops its dim
     * whatever it is, a bound that does not count need not be known, any other makes the dim unknown.
     */
    private static long @Nullable [] withoutUnknown(long[] dims, long[] begin, long[] end, SliceMasks masks) {
        if (masks.ellipsis() != 0
                || masks.newAxis() != 0
                || begin.length > Math.min(dims.length, Long.SIZE)
                || end.length != begin.length) {
            return null;
        }
        for (int i = 0; i < begin.length; i++) {
            long bit = 1L << i;
            boolean from = begin[i] >= 0 || (masks.begin() & bit) != 0;
            boolean to = end[i] >= 0 || (masks.end() & bit) != 0;
            if ((masks.shrink() & bit) != 0) {
                begin[i] = Math.max(begin[i], 0);
            } else if (!from || !to) {
                dims[i] = -1;
            }
        }
        return dims;
    }
}
