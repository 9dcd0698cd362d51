package io.github.tfmobile.graph.op.data;

import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.registry.Dtype;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/**
 * Images: decoded, cut out, in another size (tensorflow/core/kernels/image/resize_bilinear_op.cc,
 * resize_nearest_neighbor_op.cc, util/image_resizer_state.h).
 */
public final class ImageOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "ResizeBilinear" -> resizing().flushing(ImageOps::bilinear);
            case "ResizeNearestNeighbor" -> resizing().computing(ImageOps::nearest);
            case "ResizeBicubic", "ResizeArea" -> resizing();
            case "CropAndResize" -> OpEntry.shaped(ImageOps::cropped);
            case "DecodeJpeg", "DecodePng", "DecodeAndCropJpeg", "DecodeBmp", "DecodeWebP" ->
                OpEntry.shaped(ImageOps::decoded);
            default -> null;
        };
    }

    private static OpEntry resizing() {
        return OpEntry.shaped(ImageOps::resized).refusing(call -> Refusals.rank(call.shape(0), 4));
    }

    private static PartialShape resized(InferenceContext call) {
        PartialShape in = call.shape(0);
        return ofSize(in.dim(0), call.values(1), in.dim(3));
    }

    private static PartialShape cropped(InferenceContext call) {
        return ofSize(call.shape(1).dim(0), call.values(3), call.shape(0).dim(-1));
    }

    private static PartialShape ofSize(long images, long @Nullable [] size, long channels) {
        boolean known = size != null && size.length == 2;
        return PartialShape.of(
                images, known && size != null ? size[0] : -1, known && size != null ? size[1] : -1, channels);
    }

    private static PartialShape decoded(InferenceContext call) {
        long channels = call.integer("channels", 0);
        return PartialShape.of(-1, -1, channels > 0 ? channels : -1);
    }

    /** Where the pixels of one dim of the result are in the image, in numbers of 32 bits as TensorFlow has them. */
    private record Axis(int in, int out, float scale, boolean alignCorners, boolean halfPixel) {

        static Axis of(OpKernelContext call, long in, long out) throws NotComputableException {
            boolean alignCorners = call.flag("align_corners", false);
            boolean halfPixel = call.flag("half_pixel_centers", false);
            call.require(in > 0 && out > 0 && in < 1 << 24 && out < 1 << 24 && !(alignCorners && halfPixel));
            float scale = alignCorners && out > 1 ? (in - 1) / (float) (out - 1) : in / (float) out;
            return new Axis((int) in, (int) out, scale, alignCorners, halfPixel);
        }

        float at(int index) {
            return halfPixel ? (index + 0.5f) * scale - 0.5f : index * scale;
        }

        int nearest(int index) {
            float at = halfPixel ? (index + 0.5f) * scale : index * scale;
            int rounded = alignCorners ? (int) Math.floor(at + 0.5f) : (int) Math.floor(at);
            return Math.max(0, Math.min(in - 1, rounded));
        }
    }

    private record Image(Tensor input, Axis rows, Axis columns, int batch, int channels) {

        static Image of(OpKernelContext call) throws NotComputableException {
            Tensor input = call.input(0);
            long[] size = call.vector(1);
            call.require(input.rank() == 4 && size.length == 2);
            return new Image(
                    input,
                    Axis.of(call, input.dim(1), size[0]),
                    Axis.of(call, input.dim(2), size[1]),
                    (int) input.dim(0),
                    (int) input.dim(3));
        }

        Tensor.Builder output(OpKernelContext call, Dtype dtype) throws NotComputableException {
            return call.output(dtype, batch, rows.out, columns.out, channels);
        }

        int place(int image, int row, int column) {
            return ((image * rows.in + row) * columns.in + column) * channels;
        }
    }

    private static List<Tensor> nearest(OpKernelContext call) throws NotComputableException {
        Image image = Image.of(call);
        Tensor.Builder output = image.output(call, image.input().dtype());
        int to = 0;
        for (int b = 0; b < image.batch(); b++) {
            for (int y = 0; y < image.rows().out(); y++) {
                for (int x = 0; x < image.columns().out(); x++) {
                    int from = image.place(
                            b, image.rows().nearest(y), image.columns().nearest(x));
                    for (int c = 0; c < image.channels(); c++) {
                        output.copyBits(to++, image.input(), from + c);
                    }
                }
            }
        }
        return List.of(output.build());
    }

    private static List<Tensor> bilinear(OpKernelContext call) throws NotComputableException {
        Image image = Image.of(call);
        Tensor input = image.input();
        call.require(input.format().category() == ElementFormat.Category.REAL
                || (input.format().isInteger() && input.format().bytes() < 8));
        Tensor.Builder output = image.output(call, Dtype.of(DataType.DT_FLOAT));
        int to = 0;
        for (int b = 0; b < image.batch(); b++) {
            for (int y = 0; y < image.rows().out(); y++) {
                float row = image.rows().at(y);
                int top = Math.max(0, (int) Math.floor(row));
                int bottom = Math.min(image.rows().in() - 1, (int) Math.ceil(row));
                float down = row - (float) Math.floor(row);
                for (int x = 0; x < image.columns().out(); x++) {
                    float column = image.columns().at(x);
                    int left = Math.max(0, (int) Math.floor(column));
                    int right = Math.min(image.columns().in() - 1, (int) Math.ceil(column));
                    float across = column - (float) Math.floor(column);
                    for (int c = 0; c < image.channels(); c++) {
                        float upper = between(
                                number(input, image.place(b, top, left) + c),
                                number(input, image.place(b, top, right) + c),
                                across);
                        float lower = between(
                                number(input, image.place(b, bottom, left) + c),
                                number(input, image.place(b, bottom, right) + c),
                                across);
                        output.setDouble(to++, between(upper, lower, down));
                    }
                }
            }
        }
        return List.of(output.build());
    }

    private static float number(Tensor tensor, int index) {
        return (float) (tensor.format().isInteger() ? tensor.getLong(index) : tensor.getDouble(index));
    }

    private static float between(float a, float b, float share) {
        return a + (b - a) * share;
    }
}
