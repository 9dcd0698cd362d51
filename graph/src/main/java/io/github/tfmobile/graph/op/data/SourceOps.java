package io.github.tfmobile.graph.op.data;

import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.TensorFact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes from outside of a graph: elements of iterators, parsed examples, files, sound
 * (tensorflow/core/ops/dataset_ops.cc, parsing_ops.cc, io_ops.cc, audio_ops.cc).
 */
public final class SourceOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "IteratorGetNext", "IteratorGetNextSync" -> OpEntry.of(call -> facts(call.shapes("output_shapes")));
            case "ReadFile" -> OpEntry.unchanged();
            case "DecodeWav" -> OpEntry.of(SourceOps::wave);
            case "ParseExample" -> OpEntry.of(call -> parsed(call, (int) call.integer("Nsparse", 0), call.shape(0), 0));
            case "ParseExampleV2" ->
                OpEntry.of(call -> parsed(
                        call,
                        (int) call.integer("num_sparse", 0),
                        call.shape(0),
                        2 * call.listSize("ragged_value_types")));
            case "ParseSingleExample" ->
                OpEntry.of(call -> parsed(call, (int) call.integer("num_sparse", 0), PartialShape.scalar(), 0));
            default -> null;
        };
    }

    private static List<TensorFact> wave(InferenceContext call) {
        long samples = call.integer("desired_samples", -1);
        long channels = call.integer("desired_channels", -1);
        return facts(List.of(PartialShape.of(samples, channels), PartialShape.scalar()));
    }

    /** Indices, values and shapes of sparse features, dense features behind the batch, then ragged ones. */
    private static List<TensorFact> parsed(InferenceContext call, int sparse, PartialShape batch, int ragged) {
        List<PartialShape> dense = call.shapes("dense_shapes");
        if (sparse < 0 || call.outputs() != 3 * sparse + dense.size() + ragged) {
            return List.of();
        }
        List<PartialShape> shapes = new ArrayList<>();
        for (int kind = 0; kind < 3; kind++) {
            for (int i = 0; i < sparse; i++) {
                shapes.add(PartialShape.ofRank(kind == 0 ? 2 : 1));
            }
        }
        for (PartialShape feature : dense) {
            shapes.add(feature.behind(batch));
        }
        return facts(shapes);
    }

    private static List<TensorFact> facts(List<PartialShape> shapes) {
        return new ArrayList<>(shapes.stream().map(TensorFact::of).toList());
    }
}
