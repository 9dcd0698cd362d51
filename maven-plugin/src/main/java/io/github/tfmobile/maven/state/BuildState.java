package io.github.tfmobile.maven.state;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.registry.output.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The steps of earlier runs, kept in {@value #FILE} in the output directory. Written after each step, atomically and
 * after the step's own files, so that a run that was killed leaves a state in which that step is simply not done.
 */
public final class BuildState {

    /** The file's name in the output directory. */
    public static final String FILE = ".tfmobile-state.json";

    /** Changes when the meaning of the file does. */
    private static final int FORMAT = 2;

    private static final String INFO = "info";

    private static final String WARNING = "warning";

    private final Path file;
    private final Map<String, Step> steps;
    private final Set<String> used = new LinkedHashSet<>();

    private BuildState(Path file, Map<String, Step> steps) {
        this.file = file;
        this.steps = steps;
    }

    /** The state in a directory; empty when there is none or it cannot be used. */
    public static BuildState in(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            return new BuildState(file, read(file));
        } catch (IOException | RuntimeException e) {
            // Missing, damaged or of another version: everything is done again.
            return new BuildState(file, new TreeMap<>());
        }
    }

    /** The step of that name as it was last done; null when it was not. */
    public @Nullable Step find(String name) {
        used.add(name);
        return steps.get(name);
    }

    /** As {@link #find}, for a look that is no use of the step. */
    @Nullable
    Step peek(String name) {
        return steps.get(name);
    }

    /** Keeps a step that is done. */
    public void done(String name, Step step) throws IOException {
        used.add(name);
        steps.put(name, step);
        write();
    }

    /** The names of the steps that this run asked for or did, in order. */
    List<String> used() {
        return List.copyOf(used);
    }

    /** Forgets a step that is about to be done again. */
    public void begin(String name) throws IOException {
        if (steps.remove(name) != null) {
            write();
        }
    }

    private static Map<String, Step> read(Path file) throws IOException {
        Map<String, Object> json = JSON.std.mapFrom(Files.readString(file));
        Map<String, Step> steps = new TreeMap<>();
        if (!Integer.valueOf(FORMAT).equals(json.get("format"))) {
            return steps;
        }
        for (Map.Entry<?, ?> entry : map(json.get("steps")).entrySet()) {
            Map<?, ?> step = map(entry.getValue());
            Map<String, String> facts = new TreeMap<>();
            map(step.get("facts")).forEach((key, value) -> facts.put(text(key), text(value)));
            steps.put(
                    text(entry.getKey()),
                    new Step(
                            text(step.get("request")),
                            stamps(step.get("read")),
                            stamps(step.get("written")),
                            facts,
                            messages(step.get("messages"))));
        }
        return steps;
    }

    private void write() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        steps.forEach((name, step) -> {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("request", step.request());
            json.put("read", json(step.read()));
            json.put("written", json(step.written()));
            json.put("facts", new TreeMap<>(step.facts()));
            json.put(
                    "messages",
                    step.messages().stream()
                            .map(message -> List.of(message.warning() ? WARNING : INFO, message.text()))
                            .toList());
            all.put(name, json);
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("steps", all);
        OutputFile.writeText(
                file, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(json) + "\n");
    }

    private static List<Object> json(List<FileStamp> stamps) {
        List<Object> json = new ArrayList<>();
        stamps.forEach(stamp -> json.add(List.of(stamp.path(), stamp.size(), stamp.modified())));
        return json;
    }

    private static List<FileStamp> stamps(@Nullable Object json) {
        List<FileStamp> stamps = new ArrayList<>();
        if (json instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof List<?> fields
                        && fields.size() == 3
                        && fields.get(1) instanceof Number size
                        && fields.get(2) instanceof Number modified) {
                    stamps.add(new FileStamp(text(fields.get(0)), size.longValue(), modified.longValue()));
                } else {
                    throw new IllegalArgumentException("not a stamp");
                }
            }
        }
        return stamps;
    }

    private static List<Step.Message> messages(@Nullable Object json) {
        List<Step.Message> messages = new ArrayList<>();
        if (json instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof List<?> fields && fields.size() == 2) {
                    messages.add(new Step.Message(text(fields.get(1)), WARNING.equals(fields.get(0))));
                } else {
                    throw new IllegalArgumentException("not a message");
                }
            }
        }
        return messages;
    }

    private static Map<?, ?> map(@Nullable Object json) {
        return json instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String text(@Nullable Object json) {
        return String.valueOf(json);
    }
}
