package io.github.tfmobile.codegen.lite;

import io.github.tfmobile.codegen.model.DroppedAttrs;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.LiteContent;
import io.github.tfmobile.codegen.model.ModelTensor;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.Subgraph;
import io.github.tfmobile.lite.model.Tensor;
import io.github.tfmobile.lite.model.TensorType;
import io.github.tfmobile.registry.Dtype;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/** TensorFlow Lite models as final models. */
public final class LiteModels {

    private LiteModels() {}

    /**
     * A model as it is shipped.
     *
     * @param name its name in the build
     * @param sha256 SHA-256 of its file in lower-case hex
     * @throws ProblemException with every Flex op that the delegate cannot read
     */
    public static FinalModel of(String name, LiteModel model, String sha256, String resourcePath)
            throws ProblemException {
        FlexNodes flex = FlexNodes.of(name, model);
        Subgraph main = model.subgraphs().get(0);
        return new FinalModel(
                name,
                flex.graph(),
                tensors(main, main.inputs()),
                tensors(main, main.outputs()),
                sha256,
                resourcePath,
                DroppedAttrs.NONE,
                0,
                new LiteContent(model, flex.warnings()),
                null);
    }

    private static List<ModelTensor> tensors(Subgraph subgraph, List<Integer> numbers) {
        return subgraph.tensors(numbers).stream().map(LiteModels::tensor).toList();
    }

    private static ModelTensor tensor(Tensor tensor) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        if (tensor.dims().isEmpty() && !tensor.hasRank()) {
            shape.setUnknownRank(true);
        }
        tensor.dims()
                .forEach(dim -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim)));
        return new ModelTensor(tensor.label(), dtype(tensor.type()), shape.build());
    }

    /** The dtype that TensorFlow has for a type; null where it has none. */
    private static @Nullable Dtype dtype(TensorType type) {
        return Dtype.parse(
                switch (type) {
                    case FLOAT16 -> "half";
                    case FLOAT32 -> "float";
                    case FLOAT64 -> "double";
                    default -> type.name().toLowerCase(Locale.ROOT);
                });
    }
}
