package io.github.tfmobile.graph.shape;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ops that move blocks of space to the batch and back, and those whose inputs say the shape (array_ops.cc, nn_ops.cc). */
final class BlockShapes {

    private BlockShapes() {}

    static void addTo(Map<String, ShapeInference.Rule> table) {
        table.put("SpaceToBatchND", call -> ShapeInference.one(spaceToBatch(call, call.values(1), call.values(2))));
        table.put("BatchToSpaceND", call -> ShapeInference.one(batchToSpace(call, call.values(1), call.values(2))));
        table.put("SpaceToBatch", call -> ShapeInference.one(spaceToBatch(call, square(call), call.values(1))));
        table.put("BatchToSpace", call -> ShapeInference.one(batchToSpace(call, square(call), call.values(1))));
        for (String op :
                List.of("Conv2DBackpropInput", "Conv3DBackpropInputV2", "DepthwiseConv2dNativeBackpropInput")) {
            table.put(op, call -> ShapeInference.one(ArrayShapes.asShape(call, 0)));
        }
        table.put("ScatterNd", call -> ShapeInference.one(ArrayShapes.asShape(call, 2)));
        table.put("SparseToDense", call -> ShapeInference.one(ArrayShapes.asShape(call, 1)));
        table.put("Empty", call -> ShapeInference.one(ArrayShapes.asShape(call, 0)));
        for (String op : List.of("TensorScatterUpdate", "TensorScatterAdd", "TensorScatterSub")) {
            table.put(op, call -> ShapeInference.one(call.shape(0)));
        }
        table.put("CropAndResize", call -> {
            long[] size = call.values(3);
            long height = size == null || size.length != 2 ? -1 : size[0];
            long width = size == null || size.length != 2 ? -1 : size[1];
            return ShapeInference.one(PartialShape.of(
                    call.shape(1).dim(0), height, width, call.shape(0).dim(-1)));
        });
    }

    private static long[] square(ShapeCall call) {
        long size = call.integer("block_size", -1);
        return new long[] {size, size};
    }

    private static boolean fits(PartialShape in, long[] blocks, long[] edges) {
        return in.rank() > blocks.length
                && edges.length == 2 * blocks.length
                && Arrays.stream(blocks).allMatch(block -> block > 0)
                && Arrays.stream(edges).allMatch(edge -> edge >= 0);
    }

    private static PartialShape unknown(PartialShape in) {
        return in.hasRank() ? PartialShape.ofRank(in.rank()) : in;
    }

    private static PartialShape spaceToBatch(ShapeCall call, long @Nullable [] blocks, long @Nullable [] paddings) {
        PartialShape in = call.shape(0);
        if (blocks == null || paddings == null || !fits(in, blocks, paddings)) {
            return unknown(in);
        }
        long[] dims = in.dims();
        for (int i = 0; i < blocks.length; i++) {
            dims[0] = dims[0] < 0 ? -1 : Math.multiplyExact(dims[0], blocks[i]);
            long padded = Math.addExact(Math.addExact(dims[i + 1], paddings[2 * i]), paddings[2 * i + 1]);
            dims[i + 1] = dims[i + 1] < 0 || padded % blocks[i] != 0 ? -1 : padded / blocks[i];
        }
        return PartialShape.of(dims);
    }

    private static PartialShape batchToSpace(ShapeCall call, long @Nullable [] blocks, long @Nullable [] crops) {
        PartialShape in = call.shape(0);
        if (blocks == null || crops == null || !fits(in, blocks, crops)) {
            return unknown(in);
        }
        long[] dims = in.dims();
        for (int i = 0; i < blocks.length; i++) {
            dims[0] = dims[0] < 0 || dims[0] % blocks[i] != 0 ? -1 : dims[0] / blocks[i];
            dims[i + 1] =
                    dims[i + 1] < 0 ? -1 : Math.multiplyExact(dims[i + 1], blocks[i]) - crops[2 * i] - crops[2 * i + 1];
        }
        return PartialShape.of(dims);
    }
}
