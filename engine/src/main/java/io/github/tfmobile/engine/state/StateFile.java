package io.github.tfmobile.engine.state;

import io.github.tfmobile.common.output.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The steps as a text file: a line for each value, its fields separated by tabs. It is read whenever there may be
 * nothing to do, so it must cost nothing; a JSON library alone takes longer to load than the whole decision.
 */
final class StateFile {

    /** The first line; the number changes when the meaning of the file does. */
    private static final String FIRST = "tfmobile-state 3";

    /** The last line: a file without it is incomplete. */
    private static final String LAST = "end";

    private StateFile() {}

    /**
     * Reads the steps, by name.
     *
     * @throws IOException if there is no such file, or it is damaged or of another version
     */
    static SortedMap<String, Step> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 2
                || !lines.get(0).equals(FIRST)
                || !lines.get(lines.size() - 1).equals(LAST)) {
            throw damaged();
        }
        SortedMap<String, Step> steps = new TreeMap<>();
        Partial step = null;
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split("\t", -1);
            for (int i = 0; i < fields.length; i++) {
                fields[i] = unescape(fields[i]);
            }
            boolean first = fields[0].equals("step");
            if (first || line.equals(LAST)) {
                if (step != null) {
                    steps.put(step.name, step.step());
                }
                if (first) {
                    step = new Partial(field(fields, 1), field(fields, 2));
                }
            } else if (step == null) {
                throw damaged();
            } else {
                step.add(fields);
            }
        }
        return steps;
    }

    /** Writes the steps, atomically. */
    static void write(Path file, Map<String, Step> steps) throws IOException {
        StringBuilder text = new StringBuilder();
        line(text, FIRST);
        new TreeMap<>(steps).forEach((name, step) -> {
            line(text, "step", name, step.request());
            step.read().forEach(stamp -> stamp(text, "read", stamp));
            step.written().forEach(stamp -> stamp(text, "written", stamp));
            new TreeMap<>(step.facts()).forEach((key, value) -> line(text, "fact", key, value));
            step.messages().forEach(message -> line(text, message.warning() ? "warning" : "info", message.text()));
        });
        line(text, LAST);
        OutputFile.writeText(file, text.toString());
    }

    /** A step whose lines are being read. */
    private static final class Partial {

        private final String name;
        private final String request;
        private final List<FileStamp> read = new ArrayList<>();
        private final List<FileStamp> written = new ArrayList<>();
        private final Map<String, String> facts = new TreeMap<>();
        private final List<Step.Message> messages = new ArrayList<>();

        Partial(String name, String request) {
            this.name = name;
            this.request = request;
        }

        void add(String[] fields) throws IOException {
            switch (fields[0]) {
                case "read" -> read.add(stamp(fields));
                case "written" -> written.add(stamp(fields));
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

    private static void stamp(StringBuilder text, String kind, FileStamp stamp) {
        line(text, kind, stamp.path(), Long.toString(stamp.size()), Long.toString(stamp.modified()));
    }

    private static FileStamp stamp(String[] fields) throws IOException {
        try {
            return new FileStamp(field(fields, 1), Long.parseLong(field(fields, 2)), Long.parseLong(field(fields, 3)));
        } catch (NumberFormatException e) {
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
