package io.github.tfmobile.engine.state;

import io.github.tfmobile.common.file.ContentChecksum;
import io.github.tfmobile.common.file.FileStamp;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.PathKind;
import io.github.tfmobile.common.file.Sighting;
import io.github.tfmobile.common.output.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The steps as a text file: a line for each value, its fields separated by tabs. It is read whenever there may be
 * nothing to do, so it must cost nothing; a JSON library alone takes longer to load than the whole decision.
 */
final class StateFile {

    /** The first line; the number changes when the meaning of the file does. */
    private static final String FIRST = "tfmobile-state 4";

    /** The last line, with a checksum of what stands before it. */
    private static final String LAST = "end";

    /** No state comes near this size. */
    private static final int LARGEST = 256 << 20;

    private StateFile() {}

    /**
     * Reads the steps, by name.
     *
     * @throws IOException if there is no such file, or it is damaged or of another version
     */
    static SortedMap<String, Step> read(Path file) throws IOException {
        String content = InputFiles.text(file, LARGEST, StandardCharsets.UTF_8);
        int end = content.lastIndexOf('\n', content.length() - 2) + 1;
        String body = content.substring(0, end);
        if (!body.startsWith(FIRST + "\n") || !content.substring(end).equals(last(body))) {
            throw damaged();
        }
        List<String> lines = List.of(body.split("\n"));
        Path folder = file.toAbsolutePath().getParent();
        SortedMap<String, Step> steps = new TreeMap<>();
        Partial step = null;
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split("\t", -1);
            for (int i = 0; i < fields.length; i++) {
                fields[i] = unescape(fields[i]);
            }
            if (fields[0].equals("step")) {
                if (step != null) {
                    steps.put(step.name, step.step());
                }
                step = new Partial(folder, field(fields, 1), field(fields, 2));
            } else if (step == null) {
                throw damaged();
            } else {
                step.add(fields);
            }
        }
        if (step != null) {
            steps.put(step.name, step.step());
        }
        return steps;
    }

    /** Writes the steps, atomically. */
    static void write(Path file, Map<String, Step> steps) throws IOException {
        StringBuilder text = new StringBuilder();
        Path folder = file.toAbsolutePath().getParent();
        line(text, FIRST);
        new TreeMap<>(steps).forEach((name, step) -> {
            line(text, "step", name, step.request());
            step.read().forEach(sighting -> line(text, fields(sighting)));
            step.written().forEach(stamp -> line(text, fields("written", relative(folder, stamp.path()), stamp)));
            new TreeMap<>(step.facts()).forEach((key, value) -> line(text, "fact", key, value));
            step.messages().forEach(message -> line(text, message.warning() ? "warning" : "info", message.text()));
        });
        OutputFile.writeText(file, text + last(text.toString()));
    }

    private static String last(String body) {
        return LAST + "\t" + ContentChecksum.of(body.getBytes(StandardCharsets.UTF_8)) + "\n";
    }

    /** A written path starts at the folder of the state: in a copy of the folder the copies are meant. */
    private static String relative(@Nullable Path folder, String path) {
        Path file = Path.of(path);
        return folder != null && Objects.equals(folder.getRoot(), file.getRoot())
                ? folder.normalize().relativize(file).toString()
                : path;
    }

    private static String absolute(@Nullable Path folder, String path) {
        return FileStamp.name(folder == null ? Path.of(path) : folder.resolve(path));
    }

    private static String[] fields(Sighting sighting) {
        if (sighting instanceof Sighting.Opened opened) {
            return fields("opened", opened.path(), opened.stamp());
        }
        if (sighting instanceof Sighting.Listed listed) {
            return new String[] {"listed", listed.path(), listed.start(), listed.names()};
        }
        Sighting.Asked asked = (Sighting.Asked) sighting;
        return new String[] {"asked", asked.path(), asked.kind().name()};
    }

    private static String[] fields(String kind, String path, FileStamp stamp) {
        return new String[] {
            kind,
            path,
            Long.toString(stamp.size()),
            Long.toString(stamp.modified()),
            Long.toString(stamp.changed()),
            stamp.key(),
            stamp.checksum()
        };
    }

    /** A step whose lines are being read. */
    private static final class Partial {

        private final @Nullable Path folder;
        private final String name;
        private final String request;
        private final List<Sighting> read = new ArrayList<>();
        private final List<FileStamp> written = new ArrayList<>();
        private final Map<String, String> facts = new TreeMap<>();
        private final List<Step.Message> messages = new ArrayList<>();

        Partial(@Nullable Path folder, String name, String request) {
            this.folder = folder;
            this.name = name;
            this.request = request;
        }

        void add(String[] fields) throws IOException {
            switch (fields[0]) {
                case "opened" -> read.add(new Sighting.Opened(stamp(field(fields, 1), fields)));
                case "listed" -> read.add(new Sighting.Listed(field(fields, 1), field(fields, 2), field(fields, 3)));
                case "asked" -> read.add(new Sighting.Asked(field(fields, 1), kind(field(fields, 2))));
                case "written" -> written.add(stamp(absolute(folder, field(fields, 1)), fields));
                case "fact" -> facts.put(field(fields, 1), field(fields, 2));
                case "info" -> messages.add(new Step.Message(field(fields, 1), false));
                case "warning" -> messages.add(new Step.Message(field(fields, 1), true));
                default -> throw damaged();
            }
        }

        Step step() {
            return new Step(request, read, written, facts, messages);
        }
    }

    private static FileStamp stamp(String path, String[] fields) throws IOException {
        try {
            return new FileStamp(
                    path,
                    Long.parseLong(field(fields, 2)),
                    Long.parseLong(field(fields, 3)),
                    Long.parseLong(field(fields, 4)),
                    field(fields, 5),
                    field(fields, 6));
        } catch (NumberFormatException e) {
            throw new IOException(e);
        }
    }

    private static PathKind kind(String name) throws IOException {
        try {
            return PathKind.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IOException(e);
        }
    }

    private static String field(String[] fields, int index) throws IOException {
        if (index >= fields.length) {
            throw damaged();
        }
        return fields[index];
    }

    private static void line(StringBuilder text, String... fields) {
        for (int i = 0; i < fields.length; i++) {
            text.append(i == 0 ? "" : "\t").append(escape(fields[i]));
        }
        text.append('\n');
    }

    private static String escape(String field) {
        return field.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 1 < field.length()) {
                i++;
                c = switch (field.charAt(i)) {
                    case 't' -> '\t';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    default -> field.charAt(i);
                };
            }
            text.append(c);
        }
        return text.toString();
    }

    private static IOException damaged() {
        return new IOException("not a state file of this version");
    }
}
