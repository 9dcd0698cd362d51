package io.github.tfmobile.graph.freeze.table;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.file.Guard;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.registry.Dtype;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * Reads the text file that a lookup table is initialized from (tensorflow/core/kernels/lookup_util.cc,
 * TextFileLineIterator): one entry a line, the key and the value each the whole line, the line's number or a column.
 *
 * @param keyIndex what of the line is the key: -2 all of it, -1 its number from 0 (plus {@code offset}), else a column
 * @param valueIndex the same for the value
 * @param keyType the type of keys
 * @param valueType the type of values
 * @param size how many lines are read; -1 for all
 * @param delimiter what is between columns
 * @param offset what is added to line numbers
 */
record VocabularyFile(
        long keyIndex, long valueIndex, Dtype keyType, Dtype valueType, long size, String delimiter, long offset) {

    /** A larger vocabulary would not fit into a GraphDef, whatever else is in it. */
    private static final long MAX_BYTES = 1L << 30;

    /**
     * The entries of a file.
     *
     * @param keys a vector of keys
     * @param values as many values
     */
    record Entries(TensorProto keys, TensorProto values) {}

    /**
     * Reads a file.
     *
     * @param table the initializer, for messages
     * @throws ProblemException if it cannot be read or a line is not as declared
     */
    Entries read(Path file, String table) throws ProblemException {
        return new Guard(file, "the vocabulary of \"" + table + "\"").read(() -> entries(file, table));
    }

    private Entries entries(Path file, String table) throws ProblemException {
        List<ByteString> lines = lines(file, table);
        TensorProto.Builder keys = TensorProto.newBuilder().setDtypeValue(keyType.number());
        TensorProto.Builder values = TensorProto.newBuilder().setDtypeValue(valueType.number());
        int number = 0;
        for (ByteString line : lines) {
            if (size >= 0 && number >= size) {
                break;
            }
            int shown = number + 1;
            if (line.isEmpty()) {
                throw problem(table, "line is empty: \"" + shown + "\"", file, shown, null);
            }
            try {
                put(keys, keyIndex, line, number);
                put(values, valueIndex, line, number);
            } catch (IllegalArgumentException e) {
                throw problem(table, String.valueOf(e.getMessage()), file, shown, e);
            }
            number++;
        }
        if (size >= 0 && number < size) {
            throw problem(table, "the file has fewer lines than the table: \"" + number + "\"", file, 0, null);
        }
        keys.getTensorShapeBuilder().addDimBuilder().setSize(number);
        values.getTensorShapeBuilder().addDimBuilder().setSize(number);
        return new Entries(keys.build(), values.build());
    }

    private static List<ByteString> lines(Path file, String table) throws ProblemException {
        try (InputStream in = InputFiles.stream(file, MAX_BYTES)) {
            List<ByteString> lines = new ArrayList<>();
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            boolean pending = false;
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        lines.add(ByteString.copyFrom(line.toByteArray()));
                        line.reset();
                        pending = false;
                    } else if (buffer[i] != '\r') {
                        line.write(buffer[i]);
                        pending = true;
                    }
                }
            }
            if (pending) {
                lines.add(ByteString.copyFrom(line.toByteArray()));
            }
            return lines;
        } catch (IOException e) {
            throw UnreadableException.of(file, e).problem("the vocabulary of \"" + table + "\"");
        }
    }

    private void put(TensorProto.Builder tensor, long index, ByteString line, int number) {
        if (index == -1) {
            tensor.addInt64Val(number + offset);
            return;
        }
        ByteString token = index == -2 ? line : column(line, index);
        if (tensor.getDtype() == DataType.DT_STRING) {
            tensor.addStringVal(token);
            return;
        }
        String text = token.toStringUtf8().strip();
        try {
            switch (tensor.getDtype()) {
                case DT_INT32 -> tensor.addIntVal(Integer.parseInt(text));
                case DT_INT64 -> tensor.addInt64Val(Long.parseLong(text));
                case DT_FLOAT -> tensor.addFloatVal(Float.parseFloat(text));
                case DT_DOUBLE -> tensor.addDoubleVal(Double.parseDouble(text));
                default ->
                    throw new IllegalArgumentException("a table of this dtype is not read from a file: \""
                            + new Dtype(tensor.getDtypeValue()).name() + "\"");
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "no " + new Dtype(tensor.getDtypeValue()).name() + " in the line: \"" + text + "\"", e);
        }
    }

    private ByteString column(ByteString line, long index) {
        byte separator = delimiter.isEmpty() ? (byte) '\t' : (byte) delimiter.charAt(0);
        int start = 0;
        long column = 0;
        for (int i = 0; i <= line.size(); i++) {
            if (i == line.size() || line.byteAt(i) == separator) {
                if (column == index) {
                    return line.substring(start, i);
                }
                column++;
                start = i + 1;
            }
        }
        throw new IllegalArgumentException("the line has too few columns: \"" + column + "\"");
    }

    private static ProblemException problem(String table, String what, Path file, int line, @Nullable Throwable cause) {
        return new ProblemException(
                Problem.of(
                        GraphProblem.VOCABULARY_MALFORMED,
                        "vocabulary of \"" + table + "\": " + what,
                        line > 0 ? Place.of(file, line, 0) : Place.of(file),
                        "Every line has one entry, as the model was trained with it."),
                cause);
    }
}
