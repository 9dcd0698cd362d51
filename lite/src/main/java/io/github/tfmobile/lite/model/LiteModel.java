package io.github.tfmobile.lite.model;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A TensorFlow Lite model. All numbers in it lead to something that is there.
 *
 * @param file the file, in which weights stay
 * @param size its size in bytes
 * @param description what the converter says of itself
 * @param buffers where weights and metadata lie; the first is empty
 * @param associatedFiles the names of the files in the zip archive behind the model, if there is one
 */
public record LiteModel(
        Path file,
        long size,
        String description,
        List<OperatorCode> operatorCodes,
        List<Subgraph> subgraphs,
        List<ByteRange> buffers,
        List<Metadata> metadata,
        List<Signature> signatures,
        List<String> associatedFiles) {

    /** The code of an operator. */
    public OperatorCode code(Operator operator) {
        return operatorCodes.get(operator.code());
    }

    /**
     * An operator where it is.
     *
     * @param subgraph the subgraph that it is in
     */
    public record Use(Subgraph subgraph, Operator operator) {

        /** As messages name it. */
        public String text() {
            return subgraph.text(operator);
        }
    }

    /** The operators that use each operator code. */
    public List<List<Use>> uses() {
        List<List<Use>> uses = new ArrayList<>();
        operatorCodes.forEach(code -> uses.add(new ArrayList<>()));
        for (Subgraph subgraph : subgraphs) {
            for (Operator operator : subgraph.operators()) {
                uses.get(operator.code()).add(new Use(subgraph, operator));
            }
        }
        return uses;
    }

    /**
     * Some bytes of the file.
     *
     * @throws ProblemException when the file is shorter than it was when the model was read
     */
    public byte[] bytes(ByteRange range) throws ProblemException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(range.size()));
        try (FileChannel channel = InputFiles.open(file)) {
            InputFiles.fill(channel, range.offset(), bytes);
        } catch (IOException e) {
            throw UnreadableException.of(file, e).problem(Setting.TFLITE.toString());
        }
        return bytes.array();
    }
}
