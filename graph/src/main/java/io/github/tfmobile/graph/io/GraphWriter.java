package io.github.tfmobile.graph.io;

import com.google.protobuf.TextFormat;
import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.tensor.WholeMessages;
import io.github.tfmobile.registry.DtypeNames;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;

/**
 * Writes a graph as a GraphDef file: streamed, tensors straight from the files that they lie in, atomically, and
 * not at all where the file already holds just this. The same graph gives the same bytes, whatever the order of attrs
 * in it.
 */
public final class GraphWriter {

    private GraphWriter() {}

    /**
     * Writes a binary GraphDef.
     *
     * @return what was written, with its SHA-256
     * @throws ProblemException if it would be larger than a protocol buffer can be; nothing is written then
     * @throws IOException if the file cannot be written; it is what it was before then
     */
    public static OutputFile.Written write(Graph graph, Path file) throws ProblemException, IOException {
        return write(graph, file, Progress.NONE);
    }

    /**
     * Writes a binary GraphDef, verifies the checksums of its tensors on the way and tells how far it is.
     *
     * @return what was written, with its SHA-256
     * @throws ProblemException if it would be larger than a protocol buffer can be, or a checksum does not match; the
     *     file is what it was before then
     * @throws IOException if the file cannot be written; it is what it was before then
     */
    public static OutputFile.Written write(Graph graph, Path file, Progress progress)
            throws ProblemException, IOException {
        String name = String.valueOf(file.getFileName());
        long size = GraphSize.require(graph, name);
        try (OutputFile out = OutputFile.openHashed(file);
                Progress.Task task = progress.start("writing " + name, "bytes", size)) {
            ProtoWriter messages = new ProtoWriter(out);
            long[] sizes = GraphSize.nodes(graph);
            for (int i = 0; i < sizes.length; i++) {
                messages.node(GraphDef.NODE_FIELD_NUMBER, graph.node(i), sizes[i]);
                task.done(out.size());
            }
            messages.flush();
            FunctionDefLibrary library = graph.library();
            if (library.getSerializedSize() > 0) {
                messages.field(GraphDef.LIBRARY_FIELD_NUMBER, library);
            }
            if (graph.versions().getSerializedSize() > 0) {
                messages.field(GraphDef.VERSIONS_FIELD_NUMBER, graph.versions());
            }
            return out.commit();
        }
    }

    /**
     * Writes a GraphDef in text format.
     *
     * @return what was written, with its SHA-256
     * @throws ProblemException if a tensor cannot be read or is damaged; the file is what it was before then
     * @throws IOException if the file cannot be written; it is what it was before then
     */
    public static OutputFile.Written writeText(Graph graph, Path file) throws ProblemException, IOException {
        try (OutputFile out = OutputFile.openHashed(file)) {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out.stream(), StandardCharsets.UTF_8), 1 << 16);
            TextFormat.Printer printer = TextFormat.printer();
            DtypeNames names = new DtypeNames();
            // Node by node, so that the text of the whole graph is never in memory.
            for (Node node : graph.all()) {
                printer.print(
                        names.named(GraphDef.newBuilder()
                                .addNode(WholeMessages.of(node.message()))
                                .build()),
                        writer);
            }
            GraphDef.Builder rest = GraphDef.newBuilder();
            if (graph.library().getSerializedSize() > 0) {
                rest.setLibrary(WholeMessages.of(graph.library()));
            }
            if (graph.versions().getSerializedSize() > 0) {
                rest.setVersions(graph.versions());
            }
            printer.print(names.named(rest.build()), writer);
            writer.flush();
            return out.commit();
        }
    }
}
