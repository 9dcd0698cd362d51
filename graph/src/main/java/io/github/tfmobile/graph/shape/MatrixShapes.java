package io.github.tfmobile.graph.shape;

import java.util.Arrays;
import java.util.Map;

/** Products of matrices (tensorflow/core/framework/common_shape_fns.cc). */
final class MatrixShapes {

    private MatrixShapes() {}

    static void addTo(Map<String, ShapeInference.Rule> table) {
        table.put(
                "MatMul",
                call -> ShapeInference.one(PartialShape.of(
                        call.shape(0).rank() == 2 ? call.shape(0).dim(call.flag("transpose_a", false) ? 1 : 0) : -1,
                        call.shape(1).rank() == 2 ? call.shape(1).dim(call.flag("transpose_b", false) ? 0 : 1) : -1)));
        table.put("BatchMatMul", call -> ShapeInference.one(batch(call)));
        table.put("BatchMatMulV2", call -> ShapeInference.one(batch(call)));
        table.put("BatchMatMulV3", call -> ShapeInference.one(batch(call)));
        table.put("L2Loss", call -> ShapeInference.one(PartialShape.scalar()));
    }

    private static PartialShape batch(ShapeCall call) {
        PartialShape a = call.shape(0);
        PartialShape b = call.shape(1);
        if (a.rank() < 2 || b.rank() < 2) {
            return PartialShape.unknown();
        }
        PartialShape outer = ElementwiseShapes.broadcast(
                PartialShape.of(Arrays.copyOf(a.dims(), a.rank() - 2)),
                PartialShape.of(Arrays.copyOf(b.dims(), b.rank() - 2)));
        long[] dims = Arrays.copyOf(outer.dims(), outer.rank() + 2);
        dims[outer.rank()] = a.dim(call.flag("adj_x", false) ? -1 : -2);
        dims[outer.rank() + 1] = b.dim(call.flag("adj_y", false) ? -2 : -1);
        return PartialShape.of(dims);
    }
}
