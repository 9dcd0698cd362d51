package io.github.tfmobile.graph.shape;

import java.util.List;
import java.util.Map;

/** Convolutions, pooling and resizing (tensorflow/core/framework/common_shape_fns.cc). */
final class WindowShapes {

    private WindowShapes() {}

    static void addTo(Map<String, ShapeInference.Rule> table) {
        table.put("Conv2D", call -> ShapeInference.one(convolution(call, 2, false)));
        table.put("Conv3D", call -> ShapeInference.one(convolution(call, 3, false)));
        table.put("DepthwiseConv2dNative", call -> ShapeInference.one(convolution(call, 2, true)));
        table.put("MaxPool", call -> ShapeInference.one(pool(call, 2)));
        table.put("AvgPool", call -> ShapeInference.one(pool(call, 2)));
        table.put("MaxPool3D", call -> ShapeInference.one(pool(call, 3)));
        table.put("AvgPool3D", call -> ShapeInference.one(pool(call, 3)));
        for (String op : List.of("DecodeJpeg", "DecodePng", "DecodeAndCropJpeg", "DecodeBmp", "DecodeWebP")) {
            table.put(op, call -> {
                long channels = call.integer("channels", 0);
                return ShapeInference.one(PartialShape.of(-1, -1, channels > 0 ? channels : -1));
            });
        }
        for (String op : List.of("ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic", "ResizeArea")) {
            table.put(op, call -> {
                long[] size = call.values(1);
                PartialShape in = call.shape(0);
                return ShapeInference.one(PartialShape.of(
                        in.dim(0),
                        size != null && size.length == 2 ? size[0] : -1,
                        size != null && size.length == 2 ? size[1] : -1,
                        in.dim(3)));
            });
        }
        table.put("SpaceToDepth", call -> ShapeInference.one(spaceDepth(call, true)));
        table.put("DepthToSpace", call -> ShapeInference.one(spaceDepth(call, false)));
    }

    private static boolean channelsFirst(ShapeCall call) {
        return call.text("data_format", "N").startsWith("NC");
    }

    private static PartialShape convolution(ShapeCall call, int spatial, boolean depthwise) {
        PartialShape input = call.shape(0);
        PartialShape filter = call.shape(1);
        if (input.rank() != spatial + 2) {
            return PartialShape.ofRank(spatial + 2);
        }
        boolean first = channelsFirst(call);
        long[] dims = new long[spatial + 2];
        dims[0] = input.dim(0);
        long channels = filter.dim(spatial + 1);
        if (depthwise) {
            channels = channels < 0 || filter.dim(spatial) < 0 ? -1 : channels * filter.dim(spatial);
        }
        dims[first ? 1 : spatial + 1] = channels;
        List<Long> strides = call.integers("strides");
        List<Long> dilations = call.integers("dilations");
        List<Long> pads = call.integers("explicit_paddings");
        for (int i = 0; i < spatial; i++) {
            int at = first ? i + 2 : i + 1;
            long dilation = dilations.size() > at ? dilations.get(at) : 1;
            long before = pads.size() > 2 * at + 1 ? pads.get(2 * at) : 0;
            long after = pads.size() > 2 * at + 1 ? pads.get(2 * at + 1) : 0;
            dims[at] = extent(
                    input.dim(at), filter.dim(i), strides.get(at), dilation, call.text("padding", ""), before + after);
        }
        return PartialShape.of(dims);
    }

    private static PartialShape pool(ShapeCall call, int spatial) {
        PartialShape input = call.shape(0);
        List<Long> size = call.integers("ksize");
        List<Long> strides = call.integers("strides");
        List<Long> pads = call.integers("explicit_paddings");
        if (input.rank() != spatial + 2) {
            return PartialShape.ofRank(spatial + 2);
        }
        long[] dims = input.dims();
        boolean first = channelsFirst(call);
        for (int at = 0; at < dims.length; at++) {
            boolean isSpatial = first ? at >= 2 : at >= 1 && at <= spatial;
            if (isSpatial || size.get(at) != 1) {
                long padding = pads.size() > 2 * at + 1 ? pads.get(2 * at) + pads.get(2 * at + 1) : 0;
                dims[at] = extent(dims[at], size.get(at), strides.get(at), 1, call.text("padding", ""), padding);
            }
        }
        return PartialShape.of(dims);
    }

    private static long extent(long input, long size, long stride, long dilation, String padding, long pads) {
        if (input < 0 || stride <= 0 || dilation <= 0) {
            return PartialShape.UNKNOWN;
        }
        if (padding.equals("SAME")) {
            return (input + stride - 1) / stride;
        }
        if (size < 0) {
            return PartialShape.UNKNOWN;
        }
        long span = (size - 1) * dilation + 1;
        long steps = (input + pads - span + stride) / stride;
        return steps < 0 ? PartialShape.UNKNOWN : steps;
    }

    private static PartialShape spaceDepth(ShapeCall call, boolean toDepth) {
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
}
