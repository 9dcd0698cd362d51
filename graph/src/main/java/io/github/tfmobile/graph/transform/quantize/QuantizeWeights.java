package io.github.tfmobile.graph.transform.quantize;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.DataType;

/**
 * {@code quantize_weights}: stores each float Const of at least {@code minimum_size} elements as eight-bit codes with a
 * Dequantize behind them (tensorflow/tools/graph_transforms/quantize_weights.cc). The range of the codes includes zero.
 */
@AutoService(Transform.class)
public final class QuantizeWeights implements Transform {

    /** The greatest code of eight bits. */
    private static final int MAX_CODE = 255;

    @Override
    public String name() {
        return "quantize_weights";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("minimum_size");
    }

    @Override
    public boolean appliesToFunctions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        int minimum = context.int32("minimum_size", 1024);
        return WeightRange.replaceLarge(graph, minimum, context, QuantizeWeights::quantized);
    }

    private static List<Node> quantized(Node constant, Tensor weights, WeightRange range) {
        float min = Math.min(range.min(), 0);
        float max = Math.max(range.max(), 0);
        if ((max - min) / MAX_CODE < Float.MIN_NORMAL) {
            // A step that the runtime flushes to zero would make NaN of every code; there is nothing but zeros to tell
            // apart.
            min = 0;
            max = 1;
        }
        String name = constant.name();
        Node codes = Constants.node(
                name + "_quantized_const", codes(weights, min, max).toProto());
        Node low = Constants.node(name + "_quantized_min", Constants.scalar(min));
        Node high = Constants.node(name + "_quantized_max", Constants.scalar(max));
        Node.Builder dequantize = Node.builder(name, "Dequantize")
                .device(constant.device())
                .input(codes.name())
                .input(low.name())
                .input(high.name())
                .attr("T", Attrs.type(DataType.DT_QUINT8))
                .attr("mode", Attrs.string("MIN_FIRST"));
        constant.controlInputs().forEach(dequantize::input);
        return List.of(codes, low, high, dequantize.build());
    }

    /** tensorflow/core/kernels/quantization_utils.h, FloatToQuantizedUnclamped. */
    private static Tensor codes(Tensor weights, float min, float max) {
        double scale = 256 / (((double) max - min) * (256.0 / 255.0));
        double lowest = roundAway(min * scale);
        Tensor.Builder codes = Tensor.builder(DataType.DT_QUINT8, weights.dims());
        for (int i = 0; i < weights.elements(); i++) {
            double code = roundAway(weights.getDouble(i) * scale) - lowest;
            codes.setLong(i, (long) Math.max(0, Math.min(MAX_CODE, code)));
        }
        return codes.build();
    }

    private static double roundAway(double value) {
        return Math.copySign(Math.floor(Math.abs(value) + 0.5), value);
    }
}
