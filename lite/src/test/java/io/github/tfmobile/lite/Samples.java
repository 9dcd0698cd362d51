package io.github.tfmobile.lite;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.ModelReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The models in {@code testing/lite}, and what the real tools say of them. */
public final class Samples {

    private static final Path ROOT = Path.of("..", "testing", "lite");

    private Samples() {}

    /** The names of the good models. */
    public static List<String> models() {
        try (Stream<Path> folders = Files.list(ROOT.resolve("models"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of them. */
    public static LiteModel model(String name) throws Exception {
        return ModelReader.read(file(name));
    }

    /** The file of one of them. */
    static Path file(String name) {
        return ROOT.resolve("models").resolve(name).resolve("model.tflite");
    }

    /** What the real tools say of it. */
    public static Map<String, Object> answers(String name) {
        return json("models/" + name + "/case.json");
    }

    /** A damaged file. */
    public static Path damaged(String file) {
        return ROOT.resolve("damaged").resolve(file);
    }

    /** What the real tools say of each damaged file. */
    public static List<Map<String, Object>> damaged() {
        return list(json("damaged/damaged.json").get("cases"));
    }

    /** A JSON file. */
    public static Map<String, Object> json(String file) {
        try {
            return JSON.std.mapFrom(Files.readString(ROOT.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A list of JSON objects. */
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> list(Object value) {
        return value == null ? List.of() : (List<Map<String, Object>>) value;
    }

    /** A JSON object. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
