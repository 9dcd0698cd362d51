package io.github.tfmobile.graph.op.array;

import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ops that move blocks of space to the channels or to the batch, and back (tensorflow/core/ops/array_ops.cc). */
public final class BlockOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "SpaceToDepth" ->
                OpEntry.shaped(call -> depthSpaced(call, true)).computing(call -> depthSpace(call, true));
            case "DepthToSpace" ->
                OpEntry.shaped(call -> depthSpaced(call, false)).computing(call -> depthSpace(call, false));
            case "SpaceToBatch" -> OpEntry.shaped(call -> spaceToBatch(call, square(call), call.values(1)));
            case "BatchToSpace" -> OpEntry.shaped(call -> batchToSpace(call, square(call), call.values(1)));
            case "SpaceToBatchND" -> OpEntry.shaped(call -> spaceToBatch(call, call.values(1), call.values(2)));
            case "BatchToSpaceND" -> OpEntry.shaped(call -> batchToSpace(call, call.values(1), call.values(2)));
            default -> null;
        };
    }

    private static PartialShape depthSpaced(InferenceContext call, boolean toDepth) {
        PartialShape in = call.shape(0);
        long block = call.integer("block_size", 0);
        if (in.rank() != 4 || block < 1 || !call.text("data_format", "NHWC").equals("NHWC")) {
            return PartialShape.unknown();
        }
        return toDepth
                ? PartialShape.of(
                        in.dim(0),
                        scaled(in.dim(1), 1, block),
                        scaled(in.dim(2), 1, block),
                        scaled(in.dim(3), block * block, 1))
                : PartialShape.of(
                        in.dim(0),
                        scaled(in.dim(1), block, 1),
                        scaled(in.dim(2), block, 1),
                        scaled(in.dim(3), 1, block * block));
    }

    private static long scaled(long dim, long by, long over) {
        return dim < 0 ? dim : dim * by / over;
    }

    /** Blocks of pixels become channels, or the other way round (tensorflow/core/kernels/spacetodepth_op.cc). */
    private static List<Tensor> depthSpace(OpKernelContext call, boolean toDepth) throws NotComputableException {
        Tensor input = call.input(0);
        long block = call.integer("block_size", 0);
        call.require(input.rank() == 4
                && block > 1
                && block < 1 << 15
                && call.text("data_format", "NHWC").equals("NHWC"));
        long n = input.dim(0);
        long h = input.dim(1);
        long w = input.dim(2);
        long c = input.dim(3);
        long[] six;
        long[] dims;
        if (toDepth) {
            call.require(h % block == 0 && w % block == 0);
            six = new long[] {n, h / block, block, w / block, block, c};
            dims = new long[] {n, h / block, w / block, c * block * block};
        } else {
            call.require(c % (block * block) == 0);
            six = new long[] {n, h, w, block, block, c / (block * block)};
            dims = new long[] {n, h * block, w * block, c / (block * block)};
        }
        int[] own = Dims.strides(six);
        int[] order = {0, 1, 3, 2, 4, 5};
        long[] moved = Arrays.stream(order).mapToLong(axis -> six[axis]).toArray();
        int[] strides = Arrays.stream(order).map(axis -> own[axis]).toArray();
        Tensor.Builder output = call.output(input.dtype(), dims);
        Dims.walk(moved, strides, 0, (i, a, b) -> output.copyBits(i, input, a));
        return List.of(output.build());
    }

    private static long[] square(InferenceContext call) {
        long size = call.integer("block_size", -1);
        return new long[] {size, size};
    }

    private static boolean fits(PartialShape in, long[] blocks, long[] edges) {
        return in.rank() > blocks.length
                && edges.length == 2 * blocks.length
                && Arrays.stream(blocks).allMatch(block -> block > 0)
                && Arrays.stream(edges).allMatch(edge -> edge >= 0);
    }

    private static PartialShape spaceToBatch(
            InferenceContext call, long @Nullable [] blocks, long @Nullable [] paddings) {
        PartialShape in = call.shape(0);
        if (blocks == null || paddings == null || !fits(in, blocks, paddings)) {
            return in.withUnknownDims();
        }
        long[] dims = in.dims();
        for (int i = 0; i < blocks.length; i++) {
            dims[0] = dims[0] < 0 ? -1 : Math.multiplyExact(dims[0], blocks[i]);
            long padded = Math.addExact(Math.addExact(dims[i + 1], paddings[2 * i]), paddings[2 * i + 1]);
            dims[i + 1] = dims[i + 1] < 0 || padded % blocks[i] != 0 ? -1 : padded / blocks[i];
        }
        return PartialShape.of(dims);
    }

    private static PartialShape batchToSpace(InferenceContext call, long @Nullable [] blocks, long @Nullable [] crops) {
        PartialShape in = call.shape(0);
        if (blocks == null || crops == null || !fits(in, blocks, crops)) {
            return in.withUnknownDims();
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
