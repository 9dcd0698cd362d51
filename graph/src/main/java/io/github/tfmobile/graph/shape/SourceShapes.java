package io.github.tfmobile.graph.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What comes from outside of a graph: elements of iterators, parsed examples, files, sound
 * (tensorflow/core/ops/dataset_ops.cc, parsing_ops.cc, io_ops.cc, audio_ops.cc).
 */
final class SourceShapes {

    private SourceShapes() {}

    static void addTo(Map<String, ShapeInference.Rule> table) {
        table.put("IteratorGetNext", call -> facts(call.shapes("output_shapes")));
        table.put("IteratorGetNextSync", call -> facts(call.shapes("output_shapes")));
        table.put("ReadFile", call -> ShapeInference.one(call.shape(0)));
        table.put("DecodeWav", call -> {
            long samples = call.integer("desired_samples", -1);
            long channels = call.integer("desired_channels", -1);
            return facts(List.of(PartialShape.of(samples, channels), PartialShape.scalar()));
        });
        table.put("ParseExample", call -> parsed(call, (int) call.integer("Nsparse", 0), call.shape(0), 0));
        table.put(
                "ParseExampleV2",
                call -> parsed(
                        call,
                        (int) call.integer("num_sparse", 0),
                        call.shape(0),
                        2 * call.listSize("ragged_value_types")));
        table.put(
                "ParseSingleExample",
                call -> parsed(call, (int) call.integer("num_sparse", 0), PartialShape.scalar(), 0));
    }

    /** Indices, values and shapes of sparse features, dense features behind the batch, then ragged ones. */
    private static List<TensorFact> parsed(ShapeCall call, int sparse, PartialShape batch, int ragged) {
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
            shapes.add(behind(batch, feature));
        }
        return facts(shapes);
    }

    private static PartialShape behind(PartialShape batch, PartialShape feature) {
        if (!batch.hasRank() || !feature.hasRank()) {
            return PartialShape.unknown();
        }
        long[] dims = new long[batch.rank() + feature.rank()];
        System.arraycopy(batch.dims(), 0, dims, 0, batch.rank());
        System.arraycopy(feature.dims(), 0, dims, batch.rank(), feature.rank());
        return PartialShape.of(dims);
    }

    private static List<TensorFact> facts(List<PartialShape> shapes) {
        return new ArrayList<>(shapes.stream().map(TensorFact::of).toList());
    }
}
