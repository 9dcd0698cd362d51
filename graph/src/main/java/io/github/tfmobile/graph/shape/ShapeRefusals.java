package io.github.tfmobile.graph.shape;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which shapes ops refuse to compute with: those for which the shape functions of TensorFlow and its kernels end in an error.
 * Only what is certain counts; what is not known may fit.
 */
final class ShapeRefusals {

    /** Says why an op refuses what it gets; null when it does not, as far as that is known. */
    @FunctionalInterface
    private interface Rule {
        @Nullable
        String refusal(ShapeCall call);
    }

    private static final Map<String, Rule> RULES = rules();

    private ShapeRefusals() {}

    /** Why a node refuses its inputs; null when nothing is known to be wrong with them. */
    static @Nullable String of(ShapeCall call) {
        Rule rule = RULES.get(call.node().op());
        return rule == null ? null : rule.refusal(call);
    }

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new TreeMap<>();
        ElementwiseShapes.BROADCASTING.forEach(op -> rules.put(op, ShapeRefusals::broadcast));
        rules.put("BiasAdd", call -> bias(call, isChannelsFirst(call)));
        rules.put("BiasAddV1", call -> bias(call, false));
        for (String op : List.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3")) {
            rules.put(op, call -> channels(call, "a scale of", channels(call.shape(0), isChannelsFirst(call))));
        }
        rules.put("AddN", call -> same(call, 0, call.inputs().size()));
        rules.put("Pack", call -> same(call, 0, call.inputs().size()));
        rules.put("Select", call -> same(call, 1, 3));
        rules.put("MatMul", call -> product(call, "transpose_a", "transpose_b"));
        rules.put("QuantizedMatMul", call -> product(call, "transpose_a", "transpose_b"));
        for (String op : List.of("BatchMatMul", "BatchMatMulV2", "BatchMatMulV3")) {
            rules.put(op, ShapeRefusals::products);
        }
        rules.put("Conv2D", call -> convolution(call, 2, false));
        rules.put("QuantizedConv2D", call -> convolution(call, 2, false));
        rules.put("DepthwiseConv2dNative", call -> convolution(call, 2, true));
        rules.put("Conv3D", call -> convolution(call, 3, false));
        for (String op : List.of("MaxPool", "AvgPool", "QuantizedMaxPool", "QuantizedAvgPool")) {
            rules.put(op, call -> pool(call, 2));
        }
        for (String op : List.of("MaxPool3D", "AvgPool3D")) {
            rules.put(op, call -> pool(call, 3));
        }
        for (String op : List.of("ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic", "ResizeArea", "LRN")) {
            rules.put(op, call -> rank(call.shape(0), 4));
        }
        rules.put("Reshape", ShapeRefusals::reshape);
        rules.put("EnsureShape", call -> together(call.shape(0), call.shapeAttr("shape"), "is not"));
        rules.put("Squeeze", ShapeRefusals::squeeze);
        rules.put("Transpose", call -> ofRank(call, 1, 1));
        rules.put("Tile", call -> ofRank(call, 1, 1));
        for (String op : List.of("Pad", "PadV2", "MirrorPad")) {
            rules.put(op, call -> ofRank(call, 1, 2));
        }
        rules.put("Slice", ShapeRefusals::slice);
        rules.put("StridedSlice", ShapeRefusals::stridedSlice);
        rules.put("ConcatV2", call -> {
            int last = call.inputs().size() - 1;
            return concat(call, call.value(last), 0, last);
        });
        rules.put("Concat", call -> concat(call, call.value(0), 1, call.inputs().size()));
        rules.put("Split", call -> split(call.shape(1), call.value(0), call.outputs()));
        rules.put("Unpack", ShapeRefusals::unpack);
        for (String op : List.of("Sum", "Mean", "Prod", "Max", "Min", "All", "Any")) {
            rules.put(op, call -> axes(call.shape(0), call.exact(1) ? call.values(1) : null));
        }
        for (String op : List.of("ArgMax", "ArgMin")) {
            rules.put(op, call -> axes(call.shape(0), call.exact(1) ? call.values(1) : null));
        }
        return rules;
    }

    private static boolean isKnown(long dim) {
        return dim >= 0;
    }

    private static boolean differ(long a, long b) {
        return isKnown(a) && isKnown(b) && a != b;
    }

    private static @Nullable String rank(PartialShape shape, int rank) {
        return shape.hasRank() && shape.rank() != rank ? shape + " has not " + rank + " dims" : null;
    }

    /** Shapes of which both must be true. */
    private static @Nullable String together(PartialShape a, PartialShape b, String verb) {
        if (!a.hasRank() || !b.hasRank()) {
            return null;
        }
        boolean contradict = a.rank() != b.rank();
        for (int i = 0; !contradict && i < a.rank(); i++) {
            contradict = differ(a.dim(i), b.dim(i));
        }
        return contradict ? a + " " + verb + " " + b : null;
    }

    private static @Nullable String broadcast(ShapeCall call) {
        // Equal and NotEqual may be told to say that shapes differ, and not to fail.
        return call.flag("incompatible_shape_error", true) ? broadcast(call.shape(0), call.shape(1)) : null;
    }

    private static @Nullable String broadcast(PartialShape a, PartialShape b) {
        for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
            if (differ(a.dim(-i), b.dim(-i)) && a.dim(-i) != 1 && b.dim(-i) != 1) {
                return a + " and " + b + " do not broadcast";
            }
        }
        return null;
    }

    private static @Nullable String same(ShapeCall call, int from, int to) {
        PartialShape all = PartialShape.unknown();
        String refusal = null;
        for (int i = from; refusal == null && i < to; i++) {
            refusal = together(all, call.shape(i), "is not of the shape");
            all = all.merge(call.shape(i));
        }
        return refusal;
    }

    private static boolean isChannelsFirst(ShapeCall call) {
        return call.text("data_format", "NHWC").startsWith("NC");
    }

    /** The dim of the channels; of fewer than four dims releases disagree on which the first is. */
    private static long channels(PartialShape shape, boolean first) {
        return first ? shape.rank() < 4 ? PartialShape.UNKNOWN : shape.dim(1) : shape.dim(-1);
    }

    /** Whether channels are in two dims, of which nothing is said here. */
    private static boolean isPacked(ShapeCall call) {
        return call.text("data_format", "").contains("VECT");
    }

    /** Whether the second input has an element for each channel. */
    private static @Nullable String channels(ShapeCall call, String what, long channels) {
        PartialShape each = call.shape(1);
        return !isPacked(call) && each.rank() == 1 && differ(channels, each.dim(0))
                ? call.shape(0) + " does not take " + what + " " + each
                : null;
    }

    private static @Nullable String bias(ShapeCall call, boolean first) {
        PartialShape input = call.shape(0);
        return input.hasRank() && input.rank() < 2
                ? input + " has less than 2 dims"
                : channels(call, "a bias of", channels(input, first));
    }

    private static @Nullable String product(ShapeCall call, String first, String second) {
        PartialShape a = call.shape(0);
        PartialShape b = call.shape(1);
        String refusal = rank(a, 2) == null ? rank(b, 2) : rank(a, 2);
        return refusal == null && !isMultipliable(call, first, second)
                ? a + " and " + b + " cannot be multiplied"
                : refusal;
    }

    private static boolean isMultipliable(ShapeCall call, String first, String second) {
        return !differ(
                call.shape(0).dim(call.flag(first, false) ? -2 : -1),
                call.shape(1).dim(call.flag(second, false) ? -1 : -2));
    }

    private static @Nullable String products(ShapeCall call) {
        PartialShape a = call.shape(0);
        PartialShape b = call.shape(1);
        if (a.rank() < 2 || b.rank() < 2) {
            return a.hasRank() && a.rank() < 2
                    ? a + " is no matrix"
                    : b.hasRank() && b.rank() < 2 ? b + " is no matrix" : null;
        }
        PartialShape left = PartialShape.of(Arrays.copyOf(a.dims(), a.rank() - 2));
        PartialShape right = PartialShape.of(Arrays.copyOf(b.dims(), b.rank() - 2));
        String batches = call.node().is("BatchMatMul") ? together(left, right, "") : broadcast(left, right);
        return batches != null || !isMultipliable(call, "adj_x", "adj_y")
                ? a + " and " + b + " cannot be multiplied"
                : null;
    }

    private static @Nullable String convolution(ShapeCall call, int spatial, boolean depthwise) {
        PartialShape input = call.shape(0);
        PartialShape filter = call.shape(1);
        if (isPacked(call)) {
            return null;
        }
        for (PartialShape shape : List.of(input, filter)) {
            String refusal = rank(shape, spatial + 2);
            if (refusal != null) {
                return refusal;
            }
        }
        if (!input.hasRank() || !filter.hasRank()) {
            return null;
        }
        boolean first = isChannelsFirst(call);
        long channels = channels(input, first);
        long taken = filter.dim(spatial);
        // A filter of fewer channels is one for groups of them, each with its part of the output.
        boolean isGrouped = !depthwise && isKnown(channels) && taken > 0 && channels % taken == 0;
        long groups = isGrouped ? Math.max(1, channels / taken) : 1;
        if ((!isGrouped && differ(channels, taken)) || Math.max(0, filter.dim(spatial + 1)) % groups != 0) {
            return input + " has not the channels of the filter " + filter;
        }
        List<Long> dilations = call.integers("dilations");
        for (int i = 0; i < spatial && call.text("padding", "").equals("VALID"); i++) {
            int at = first ? i + 2 : i + 1;
            long dilation = dilations.size() > at ? dilations.get(at) : 1;
            if (isTooSmall(input.dim(at), filter.dim(i), dilation)) {
                return input + " is smaller than the filter " + filter;
            }
        }
        return null;
    }

    private static boolean isTooSmall(long dim, long window, long dilation) {
        return isKnown(dim) && window > 0 && dilation > 0 && dim < (window - 1) * dilation + 1;
    }

    private static @Nullable String pool(ShapeCall call, int spatial) {
        PartialShape input = call.shape(0);
        String refusal = rank(input, spatial + 2);
        List<Long> size = call.integers("ksize");
        if (isPacked(call) || !input.hasRank() || size.size() != spatial + 2) {
            return isPacked(call) ? null : refusal;
        }
        for (int at = 0;
                refusal == null && at < size.size() && call.text("padding", "").equals("VALID");
                at++) {
            if (isTooSmall(input.dim(at), size.get(at), 1)) {
                return input + " is smaller than the window " + PartialShape.of(longs(size));
            }
        }
        return refusal;
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static @Nullable String reshape(ShapeCall call) {
        PartialShape from = call.shape(0);
        PartialShape to = ArrayShapes.asShape(call, 1);
        if (!from.hasRank() || call.values(1) == null || !call.exact(1)) {
            return null;
        }
        if (Arrays.stream(to.dims()).filter(dim -> !isKnown(dim)).count() > 1) {
            return to + " leaves more than one dim open";
        }
        long has = product(from);
        long wants = product(to);
        boolean fits = true;
        if (has > 0 && wants > 0) {
            boolean isOpen = !to.isFullyKnown();
            fits = from.isFullyKnown() ? isOpen ? has % wants == 0 : has == wants : isOpen || wants % has == 0;
        }
        return fits ? null : from + " cannot become " + to;
    }

    /** What the dims that are known make together; 0 where that is more than a long holds. */
    private static long product(PartialShape shape) {
        long product = 1;
        for (long dim : shape.dims()) {
            long factor = isKnown(dim) ? dim : 1;
            product = factor > 0 && product > Long.MAX_VALUE / factor ? 0 : product * factor;
        }
        return product;
    }

    private static @Nullable String squeeze(ShapeCall call) {
        PartialShape input = call.shape(0);
        for (long axis : call.integers("squeeze_dims")) {
            Integer at = input.hasRank() ? ArrayShapes.axis(axis, input.rank()) : null;
            if (input.hasRank() && (at == null || (isKnown(input.dim(at)) && input.dim(at) != 1))) {
                return input + " has no dim " + axis + " of size 1";
            }
        }
        return null;
    }

    /** Whether a list has an element, or a row, for each dim of the first input. */
    private static @Nullable String ofRank(ShapeCall call, int list, int rank) {
        PartialShape input = call.shape(0);
        PartialShape each = call.shape(list);
        return input.hasRank() && each.rank() == rank && differ(input.rank(), each.dim(0))
                ? input + " has not " + each.dim(0) + " dims"
                : null;
    }

    private static @Nullable String slice(ShapeCall call) {
        PartialShape input = call.shape(0);
        String refusal = ofRank(call, 1, 1);
        long[] begin = call.exact(1) ? call.values(1) : null;
        long[] size = call.exact(2) ? call.values(2) : null;
        for (int i = 0; refusal == null && begin != null && i < begin.length; i++) {
            long length = size == null || i >= size.length || size[i] < 0 ? 0 : size[i];
            if (isKnown(input.dim(i)) && begin[i] + length > input.dim(i)) {
                return input + " has less than " + (begin[i] + length) + " elements in dim " + i;
            }
        }
        return refusal;
    }

    private static @Nullable String stridedSlice(ShapeCall call) {
        PartialShape input = call.shape(0);
        long[] begin = call.values(1);
        long[] end = call.values(2);
        long[] stride = call.values(3);
        if (begin == null || end == null || stride == null || !input.hasRank()) {
            return null;
        }
        boolean exact = call.exact(1) && call.exact(2) && call.exact(3);
        return exact && SliceSpec.resolve(input.dims(), begin, end, stride, SliceMasks.of(call)) == null
                ? input + " has no elements " + Arrays.toString(begin)
                : null;
    }

    private static @Nullable String concat(ShapeCall call, @Nullable Long along, int from, int to) {
        PartialShape first = PartialShape.unknown();
        for (int i = from; i < to && along != null; i++) {
            PartialShape part = call.shape(i);
            Integer axis = ArrayShapes.axis(along, part.rank());
            if (part.hasRank() && axis == null) {
                return part + " has no dim " + along;
            }
            if (axis != null && together(first, part.with(axis, -1), "") != null) {
                return first + " and " + part + " cannot be joined in dim " + along;
            }
            first = axis == null ? first : first.hasRank() ? first.merge(part.with(axis, -1)) : part.with(axis, -1);
        }
        return null;
    }

    private static @Nullable String split(PartialShape input, @Nullable Long along, int parts) {
        Integer axis = along == null ? null : ArrayShapes.axis(along, input.rank());
        if (along == null || !input.hasRank() || parts < 1) {
            return null;
        }
        return axis == null || (isKnown(input.dim(axis)) && input.dim(axis) % parts != 0)
                ? input + " cannot be split into " + parts + " in dim " + along
                : null;
    }

    private static @Nullable String unpack(ShapeCall call) {
        PartialShape input = call.shape(0);
        long along = call.integer("axis", 0);
        Integer axis = ArrayShapes.axis(along, input.rank());
        return input.hasRank() && (axis == null || differ(input.dim(axis), call.outputs()))
                ? input + " has not " + call.outputs() + " parts in dim " + along
                : null;
    }

    private static @Nullable String axes(PartialShape input, long @Nullable [] axes) {
        return input.hasRank() && axes != null
                ? Arrays.stream(axes)
                        .filter(axis -> ArrayShapes.axis(axis, input.rank()) == null)
                        .mapToObj(axis -> input + " has no dim " + axis)
                        .findFirst()
                        .orElse(null)
                : null;
    }
}
