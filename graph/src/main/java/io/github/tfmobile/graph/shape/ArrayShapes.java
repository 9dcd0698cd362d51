package io.github.tfmobile.graph.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ops that change shapes (tensorflow/core/ops/array_ops.cc, math_ops.cc). */
final class ArrayShapes {

    private ArrayShapes() {}

    static void addTo(Map<String, ShapeInference.Rule> table) {
        table.put("Reshape", call -> ShapeInference.one(reshape(call)));
        table.put("ExpandDims", call -> ShapeInference.one(inserted(call.shape(0), call.value(1), 1)));
        table.put("Squeeze", call -> ShapeInference.one(squeeze(call)));
        table.put("Transpose", call -> ShapeInference.one(transpose(call)));
        for (String op : List.of("Pad", "PadV2", "MirrorPad")) {
            table.put(op, call -> ShapeInference.one(pad(call)));
        }
        table.put("Tile", call -> ShapeInference.one(tile(call)));
        table.put(
                "Concat",
                call -> ShapeInference.one(
                        concat(call, call.value(0), 1, call.inputs().size())));
        table.put(
                "ConcatV2",
                call -> ShapeInference.one(concat(
                        call,
                        call.value(call.inputs().size() - 1),
                        0,
                        call.inputs().size() - 1)));
        table.put("Unpack", call -> {
            PartialShape in = call.shape(0);
            Integer axis = axis(call.integer("axis", 0), in.rank());
            PartialShape shape = axis == null ? PartialShape.unknown() : removed(in, axis);
            return Collections.nCopies(call.outputs(), TensorFact.of(shape));
        });
        table.put("Split", call -> {
            PartialShape in = call.shape(1);
            Long along = call.value(0);
            Integer axis = along == null ? null : axis(along, in.rank());
            PartialShape shape = axis == null
                    ? in.hasRank() ? PartialShape.ofRank(in.rank()) : in
                    : in.with(axis, in.dim(axis) < 0 ? -1 : in.dim(axis) / Math.max(1, call.outputs()));
            return Collections.nCopies(call.outputs(), TensorFact.of(shape));
        });
        table.put("SplitV", ArrayShapes::splitV);
        table.put("Slice", call -> ShapeInference.one(slice(call)));
        table.put("Gather", call -> ShapeInference.one(gather(call, 0L, 0)));
        table.put("GatherV2", call -> ShapeInference.one(gather(call, call.value(2), call.integer("batch_dims", 0))));
        table.put("GatherNd", call -> ShapeInference.one(gatherNd(call)));
        for (String op : List.of("Sum", "Mean", "Prod", "Max", "Min", "All", "Any")) {
            table.put(op, call -> ShapeInference.one(reduce(call)));
        }
        for (String op : List.of("ArgMax", "ArgMin")) {
            table.put(op, call -> {
                Long along = call.value(1);
                Integer axis = along == null ? null : axis(along, call.shape(0).rank());
                return ShapeInference.one(
                        axis != null
                                ? removed(call.shape(0), axis)
                                : call.shape(0).rank() > 0
                                        ? PartialShape.ofRank(call.shape(0).rank() - 1)
                                        : PartialShape.unknown());
            });
        }
        for (String op : List.of("TopK", "TopKV2")) {
            table.put(op, call -> {
                Long count = op.equals("TopK") ? Long.valueOf(call.integer("k", -1)) : call.value(1);
                PartialShape shape = call.shape(0).with(-1, count == null ? -1 : count);
                return List.of(TensorFact.of(shape), TensorFact.of(shape));
            });
        }
        table.put("OneHot", call -> {
            Long depth = call.value(1);
            long axis = call.integer("axis", -1);
            PartialShape in = call.shape(0);
            return ShapeInference.one(
                    inserted(in, axis == -1 ? Long.valueOf(in.rank()) : axis, depth == null ? -1 : depth));
        });
        table.put("BroadcastTo", call -> ShapeInference.one(asShape(call, 1)));
        table.put("Fill", call -> ShapeInference.one(asShape(call, 0)));
        for (String op : List.of("RandomUniform", "RandomStandardNormal", "TruncatedNormal")) {
            table.put(op, call -> ShapeInference.one(asShape(call, 0)));
        }
        table.put(
                "Where",
                call -> ShapeInference.one(PartialShape.of(-1, call.shape(0).rank())));
    }

    /** The shape that a vector of integers stands for. */
    static PartialShape asShape(ShapeCall call, int input) {
        long[] values = call.values(input);
        if (values != null) {
            return PartialShape.of(values);
        }
        long rank = call.shape(input).rank() == 1 ? call.shape(input).dim(0) : -1;
        return rank >= 0 && rank < 255 ? PartialShape.ofRank((int) rank) : PartialShape.unknown();
    }

    static @Nullable Integer axis(long axis, int rank) {
        return rank < 0 || axis < -rank || axis >= rank ? null : Integer.valueOf((int) (axis < 0 ? axis + rank : axis));
    }

    private static PartialShape removed(PartialShape shape, int axis) {
        long[] dims = new long[shape.rank() - 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = shape.dim(i < axis ? i : i + 1);
        }
        return PartialShape.of(dims);
    }

    static PartialShape inserted(PartialShape shape, @Nullable Long at, long dim) {
        if (!shape.hasRank()) {
            return shape;
        }
        Integer axis = at == null ? null : axis(at, shape.rank() + 1);
        if (axis == null) {
            return PartialShape.ofRank(shape.rank() + 1);
        }
        long[] dims = new long[shape.rank() + 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i == axis ? dim : shape.dim(i < axis ? i : i - 1);
        }
        return PartialShape.of(dims);
    }

    /** An unknown dim and a -1 that stands for the rest cannot be told apart, unless all others are known. */
    private static PartialShape reshape(ShapeCall call) {
        long[] values = call.values(1);
        if (values == null) {
            return asShape(call, 1);
        }
        long[] dims = values.clone();
        int unknown = -1;
        int count = 0;
        long known = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] < 0) {
                unknown = i;
                count++;
            } else {
                known = Math.multiplyExact(known, dims[i]);
            }
        }
        long elements = call.shape(0).elements();
        if (count == 1 && elements >= 0 && known > 0 && elements % known == 0) {
            dims[unknown] = elements / known;
        }
        return PartialShape.of(dims);
    }

    private static PartialShape pad(ShapeCall call) {
        PartialShape in = call.shape(0);
        long[] paddings = call.values(1);
        if (!in.hasRank() || paddings == null || paddings.length != 2 * in.rank() || !call.exact(1)) {
            return in.hasRank() ? PartialShape.ofRank(in.rank()) : PartialShape.unknown();
        }
        long[] dims = in.dims();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims[i] < 0 ? -1 : Math.addExact(dims[i], Math.addExact(paddings[2 * i], paddings[2 * i + 1]));
        }
        return PartialShape.of(dims);
    }

    private static PartialShape squeeze(ShapeCall call) {
        PartialShape in = call.shape(0);
        if (!in.hasRank()) {
            return in;
        }
        List<Long> axes = call.integers("squeeze_dims");
        boolean[] drop = new boolean[in.rank()];
        for (long axis : axes) {
            Integer at = axis(axis, in.rank());
            if (at != null) {
                drop[at] = true;
            }
        }
        List<Long> dims = new ArrayList<>();
        for (int i = 0; i < in.rank(); i++) {
            if (axes.isEmpty() && in.dim(i) < 0) {
                return PartialShape.unknown();
            }
            if (axes.isEmpty() ? in.dim(i) != 1 : !drop[i]) {
                dims.add(in.dim(i));
            }
        }
        return PartialShape.of(dims.stream().mapToLong(Long::longValue).toArray());
    }

    private static PartialShape transpose(ShapeCall call) {
        PartialShape in = call.shape(0);
        long[] order = call.values(1);
        if (order == null || !in.hasRank() || order.length != in.rank() || !call.exact(1)) {
            return in.hasRank() ? PartialShape.ofRank(in.rank()) : PartialShape.unknown();
        }
        return PartialShape.of(
                Arrays.stream(order).map(axis -> in.dim((int) axis)).toArray());
    }

    private static PartialShape tile(ShapeCall call) {
        PartialShape in = call.shape(0);
        long[] multiples = call.values(1);
        if (!in.hasRank() || multiples == null || multiples.length != in.rank()) {
            return in.hasRank() ? PartialShape.ofRank(in.rank()) : PartialShape.unknown();
        }
        long[] dims = in.dims();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims[i] < 0 || multiples[i] < 0 ? -1 : Math.multiplyExact(dims[i], multiples[i]);
        }
        return PartialShape.of(dims);
    }

    private static PartialShape concat(ShapeCall call, @Nullable Long along, int from, int to) {
        PartialShape shape = PartialShape.unknown();
        for (int i = from; i < to; i++) {
            shape = shape.hasRank() ? shape : call.shape(i);
        }
        Integer axis = along == null ? null : axis(along, shape.rank());
        if (axis == null) {
            return shape.hasRank() ? PartialShape.ofRank(shape.rank()) : shape;
        }
        long sum = 0;
        for (int i = from; i < to; i++) {
            PartialShape part = call.shape(i);
            sum = sum < 0 || part.dim(axis) < 0 ? -1 : sum + part.dim(axis);
            shape = shape.with(axis, -1).merge(part.with(axis, -1));
        }
        return shape.with(axis, sum);
    }

    private static List<TensorFact> splitV(ShapeCall call) {
        PartialShape in = call.shape(0);
        long[] sizes = call.values(1);
        Long along = call.value(2);
        Integer axis = along == null ? null : axis(along, in.rank());
        List<TensorFact> parts = new ArrayList<>();
        long rest = axis == null ? -1 : in.dim(axis);
        for (int i = 0; sizes != null && i < sizes.length; i++) {
            rest = rest < 0 || sizes[i] < 0 ? rest : rest - sizes[i];
        }
        for (int i = 0; i < call.outputs(); i++) {
            boolean known = axis != null && sizes != null && sizes.length == call.outputs() && call.exact(1);
            long size = known && sizes != null ? sizes[i] < 0 ? rest : sizes[i] : -1;
            parts.add(TensorFact.of(
                    axis == null ? in.hasRank() ? PartialShape.ofRank(in.rank()) : in : in.with(axis, size)));
        }
        return parts;
    }

    private static PartialShape slice(ShapeCall call) {
        PartialShape in = call.shape(0);
        long[] begin = call.values(1);
        long[] size = call.values(2);
        if (size == null || !call.exact(2)) {
            return in.hasRank() ? PartialShape.ofRank(in.rank()) : PartialShape.unknown();
        }
        long[] dims = size.clone();
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] < 0) {
                dims[i] = begin == null || !call.exact(1) || in.dim(i) < 0 ? -1 : in.dim(i) - begin[i];
            }
        }
        return PartialShape.of(dims);
    }

    private static PartialShape gather(ShapeCall call, @Nullable Long along, long batch) {
        PartialShape params = call.shape(0);
        PartialShape indices = call.shape(1);
        if (!params.hasRank() || !indices.hasRank() || batch != 0) {
            return PartialShape.unknown();
        }
        Integer axis = along == null ? null : axis(along, params.rank());
        int rank = params.rank() - 1 + indices.rank();
        if (axis == null) {
            return rank < 0 ? PartialShape.unknown() : PartialShape.ofRank(rank);
        }
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = i < axis
                    ? params.dim(i)
                    : i < axis + indices.rank() ? indices.dim(i - axis) : params.dim(i - indices.rank() + 1);
        }
        return PartialShape.of(dims);
    }

    private static PartialShape gatherNd(ShapeCall call) {
        PartialShape params = call.shape(0);
        PartialShape indices = call.shape(1);
        long depth = indices.rank() > 0 ? indices.dim(-1) : -1;
        if (!params.hasRank() || depth < 0 || depth > params.rank()) {
            return PartialShape.unknown();
        }
        long[] dims = Arrays.copyOf(indices.dims(), indices.rank() - 1 + params.rank() - (int) depth);
        for (int i = (int) depth; i < params.rank(); i++) {
            dims[indices.rank() - 1 + i - (int) depth] = params.dim(i);
        }
        return PartialShape.of(dims);
    }

    private static PartialShape reduce(ShapeCall call) {
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
            Integer at = axis(axis, in.rank());
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
}
