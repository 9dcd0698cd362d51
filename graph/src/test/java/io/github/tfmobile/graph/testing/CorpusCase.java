package io.github.tfmobile.graph.testing;

import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.github.tfmobile.graph.Graph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/**
 * One case of the corpus: a folder with a {@code case.json}.
 *
 * @param name as in {@code tf1/mlp_ref_vars}
 * @param directory its folder
 * @param json its {@code case.json}
 */
public record CorpusCase(String name, Path directory, Map<String, Object> json) {

    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([^)]*)\\)");
    private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*True");

    /**
     * A recorded tensor.
     *
     * @param name the node or {@code node:port}, or the signature's argument or result
     * @param value its value
     */
    public record Recorded(String name, TensorValue value) {}

    /** A file of the case. */
    public Path path(String file) {
        return directory.resolve(file);
    }

    /** Whether the case has that file. */
    public boolean has(String file) {
        return Files.exists(path(file));
    }

    /** A graph of the case, {@code .pb} or {@code .pbtxt}. */
    public Graph graph(String file) {
        try {
            if (file.endsWith(".pbtxt")) {
                GraphDef.Builder builder = GraphDef.newBuilder();
                TextFormat.merge(Files.readString(path(file)), builder);
                return Graph.of(builder.build());
            }
            return Graph.of(GraphDef.parseFrom(Files.readAllBytes(path(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A string of {@code case.json}, empty when absent. */
    public String text(String key) {
        Object value = json.get(key);
        return value == null ? "" : value.toString();
    }

    /** A list of strings of {@code case.json}, empty when absent. */
    public List<String> texts(String key) {
        return json.get(key) instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }

    /** A list of objects of {@code case.json}, empty when absent. */
    public List<Map<String, Object>> objects(String key) {
        return objects(json, key);
    }

    /** A list of objects in an object, empty when absent. */
    @SuppressWarnings("unchecked") // JSON objects have string keys
    public static List<Map<String, Object>> objects(Map<String, Object> json, String key) {
        List<Map<String, Object>> objects = new ArrayList<>();
        if (json.get(key) instanceof List<?> list) {
            for (Object entry : list) {
                if (entry instanceof Map<?, ?> map) {
                    objects.add((Map<String, Object>) map);
                }
            }
        }
        return objects;
    }

    /** The tensors of a list such as {@code inputs}, {@code outputs}, {@code feeds} or {@code results}. */
    public List<Recorded> tensors(String key) {
        return tensors(json, key);
    }

    /** The tensors of a list in an object of {@code case.json}, such as one of its {@code signatures}. */
    public List<Recorded> tensors(Map<String, Object> object, String key) {
        List<Recorded> tensors = new ArrayList<>();
        for (Map<String, Object> entry : objects(object, key)) {
            Object name = entry.getOrDefault("name", entry.getOrDefault("argument", entry.get("result")));
            tensors.add(new Recorded(String.valueOf(name), tensor(entry)));
        }
        return tensors;
    }

    private TensorValue tensor(Map<String, Object> entry) {
        String file = String.valueOf(entry.get("file"));
        DataType dtype = dtype(String.valueOf(entry.get("dtype")));
        try {
            return file.endsWith(".strings.json") ? strings(path(file)) : npy(path(file), dtype);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The type that NumPy and TensorFlow's Python call so. */
    public static DataType dtype(String name) {
        return switch (name) {
            case "float16" -> DataType.DT_HALF;
            case "float32" -> DataType.DT_FLOAT;
            case "float64" -> DataType.DT_DOUBLE;
            default -> DataType.valueOf("DT_" + name.toUpperCase(Locale.ROOT));
        };
    }

    private static TensorValue strings(Path file) throws IOException {
        Map<String, Object> json = JSON.std.mapFrom(Files.readString(file));
        List<Long> shape = ((List<?>) json.getOrDefault("shape", List.of()))
                .stream().map(size -> ((Number) size).longValue()).toList();
        List<ByteString> values = ((List<?>) json.getOrDefault("values_base64", List.of()))
                .stream()
                        .map(value -> ByteString.copyFrom(Base64.getDecoder().decode(value.toString())))
                        .toList();
        return new TensorValue(DataType.DT_STRING, shape, ByteString.EMPTY, values);
    }

    private static TensorValue npy(Path file, DataType dtype) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = in.get(6) == 1 ? in.getShort(8) & 0xFFFF : in.getInt(8);
        int start = in.get(6) == 1 ? 10 : 12;
        String header = new String(in.array(), start, length, StandardCharsets.ISO_8859_1);
        Matcher shape = SHAPE.matcher(header);
        if (!shape.find() || ORDER.matcher(header).find() || header.contains("'>")) {
            throw new IOException(file + ": " + header);
        }
        List<Long> dims = new ArrayList<>();
        for (String dim : shape.group(1).split(",", -1)) {
            if (!dim.isBlank()) {
                dims.add(Long.valueOf(dim.strip()));
            }
        }
        ByteString bytes = ByteString.copyFrom(in.array(), start + length, in.capacity() - start - length);
        TensorValue value = new TensorValue(dtype, List.copyOf(dims), bytes, List.of());
        if (bytes.size() != value.count() * TensorValue.width(dtype)) {
            throw new IOException(file + ": " + bytes.size() + " bytes for " + dtype + dims);
        }
        return value;
    }

    @Override
    public String toString() {
        return name;
    }
}
