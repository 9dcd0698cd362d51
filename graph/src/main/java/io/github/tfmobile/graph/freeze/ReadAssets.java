package io.github.tfmobile.graph.freeze;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.freeze.model.LoadedModel;
import io.github.tfmobile.graph.freeze.state.FileNames;
import io.github.tfmobile.graph.freeze.state.TrainedState;
import io.github.tfmobile.graph.io.file.Guard;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * Makes what a graph reads of a SavedModel's assets part of it: a {@code ReadFile} of one becomes its content. A variable
 * that is set to the path of an asset when the model is loaded is that path; no checkpoint has it.
 */
final class ReadAssets implements Transform {

    /** A larger file would not fit into a GraphDef, whatever else is in it. */
    private static final long MAX_BYTES = 1L << 30;

    private final FileNames names;

    /** The pass for a model. */
    ReadAssets(TrainedState state) {
        this.names = new FileNames(state);
    }

    @Override
    public String name() {
        return "assets";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        GraphEditor editor = new GraphEditor(graph);
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.node(i);
            NodeInput asset = asset(node);
            if (asset != null && node.op().equals("ReadFile")) {
                Path file = names.file(asset);
                if (file != null) {
                    editor.replace(i, Constants.node(node.name(), content(file)));
                    context.warn()
                            .accept("the asset \"" + file.getFileName() + "\" that node \"" + node.name()
                                    + "\" reads is part of the graph now");
                }
            } else if (asset != null && graph.named(asset.node()) != null) {
                editor.reroute(new NodeInput(node.name(), 0), asset);
            }
        }
        return editor.build();
    }

    private @Nullable NodeInput asset(Node node) {
        return switch (node.op()) {
            case "ReadFile" -> node.inputCount() == 0 ? null : names.asset(node.input(0));
            case "ReadVariableOp" -> names.asset(new NodeInput(node.name(), 0));
            default -> null;
        };
    }

    private static TensorProto content(Path file) throws ProblemException {
        return new Guard(file, Setting.SAVED_MODEL.toString()).read(() -> {
            try (InputStream in = InputFiles.stream(file, MAX_BYTES)) {
                return TensorProto.newBuilder()
                        .setDtype(DataType.DT_STRING)
                        .addStringVal(ByteString.readFrom(in))
                        .build();
            } catch (IOException e) {
                throw UnreadableException.of(file, e)
                        .problem(
                                Setting.SAVED_MODEL + ": the asset",
                                "Choose outputs that do not read it: " + Setting.OUTPUTS.inFull() + ".");
            }
        });
    }

    /**
     * Checks that nothing is left that wants the path of an asset: on the device there is no such file.
     *
     * @throws ProblemException naming the assets and who reads them
     */
    static void requireNone(Graph frozen, LoadedModel model) throws ProblemException {
        List<Problem> problems = new ArrayList<>();
        Map<String, String> assets = model.assets().names();
        for (Node node : assets.isEmpty() ? List.<Node>of() : frozen.all()) {
            String asset = assets.get(node.name());
            if (asset != null) {
                List<Node> readers = frozen.readers(node.name());
                String by = readers.isEmpty()
                        ? ""
                        : ": node \"" + readers.get(0).name() + "\" of op "
                                + readers.get(0).op();
                problems.add(Problem.of(
                        GraphProblem.ASSET_READ,
                        "the outputs need the file of the asset \"" + asset + "\" when the graph runs" + by,
                        model.place(),
                        "A graph brings no files along. Choose outputs that do not need it: " + Setting.OUTPUTS.inFull()
                                + "."));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }
}
