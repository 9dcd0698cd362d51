package io.github.tfmobile.registry.scan;

import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/**
 * The tree's own list of public ops, tensorflow/core/ops/ops.pbtxt. It can be older than the sources, so it only stands
 * in for ops whose registration the scan cannot follow, as those that code registers in a loop.
 */
final class OpsText {

    static final String FILE = "tensorflow/core/ops/ops.pbtxt";

    private static final long LARGEST = 64L << 20;

    private OpsText() {}

    /** An op and the line of the list at which it starts. */
    record Entry(OpDef op, int line) {}

    /**
     * The ops of the list; none when the tree has no list.
     *
     * @throws IOException when it cannot be read as a list of ops
     */
    static List<Entry> read(Path root) throws IOException {
        Path file = root.resolve(FILE);
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
            return List.of();
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        OpList.Builder list = OpList.newBuilder();
        TextFormat.getParser().merge(text, list);
        List<Integer> lines = lines(text);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < list.getOpCount(); i++) {
            entries.add(new Entry(undocumented(list.getOp(i)), i < lines.size() ? lines.get(i) : 0));
        }
        return entries;
    }

    private static List<Integer> lines(String text) {
        List<Integer> lines = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.startsWith("op {") || line.startsWith("op:")) {
                lines.add(number);
            }
        }
        return lines;
    }

    private static OpDef undocumented(OpDef op) {
        OpDef.Builder plain = op.toBuilder().clearSummary().clearDescription();
        plain.getInputArgBuilderList().forEach(OpDef.ArgDef.Builder::clearDescription);
        plain.getOutputArgBuilderList().forEach(OpDef.ArgDef.Builder::clearDescription);
        plain.getAttrBuilderList().forEach(OpDef.AttrDef.Builder::clearDescription);
        return plain.build();
    }
}
