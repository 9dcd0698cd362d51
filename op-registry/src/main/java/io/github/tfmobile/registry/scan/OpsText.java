package io.github.tfmobile.registry.scan;

import com.google.protobuf.TextFormat;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.registry.DtypeNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/**
 * The tree's own list of public ops, tensorflow/core/ops/ops.pbtxt. It can be older than the sources, so it only stands
 * in for ops whose registration the scan cannot follow, as those that code registers in a loop.
 */
final class OpsText {

    static final String FILE = "tensorflow/core/ops/ops.pbtxt";

    private static final int LARGEST = 64 << 20;

    /** How an op begins, up to its name. */
    private static final Pattern NAME = Pattern.compile("op:?\\s*\\{\\s*name:\\s*\"");

    private OpsText() {}

    /** An op and the line of the list at which it starts. */
    record Entry(OpDef op, int line) {}

    /**
     * The ops of the list that are not known; none when the tree has no list.
     *
     * @param known names of ops
     * @throws IOException when the list, or an op in it, cannot be read
     */
    static List<Entry> read(Path root, Set<String> known) throws IOException {
        Path file = root.resolve(FILE);
        if (!InputFiles.isFile(file)) {
            return List.of();
        }
        String text = InputFiles.text(file, LARGEST, StandardCharsets.ISO_8859_1);
        List<Entry> entries = new ArrayList<>();
        int line = 1;
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf("\nop", at);
            end = end < 0 ? text.length() : end + 1;
            if (!known.contains(name(text, at, end))) {
                OpList.Builder list = OpList.newBuilder();
                TextFormat.getParser().merge(DtypeNames.toNumbers(text.substring(at, end)), list);
                for (OpDef op : list.getOpList()) {
                    entries.add(new Entry(undocumented(op), line));
                }
            }
            for (int newline = text.indexOf('\n', at); newline >= 0 && newline < end; ) {
                line++;
                newline = text.indexOf('\n', newline + 1);
            }
            at = end;
        }
        return entries;
    }

    /** The name of the op between two offsets, empty when it does not begin with its name. */
    private static String name(String text, int start, int end) {
        int open = text.indexOf('"', start) + 1;
        int close = text.indexOf('"', open);
        boolean named = close >= 0
                && close < end
                && NAME.matcher(text.substring(start, open)).matches();
        return named ? text.substring(open, close) : "";
    }

    private static OpDef undocumented(OpDef op) {
        OpDef.Builder plain = op.toBuilder().clearSummary().clearDescription();
        plain.getInputArgBuilderList().forEach(OpDef.ArgDef.Builder::clearDescription);
        plain.getOutputArgBuilderList().forEach(OpDef.ArgDef.Builder::clearDescription);
        plain.getAttrBuilderList().forEach(OpDef.AttrDef.Builder::clearDescription);
        return plain.build();
    }
}
