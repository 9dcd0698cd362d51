package io.github.tfmobile.graph.transform.quantize;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * {@code round_weights}: rounds the values of each float Const of 16 elements or more to {@code num_steps} levels, so
 * that a compressed package gets smaller (tensorflow/tools/graph_transforms/round_weights.cc).
 */
@AutoService(Transform.class)
public final class RoundWeights implements Transform {

    private static final int SMALLEST = 16;

    @Override
    public String name() {
        return "round_weights";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("num_steps");
    }

    @Override
    public boolean appliesToFunctions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        int steps = context.int32("num_steps", 256);
        if (steps < 1) {
            throw context.problem(
                    TransformProblem.TOO_FEW_STEPS,
                    "needs a \"num_steps\" of at least 1, but found \"" + steps + "\"",
                    "give at least 1, as in round_weights(num_steps=256)");
        }
        return WeightRange.replaceLarge(
                graph, SMALLEST, context, (node, weights, range) -> List.of(rounded(node, weights, range, steps)));
    }

    private static Node rounded(Node constant, Tensor weights, WeightRange range, int steps) {
        float min = range.min();
        float max = range.max();
        if (min == max) {
            max = Math.abs(min) < 0.000001f ? min + 1 : 2 * min;
        }
        float width = (max - min) / steps;
        Tensor.Builder rounded = Tensor.builder(DataType.DT_FLOAT, weights.dims());
        for (int i = 0; i < weights.elements(); i++) {
            int bucket = (int) Math.floor(((float) weights.getDouble(i) - min) / width);
            rounded.setDouble(i, min + (width * (bucket + 0.5f)));
        }
        return constant.toBuilder()
                .clearAttrs()
                .attr("dtype", Attrs.type(DataType.DT_FLOAT))
                .attr(
                        "value",
                        AttrValue.newBuilder()
                                .setTensor(rounded.build().toProto())
                                .build())
                .build();
    }
}
