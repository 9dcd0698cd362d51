package io.github.tfmobile.graph.transform.fold;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.registry.OpDefs;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;

/** The weights of a convolution or a product of matrices, and which of them make up an output channel. */
final class ChannelWeights {

    private final Node reader;
    private final Tensor weights;
    private final boolean transposed;

    private ChannelWeights(Node reader, Tensor weights, boolean transposed) {
        this.reader = reader;
        this.weights = weights;
        this.transposed = transposed;
    }

    /** The weights, null when they are not what the op demands or no floating-point numbers. */
    static @Nullable ChannelWeights of(Node reader, Node constant, OpDefs ops) throws ProblemException {
        Tensor weights = value(constant);
        int rank = switch (reader.op()) {
            case "Conv3D" -> 5;
            case "MatMul" -> 2;
            default -> 4;
        };
        if (weights == null
                || weights.rank() != rank
                || weights.format().category() != ElementFormat.Category.REAL
                || weights.elements() > Integer.MAX_VALUE / 8) {
            return null;
        }
        AttrValue transpose = Attrs.of(reader, "transpose_b", ops);
        return new ChannelWeights(reader, weights, transpose != null && transpose.getB());
    }

    /** The value of a Const; null when it is no Const. */
    static @Nullable Tensor value(@Nullable Node constant) throws ProblemException {
        AttrValue value = constant == null || !constant.op().equals("Const") ? null : constant.attr("value");
        return value == null ? null : Tensor.of(value.getTensor());
    }

    /** How many output channels there are. */
    long channels() {
        int rank = weights.rank();
        return switch (reader.op()) {
            case "DepthwiseConv2dNative" -> weights.dim(2) * weights.dim(3);
            case "MatMul" -> weights.dim(transposed ? 0 : 1);
            default -> weights.dim(rank - 1);
        };
    }

    /** How many channels the input has, 0 when it has groups of them. */
    long inputChannels() {
        return switch (reader.op()) {
            case "MatMul" -> weights.dim(transposed ? 1 : 0);
            default -> weights.dim(weights.rank() - 2);
        };
    }

    /** The weights with each output channel multiplied by its factor. */
    Tensor scaledByOutput(double[] factors) {
        int columns = factors.length;
        int inner = transposed ? (int) weights.dim(1) : 1;
        return scaled(i -> factors[transposed ? i / inner : i % columns]);
    }

    /** The weights with all that read one input channel multiplied by its factor. */
    Tensor scaledByInput(double[] factors) {
        return scaled(i -> factors[inputChannel(i)]);
    }

    /** What each output channel gets from a constant in each input channel. */
    double[] response(double[] inputs) {
        double[] sums = new double[(int) channels()];
        for (int i = 0; i < weights.elements(); i++) {
            sums[outputChannel(i)] += weights.getDouble(i) * inputs[inputChannel(i)];
        }
        return sums;
    }

    private int inputChannel(int i) {
        if (transposed) {
            return i % (int) weights.dim(1);
        }
        int last = (int) weights.dim(weights.rank() - 1);
        return i / last % (int) weights.dim(weights.rank() - 2);
    }

    private int outputChannel(int i) {
        return transposed ? i / (int) weights.dim(1) : i % (int) channels();
    }

    private interface Factor {
        double of(int index);
    }

    private Tensor scaled(Factor factor) {
        Tensor.Builder result = Tensor.builder(weights.dtype(), weights.dims());
        for (int i = 0; i < weights.elements(); i++) {
            result.setDouble(i, weights.getDouble(i) * factor.of(i));
        }
        return result.build();
    }

    /** A vector in the dtype of the weights. */
    Tensor vector(double[] values) {
        Tensor.Builder result = Tensor.builder(weights.dtype(), values.length);
        for (int i = 0; i < values.length; i++) {
            result.setDouble(i, values[i]);
        }
        return result.build();
    }
}
