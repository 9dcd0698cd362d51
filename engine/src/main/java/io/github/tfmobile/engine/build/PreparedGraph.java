package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.model.DroppedAttrs;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.ModelTensor;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.summary.GraphCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frozen or final graph that lies in its file.
 *
 * @param name the model's name
 * @param written the graph and its file
 * @param inputs what is fed, under the names that the graph has
 * @param outputs what is fetched, with type and shape where they are known
 * @param dropped the attrs that it lost for the targets
 * @param frozenBytes the size of the frozen graph as a file, before the transforms
 * @param source how large the graph was that it was made of; null when that is not known
 */
record PreparedGraph(
        String name,
        WrittenGraph written,
        List<InputSpec> inputs,
        List<InputSpec> outputs,
        DroppedAttrs dropped,
        long frozenBytes,
        @Nullable GraphCounts source)
        implements PreparedModel {

    /** Copies the lists. */
    public PreparedGraph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    @Override
    public Path file() {
        return written.file();
    }

    @Override
    public String sha256() {
        return written.sha256();
    }

    @Override
    public FinalModel read() throws ProblemException, IOException {
        return new FinalModel(
                name,
                written.graph(),
                tensors(inputs),
                tensors(outputs),
                sha256(),
                "models/" + file().getFileName(),
                dropped,
                frozenBytes,
                null,
                source);
    }

    /** Inputs or outputs as the generated files show them. */
    private static List<ModelTensor> tensors(List<InputSpec> specs) {
        return specs.stream()
                .map(spec -> new ModelTensor(spec.tensor().toString(), spec.dtype(), spec.shape()))
                .toList();
    }
}
