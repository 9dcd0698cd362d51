package io.github.tfmobile.graph.op.nn;

import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** Bias, batch norm at inference and softmax (tensorflow/core/kernels/bias_op.cc, fused_batch_norm_op.cc). */
public final class NormalizationOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "BiasAdd" ->
                OpEntry.unchanged()
                        .refusing(call -> refusesBias(call, call.isChannelsFirst()))
                        .flushing(call -> biasAdd(call, call.text("data_format", "NHWC")));
            case "BiasAddV1" ->
                OpEntry.unchanged().refusing(call -> refusesBias(call, false)).flushing(call -> biasAdd(call, "NHWC"));
            case "FusedBatchNorm", "FusedBatchNormV2" -> batchNorm().flushing(call -> fusedBatchNorm(call, 5));
            case "FusedBatchNormV3" -> batchNorm().flushing(call -> fusedBatchNorm(call, 6));
            case "BatchNormWithGlobalNormalization" ->
                OpEntry.unchanged().computing(NormalizationOps::globalNormalization);
            case "LRN" -> OpEntry.unchanged().refusing(call -> Refusals.rank(call.shape(0), 4));
            case "Softmax" -> OpEntry.unchanged().flushing(call -> softmax(call, false));
            case "LogSoftmax" -> OpEntry.unchanged().computing(call -> softmax(call, true));
            default -> null;
        };
    }

    private static @Nullable String refusesBias(InferenceContext call, boolean first) {
        PartialShape input = call.shape(0);
        return input.hasRank() && input.rank() < 2
                ? input + " has less than 2 dims"
                : Channels.refusal(call, "a bias of", Channels.of(input, first));
    }

    private static OpEntry batchNorm() {
        return OpEntry.of(NormalizationOps::normalized)
                .refusing(call ->
                        Channels.refusal(call, "a scale of", Channels.of(call.shape(0), call.isChannelsFirst())));
    }

    private static List<TensorFact> normalized(InferenceContext call) {
        PartialShape input = call.shape(0);
        PartialShape channels = input.hasRank()
                ? PartialShape.of(input.dim(call.isChannelsFirst() ? 1 : -1)).merge(call.shape(1))
                : PartialShape.ofRank(1).merge(call.shape(1));
        List<TensorFact> facts = new ArrayList<>(List.of(TensorFact.of(input)));
        facts.addAll(Collections.nCopies(4, TensorFact.of(channels)));
        return facts;
    }

    /** How many neighbouring elements share a channel: 1 where channels come last. */
    private static int channelStride(long[] dims, boolean channelsFirst) {
        return channelsFirst ? Dims.product(dims, 2, dims.length) : 1;
    }

    private static List<Tensor> biasAdd(OpKernelContext call, String format) throws NotComputableException {
        Tensor input = call.input(0);
        Tensor bias = call.input(1);
        boolean first = format.startsWith("NC");
        call.require(input.rank() >= 2 && bias.rank() == 1 && bias.dtype().equals(input.dtype()));
        call.require(input.dim(first ? 1 : input.rank() - 1) == bias.dim(0));
        int stride = channelStride(input.dims(), first);
        int channels = (int) bias.dim(0);
        Tensor.Builder output = call.output(input.dtype(), input.dims());
        boolean real = input.format().category() == ElementFormat.Category.REAL;
        call.require(real || input.format().isInteger());
        for (int i = 0; i < input.elements(); i++) {
            int channel = i / stride % channels;
            if (real) {
                output.setDouble(i, input.getDouble(i) + bias.getDouble(channel));
            } else {
                output.setLong(i, input.getLong(i) + bias.getLong(channel));
            }
        }
        return List.of(output.build());
    }

    private static List<Tensor> fusedBatchNorm(OpKernelContext call, int outputs) throws NotComputableException {
        Tensor input = call.input(0);
        Tensor scale = call.input(1);
        Tensor offset = call.input(2);
        Tensor mean = call.input(3);
        Tensor variance = call.input(4);
        call.require(!call.flag("is_training", true));
        boolean first = call.text("data_format", "NHWC").startsWith("NC");
        call.require(input.rank() == 4 || input.rank() == 5);
        call.require(input.format().category() == ElementFormat.Category.REAL
                && scale.dtype().is(DataType.DT_FLOAT));
        int channels = (int) input.dim(first ? 1 : input.rank() - 1);
        for (int i = 1; i < 5; i++) {
            call.require(call.input(i).rank() == 1 && call.input(i).dim(0) == channels);
        }
        double epsilon = call.number("epsilon", 1e-4f);
        int stride = channelStride(input.dims(), first);
        Tensor.Builder output = call.output(input.dtype(), input.dims());
        for (int i = 0; i < input.elements(); i++) {
            int channel = i / stride % channels;
            double factor = scale.getDouble(channel) / Math.sqrt(variance.getDouble(channel) + epsilon);
            output.setDouble(i, (input.getDouble(i) - mean.getDouble(channel)) * factor + offset.getDouble(channel));
        }
        List<Tensor> results = new ArrayList<>(List.of(output.build(), mean, variance, mean, variance));
        if (outputs == 6) {
            results.add(Tensor.builder(DataType.DT_FLOAT, 0).build());
        }
        return results;
    }

    /** Inputs t, m, v, beta, gamma (tensorflow/core/kernels/batch_norm_op.h). */
    private static List<Tensor> globalNormalization(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        call.require(input.rank() == 4 && input.format().category() == ElementFormat.Category.REAL);
        int channels = (int) input.dim(3);
        for (int i = 1; i < 5; i++) {
            call.require(call.input(i).rank() == 1
                    && call.input(i).dim(0) == channels
                    && call.input(i).dtype().equals(input.dtype()));
        }
        double epsilon = call.number("variance_epsilon", 0);
        boolean scaled = call.flag("scale_after_normalization", false);
        Tensor.Builder output = call.output(input.dtype(), input.dims());
        for (int i = 0; i < input.elements(); i++) {
            int channel = i % channels;
            double factor = 1 / Math.sqrt(call.input(2).getDouble(channel) + epsilon);
            if (scaled) {
                factor *= call.input(4).getDouble(channel);
            }
            output.setDouble(
                    i,
                    (input.getDouble(i) - call.input(1).getDouble(channel)) * factor
                            + call.input(3).getDouble(channel));
        }
        return List.of(output.build());
    }

    private static List<Tensor> softmax(OpKernelContext call, boolean log) throws NotComputableException {
        Tensor input = call.input(0);
        call.require(input.rank() >= 1 && input.format().category() == ElementFormat.Category.REAL);
        int size = (int) input.dim(input.rank() - 1);
        Tensor.Builder output = call.output(input.dtype(), input.dims());
        int rows = size == 0 ? 0 : (int) input.elements() / size;
        for (int row = 0; row < rows; row++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < size; i++) {
                most = Math.max(most, input.getDouble(row * size + i));
            }
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += Math.exp(input.getDouble(row * size + i) - most);
            }
            for (int i = 0; i < size; i++) {
                double shifted = input.getDouble(row * size + i) - most;
                output.setDouble(row * size + i, log ? shifted - Math.log(sum) : Math.exp(shifted) / sum);
            }
        }
        return List.of(output.build());
    }
}
