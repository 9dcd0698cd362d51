package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.List;

/** What a graph gives: its outputs with their types and shapes. */
public final class OutputSpecs {

    private OutputSpecs() {}

    /**
     * Outputs with what the graph tells of them, where nothing was declared.
     *
     * @param declared the outputs, with what is known of them from a signature or from the user
     */
    public static List<InputSpec> of(Graph graph, List<InputSpec> declared, OpDefs ops) {
        TensorFacts facts = graph.analysis(TensorFacts.of(ops, TensorFacts.Basis.BRANCHES));
        List<InputSpec> outputs = new ArrayList<>();
        for (InputSpec output : declared) {
            Dtype dtype = output.dtype() == null ? facts.dtype(output.tensor()) : output.dtype();
            PartialShape shape = output.shape() == null ? PartialShape.unknown() : PartialShape.of(output.shape());
            PartialShape known = shape.merge(facts.of(output.tensor()).shape());
            outputs.add(new InputSpec(
                    output.tensor(),
                    dtype == null || !dtype.isKnown() ? null : dtype,
                    known.hasRank() ? known.toProto() : output.shape()));
        }
        return outputs;
    }
}
