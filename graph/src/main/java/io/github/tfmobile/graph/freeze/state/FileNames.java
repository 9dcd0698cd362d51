package io.github.tfmobile.graph.freeze.state;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.ConstantValues;
import io.github.tfmobile.graph.freeze.model.Assets;
import io.github.tfmobile.graph.op.OpTrait;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * Which file a tensor means that holds a file name: an asset of a SavedModel, directly or by a variable that is set to its
 * path when the model is loaded, or a constant name of a file beside the graph.
 */
public final class FileNames {

    /** The length of a chain of nodes that only hand a file name on. */
    private static final int LONGEST_CHAIN = 100;

    private static final Set<String> ASSIGNS = Set.of("Assign", "AssignVariableOp");

    private final Graph whole;
    private final ConstantValues values;
    private final VariableKeys keys;
    private final Assets assets;
    private final @Nullable Path folder;
    /** What each variable is set to that is not restored; found when first asked for. */
    private @Nullable Map<String, NodeInput> assigned;

    /** The file names of a model. */
    public FileNames(TrainedState state) {
        this.whole = state.whole();
        this.values = state.known();
        this.keys = state.keys();
        this.assets = state.model().assets();
        this.folder = state.model().vocabularyFolder();
    }

    /**
     * The file; null when the tensor names none that may be read.
     *
     * @throws ProblemException if it is an asset that is missing
     */
    @Nullable
    public Path file(NodeInput name) throws ProblemException {
        NodeInput source = source(name);
        Path asset = assets.file(source.node());
        return asset != null ? asset : beside(values.find(source));
    }

    /** The node of the asset whose path a tensor is; null when it is another. */
    @Nullable
    public NodeInput asset(NodeInput name) {
        if (assets.names().isEmpty()) {
            return null;
        }
        NodeInput source = source(name);
        return assets.names().containsKey(source.node()) ? source : null;
    }

    /** Goes back to where a name comes from. */
    private NodeInput source(NodeInput name) {
        NodeInput source = name;
        for (int steps = 0; steps < LONGEST_CHAIN; steps++) {
            Node node = whole.named(source.node());
            NodeInput before = null;
            if (node != null && node.inputCount() > 0 && node.op().equals("Identity")) {
                before = node.input(0);
            } else if (node != null && node.inputCount() > 0 && node.op().equals("ReadVariableOp")) {
                before = assigned(keys.source(node.input(0)).node());
            } else if (node != null && node.is(OpTrait.VARIABLE)) {
                before = assigned(node.name());
            }
            if (before == null) {
                break;
            }
            source = before;
        }
        return source;
    }

    private @Nullable Path beside(@Nullable TensorProto value) {
        if (folder == null || value == null || value.getStringValCount() != 1) {
            return null;
        }
        ByteString text = value.getStringVal(0);
        try {
            Path wanted = folder.resolve(text.toStringUtf8()).normalize();
            boolean inside = wanted.startsWith(folder.normalize()) && InputFiles.isFile(wanted);
            return inside && InputFiles.real(wanted).startsWith(InputFiles.real(folder)) ? wanted : null;
        } catch (InvalidPathException | IOException e) {
            return null; // no name of a file here
        }
    }

    private @Nullable NodeInput assigned(String variable) {
        Map<String, NodeInput> known = assigned;
        if (known == null) {
            known = new HashMap<>();
            for (Node node : whole.all()) {
                if (ASSIGNS.contains(node.op()) && node.inputCount() > 1 && keys.restored(node.input(1)) == null) {
                    known.putIfAbsent(keys.source(node.input(0)).node(), node.input(1));
                }
            }
            assigned = known;
        }
        return known.get(variable);
    }
}
