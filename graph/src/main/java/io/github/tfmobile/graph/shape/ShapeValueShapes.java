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
        boolean scalars = true;
        boolean exact = true;
        for (int i = 0; i < values.length; i++) {
            TensorFact input = call.inputs().get(i);
            part = part.merge(input.shape());
            scalars &= input.shape().rank() == 0;
            long[] value = input.values();
            values[i] = value == null || value.length != 1 ? -1 : value[0];
            exact &= input.exact();
        }
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
        if (begin == null || end == null || stride == null || !call.exact(1) || !call.exact(2) || !call.exact(3)) {
            return List.of(TensorFact.UNKNOWN);
        }
        SliceMasks masks = new SliceMasks(
                call.integer("begin_mask", 0),
                call.integer("end_mask", 0),
                call.integer("ellipsis_mask", 0),
                call.integer("new_axis_mask", 0),
                call.integer("shrink_axis_mask", 0));
        SliceSpec slice = in.hasRank() ? SliceSpec.resolve(in.dims(), begin, end, stride, masks) : null;
        if (slice == null) {
            return List.of(TensorFact.UNKNOWN);
        }
        PartialShape shape = PartialShape.of(slice.result());
        long[] values = call.values(0);
        if (values == null || in.rank() != 1 || slice.processed()[0] < 0 || shape.rank() > 1) {
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
}
