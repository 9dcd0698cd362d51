package io.github.tfmobile.graph.io;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.io.file.Guard;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.VersionDef;

/**
 * Reads a GraphDef (tensorflow/core/framework/graph.proto), binary or text, told apart by content. In a binary file
 * large tensors stay where they are.
 */
public final class GraphReader {

    /** The most that a protocol buffer can hold. */
    static final long LARGEST = Integer.MAX_VALUE;

    /** A split message does not say of what type it is. */
    private static final String SPLIT_SAVED_MODEL = "saved_model.cpb";

    private final String element;

    private GraphReader(String element) {
        this.element = element;
    }

    /**
     * Reads a graph that the user named as {@code <graph>}.
     *
     * @throws ProblemException if there is no such file, it is something else, or it is damaged
     */
    public static Graph read(Path file) throws ProblemException {
        return read(file, Setting.GRAPH.toString());
    }

    /**
     * Reads a graph.
     *
     * @param element what the user calls it, for messages
     * @throws ProblemException if there is no such file, it is something else, or it is damaged
     */
    public static Graph read(Path file, String element) throws ProblemException {
        return new GraphReader(element).graph(file);
    }

    private Graph graph(Path path) throws ProblemException {
        if (InputFiles.isFolder(path)) {
            throw WrongKind.problem(element, "a GraphDef file", path, FileKind.ofFolder(path));
        }
        MappedFile file = MappedFile.open(path, element);
        FileKind kind = FileKind.of(file);
        if (kind == FileKind.TEXT || kind == FileKind.GRAPH_TEXT) {
            return new Guard(path, element)
                    .read(() -> Graph.of(TextMessages.merge(file, element, GraphDef.newBuilder())
                            .build()));
        }
        if (kind == FileKind.CHUNKED_PROTO && !SPLIT_SAVED_MODEL.equals(String.valueOf(path.getFileName()))) {
            Graph graph = Graph.of(MessageFiles.mergeChunks(file, element, GraphDef.newBuilder())
                    .build());
            if (graph.all().isEmpty() && graph.library().getFunctionCount() == 0) {
                throw nothing(path);
            }
            return graph;
        }
        if (kind != FileKind.GRAPH) {
            throw WrongKind.problem(element, "a GraphDef", path, kind);
        }
        if (file.size() > LARGEST) {
            throw MessageFiles.tooLarge(element, "GraphDef", file);
        }
        return new Guard(path, element).read(() -> binary(file));
    }

    private Graph binary(MappedFile file) throws ProblemException {
        ProtoReader messages = ProtoReader.of(file);
        WireReader fields = messages.fields();
        NodeReader small = messages.nodes();
        List<Node> nodes = new ArrayList<>();
        FunctionDefLibrary.Builder library = FunctionDefLibrary.newBuilder();
        VersionDef.Builder versions = VersionDef.newBuilder();
        boolean known = false;
        try {
            while (fields.next()) {
                switch (fields.isDelimited() ? fields.number() : -1) {
                    case GraphDef.NODE_FIELD_NUMBER -> {
                        Node node = small.node(fields.start(), fields.length());
                        nodes.add(node != null ? node : messages.anyNode(fields));
                    }
                    case GraphDef.LIBRARY_FIELD_NUMBER -> messages.merge(fields, library);
                    case GraphDef.VERSIONS_FIELD_NUMBER -> messages.merge(fields, versions);
                    default -> {
                        // As TensorFlow does: what a newer release added, or the deprecated version number.
                        continue;
                    }
                }
                known = true;
            }
        } catch (MalformedException e) {
            throw damaged(file, e, nodes, known);
        }
        if (!known) {
            throw nothing(file.path());
        }
        return Graph.of(nodes, library.build(), versions.build());
    }

    private ProblemException nothing(Path file) {
        return noGraph("it holds nothing that a graph has", Place.of(file), null);
    }

    private ProblemException noGraph(String why, Place place, @Nullable Throwable cause) {
        return new ProblemException(
                Problem.of(
                        GraphProblem.NO_GRAPH,
                        element + " is no GraphDef: " + why + ": \"" + MappedFile.shown(place.file()) + "\"",
                        place,
                        "Name the .pb or .pbtxt file that TensorFlow wrote."),
                cause);
    }

    private ProblemException damaged(MappedFile file, MalformedException e, List<Node> nodes, boolean known) {
        if (!known) {
            return noGraph(e.what(), Place.at(file.path(), e.offset()), e);
        }
        String after = nodes.isEmpty()
                ? ""
                : " (after node " + nodes.size() + ", \""
                        + nodes.get(nodes.size() - 1).name() + "\")";
        return MessageFiles.damaged(element, "damaged or cut short: " + e.what() + after, e, file);
    }
}
