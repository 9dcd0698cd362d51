package io.github.tfmobile.graph.io;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.io.file.MappedFile;
import java.nio.file.Path;
import org.tensorflow.proto.MetaGraphDef;

/**
 * Reads a MetaGraphDef (tensorflow/core/protobuf/meta_graph.proto), as {@code Saver.export_meta_graph} and every save of
 * a checkpoint write it ({@code .meta}), binary or text.
 */
public final class MetaGraphReader {

    private MetaGraphReader() {}

    /**
     * Reads a MetaGraphDef that the user named as {@code <metaGraph>}.
     *
     * @throws ProblemException if there is no such file, it is something else, or it is damaged
     */
    public static MetaGraphDef read(Path path) throws ProblemException {
        return read(path, Setting.META_GRAPH.toString());
    }

    /**
     * Reads a MetaGraphDef.
     *
     * @param element what the user calls it, for messages
     * @throws ProblemException if there is no such file, it is something else, or it is damaged
     */
    public static MetaGraphDef read(Path path, String element) throws ProblemException {
        if (InputFiles.isFolder(path)) {
            throw WrongKind.problem(element, "a MetaGraphDef file", path, FileKind.ofFolder(path));
        }
        MappedFile file = MappedFile.open(path, element);
        FileKind kind = FileKind.of(file);
        return switch (kind) {
            case TEXT, META_GRAPH_TEXT ->
                MessageFiles.mergeText(file, element, MetaGraphDef.newBuilder()).build();
            case META_GRAPH ->
                MessageFiles.merge(file, element, MetaGraphDef.newBuilder()).build();
            default -> throw WrongKind.problem(element, "a MetaGraphDef", path, kind);
        };
    }
}
