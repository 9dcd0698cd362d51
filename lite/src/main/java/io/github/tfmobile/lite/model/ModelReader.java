package io.github.tfmobile.lite.model;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.lite.flatbuffer.DamagedException;
import io.github.tfmobile.lite.flatbuffer.FlatBuffer;
import io.github.tfmobile.lite.flatbuffer.FlatBuffer.Vector;
import io.github.tfmobile.lite.flatbuffer.Table;
import io.github.tfmobile.lite.problem.LiteProblem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code .tflite} files. What a runtime would refuse or die of, and every number that leads nowhere, is a problem. */
public final class ModelReader {

    private static final String IDENTIFIER = "TFL3";
    private static final int VERSION = 3;

    /** Offsets up to this one mean that the bytes are in the FlatBuffer. */
    private static final long INSIDE = 1;

    private final Path file;
    private final long fileSize;
    private final FlatBuffer buffer;

    private ModelReader(Path file, long fileSize, FlatBuffer buffer) {
        this.file = file;
        this.fileSize = fileSize;
        this.buffer = buffer;
    }

    /**
     * Reads a model.
     *
     * @throws ProblemException when the file is no model, with the place in it
     */
    public static LiteModel read(Path file) throws ProblemException, IOException {
        try (FileChannel channel = InputFiles.open(file)) {
            long size = channel.size();
            if (size == 0) {
                throw new DamagedException("it is empty", 0);
            }
            // All that the offsets of a FlatBuffer can name; what a large model has behind it is only sliced.
            FlatBuffer buffer = new FlatBuffer(InputFiles.map(channel, Math.min(size, Integer.MAX_VALUE)));
            return new ModelReader(file, size, buffer).model();
        } catch (UnreadableException e) {
            throw e.problem(Setting.TFLITE.toString());
        } catch (InternalError e) {
            throw UnreadableException.changed(
                    Setting.TFLITE + " \"" + file.toString().replace('\\', '/') + "\"", e);
        } catch (DamagedException e) {
            throw new ProblemException(
                    Problem.of(
                            LiteProblem.LITE_MODEL_DAMAGED,
                            "the file is no TensorFlow Lite model, or is damaged: " + e.what(),
                            Place.at(file, e.offset()),
                            "copy or convert the model again: " + Setting.TFLITE.inFull()),
                    e);
        }
    }

    private LiteModel model() throws IOException {
        if (buffer.size() < 8 || !buffer.identifier().equals(IDENTIFIER)) {
            throw new DamagedException("it lacks the file identifier " + IDENTIFIER, Math.min(4, buffer.size()));
        }
        Table model = buffer.root("the model");
        if (model.uint32(0) != VERSION) {
            throw new DamagedException(
                    "it has version " + model.uint32(0) + " of the schema, and runtimes read version " + VERSION,
                    model.start());
        }
        List<OperatorCode> codes = codes(model);
        List<ByteRange> buffers = buffers(model);
        List<Table> tables = model.tables(2, "the subgraphs", "subgraph");
        if (tables == null || tables.isEmpty()) {
            throw new DamagedException("the model has no subgraph", model.start());
        }
        List<Subgraph> subgraphs = new ArrayList<>();
        for (Table table : tables) {
            subgraphs.add(
                    new SubgraphReader(table, subgraphs.size(), tables.size(), codes, buffers.size(), this::outside)
                            .read());
        }
        Calls.check(subgraphs, tables);
        String description = model.string(3, "the description");
        return new LiteModel(
                file,
                fileSize,
                description == null ? "" : description,
                codes,
                List.copyOf(subgraphs),
                buffers,
                metadata(model, buffers.size()),
                signatures(model, subgraphs),
                AssociatedFiles.of(file));
    }

    private static List<OperatorCode> codes(Table model) {
        List<OperatorCode> codes = new ArrayList<>();
        for (Table code : orEmpty(model.tables(1, "the operator codes", "operator code"))) {
            int builtin = Math.max(code.int8(0, 0), code.int32(3, 0));
            String custom = code.string(1, "the custom code");
            if (builtin < 0) {
                throw new DamagedException(code.what() + " has the negative number " + builtin, code.start());
            }
            if (builtin == BuiltinOperator.CUSTOM && custom == null) {
                throw new DamagedException(code.what() + " is a custom op without a name", code.start());
            }
            codes.add(new OperatorCode(builtin, builtin == BuiltinOperator.CUSTOM ? custom : null, code.int32(2, 1)));
        }
        return List.copyOf(codes);
    }

    private List<ByteRange> buffers(Table model) {
        List<Table> tables = model.tables(4, "the buffers", "buffer");
        if (tables == null || tables.isEmpty()) {
            throw new DamagedException(
                    "the model has no buffers, not even the empty one that comes first", model.start());
        }
        List<ByteRange> buffers = new ArrayList<>();
        for (Table table : tables) {
            ByteRange outside = outside(table, 1, 2);
            Vector data = table.vector(0, 1, "the data");
            // As the runtime does: what is in the FlatBuffer wins.
            buffers.add(data == null && outside != null ? outside : inside(data));
        }
        return List.copyOf(buffers);
    }

    private static ByteRange inside(@Nullable Vector data) {
        return data == null ? ByteRange.NONE : new ByteRange(data.start(), data.count(), false);
    }

    /** The bytes outside the FlatBuffer that two fields of a table name; null when they name none. */
    private @Nullable ByteRange outside(Table table, int offsetField, int sizeField) {
        long offset = table.int64(offsetField);
        long size = table.int64(sizeField);
        if (offset >= 0 && offset <= INSIDE) {
            return null;
        }
        if (offset < 0 || size < 0 || size > fileSize || offset > fileSize - size) {
            throw new DamagedException(
                    "the bytes of " + table.what() + ", " + Long.toUnsignedString(size) + " from byte "
                            + Long.toUnsignedString(offset) + " on, lie outside the file, which has " + fileSize,
                    table.start());
        }
        return new ByteRange(offset, size, true);
    }

    private static List<Metadata> metadata(Table model, int buffers) {
        List<Metadata> metadata = new ArrayList<>();
        for (Table table : orEmpty(model.tables(6, "the metadata", "metadata entry"))) {
            String name = table.string(0, "the name");
            int index = index(table, table.uint32(1), buffers, "buffer");
            metadata.add(new Metadata(name == null ? "" : name, index));
        }
        return List.copyOf(metadata);
    }

    private static List<Signature> signatures(Table model, List<Subgraph> subgraphs) {
        List<Signature> signatures = new ArrayList<>();
        for (Table table : orEmpty(model.tables(7, "the signatures", "signature"))) {
            int subgraph = index(table, table.uint32(4), subgraphs.size(), "subgraph");
            int tensors = subgraphs.get(subgraph).tensors().size();
            String key = table.string(2, "the key");
            signatures.add(new Signature(
                    key == null ? "" : key,
                    subgraph,
                    tensorNames(table, 0, "input", tensors),
                    tensorNames(table, 1, "output", tensors)));
        }
        return List.copyOf(signatures);
    }

    private static Map<String, Integer> tensorNames(Table signature, int field, String what, int tensors) {
        Map<String, Integer> names = new LinkedHashMap<>();
        for (Table table : orEmpty(signature.tables(field, "the " + what + "s", what))) {
            String name = table.string(0, "the name");
            names.put(name == null ? "" : name, index(signature, table.uint32(1), tensors, "tensor"));
        }
        return names;
    }

    private static int index(Table table, long index, int count, String what) {
        if (index >= count) {
            throw new DamagedException(
                    table.what() + " names " + what + " " + index + ", and there are " + count, table.start());
        }
        return (int) index;
    }

    static List<Table> orEmpty(@Nullable List<Table> tables) {
        return tables == null ? List.of() : tables;
    }
}
