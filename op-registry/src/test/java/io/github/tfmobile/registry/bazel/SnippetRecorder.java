package io.github.tfmobile.registry.bazel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks an installed Bazel what it makes of the snippets and writes it into their files:
 * {@code SnippetRecorder FOLDER-OF-THE-SNIPPETS EMPTY-FOLDER FOLDER-OF-SKYLIB TREE}, where TensorFlow's TREE has the rule that makes
 * the repository {@code local_config_syslibs}. One {@code bazel query --keep_going} loads all packages;
 * what files print is its DEBUG lines, failures its ERROR lines and the last place of a traceback. Sources of rules are
 * those of {@code bazel cquery --output=build} with the defines x and y, what a rule links are the files of its own repository that
 * {@code bazel query} gives as sources of what it depends on.
 */
final class SnippetRecorder {

    private static final Pattern SAID = Pattern.compile("(DEBUG|ERROR): \\S*?/((?:s/\\d+/)?[\\w.]+):(\\d+):\\d+: (.*)");
    private static final Pattern PLACE = Pattern.compile("\\tFile \"\\S*?/((?:s/\\d+/)?[\\w.]+)\", line (\\d+).*");
    private static final Pattern FOLDER = Pattern.compile("s/(\\d+)/");
    private static final Pattern OTHER = Pattern.compile("(DEBUG|ERROR|WARNING|INFO|Loading): .*|//.*|Error.*|\\t.*");

    private final Path workspace;
    private final Map<Integer, List<String>> printed = new TreeMap<>();
    private final Map<Integer, String> failures = new TreeMap<>();

    private SnippetRecorder(Path workspace) {
        this.workspace = workspace;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        new SnippetRecorder(Path.of(args[1]).toAbsolutePath())
                .run(Path.of(args[0]), Path.of(args[2]).toAbsolutePath(), Path.of(args[3]));
    }

    private void run(Path folder, Path skylib, Path tensorflow) throws IOException, InterruptedException {
        List<Snippet> all = new ArrayList<>();
        for (String file : Snippet.FILES) {
            all.addAll(Snippet.all(file));
        }
        Snippet.writeLibrary(workspace);
        Files.writeString(
                workspace.resolve("WORKSPACE"),
                "local_repository(name = \"bazel_skylib\", path = \"" + skylib + "\")\n"
                        + "local_repository(name = \"local_tsl\", path = \"" + Snippet.CARRIED + "\")\n"
                        + "load(\"//third_party/systemlibs:syslibs_configure.bzl\", \"syslibs_configure\")\n"
                        + "syslibs_configure(name = \"local_config_syslibs\")\n");
        Path carried = Files.createDirectories(workspace.resolve(Snippet.CARRIED));
        Files.createFile(carried.resolve("WORKSPACE"));
        Files.createFile(workspace.resolve("third_party/BUILD"));
        Path systemLibraries = Path.of("third_party/systemlibs");
        Files.createDirectories(workspace.resolve(systemLibraries));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(tensorflow.resolve(systemLibraries))) {
            for (Path file : files) {
                Files.copy(file, workspace.resolve(systemLibraries).resolve(file.getFileName()));
            }
        }
        List<String> rules = new ArrayList<>();
        List<String> linking = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).write(workspace, "s/" + number(i));
            if (!all.get(i).linked().isEmpty()) {
                linking.add("//s/" + number(i) + ":" + all.get(i).linked());
            }
            if (!all.get(i).rule().isEmpty()) {
                rules.add("//s/" + number(i) + ":" + all.get(i).rule());
            }
        }
        read(bazel("query", "--keep_going", "//s/...:* + @local_tsl//s/...:*"));
        for (String rule : rules) {
            sources(rule, bazel("cquery", "--define=x=1", "--define=y=1", "--output=build", rule));
        }
        for (String rule : linking) {
            String sources = "kind(\"source file\", labels(srcs, deps(" + rule + ")))";
            bazel("query", "--keep_going", "--noimplicit_deps", sources).stream()
                    .filter(line -> line.startsWith("//s/"))
                    .sorted()
                    .forEach(line -> printed.computeIfAbsent(
                                    snippet(line.replace(':', '/')), unused -> new ArrayList<>())
                            .add(line));
        }
        int next = 0;
        for (String file : Snippet.FILES) {
            List<String> lines = new ArrayList<>();
            for (Snippet snippet : Snippet.all(file)) {
                lines.add("== " + snippet.title());
                lines.addAll(snippet.lines());
                List<String> said = printed.getOrDefault(next, List.of());
                said.forEach(line -> lines.add("-- " + line.replaceAll("(s/|\":)\\d{3}", "$1000")));
                if (failures.containsKey(next)) {
                    lines.add("!! " + failures.get(next));
                } else if (said.isEmpty()) {
                    lines.add("--");
                }
                next++;
            }
            Files.write(folder.resolve("snippets-" + file + ".txt"), lines);
        }
    }

    private static String number(int snippet) {
        return String.format("%03d", snippet);
    }

    private List<String> bazel(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bazel", "--bazelrc=tools/bazel.rc"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("bazel", ".txt");
        new ProcessBuilder(command)
                .directory(workspace.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        List<String> lines = Files.readAllLines(output, StandardCharsets.ISO_8859_1);
        Files.delete(output);
        return lines;
    }

    private void read(List<String> lines) {
        int last = -1;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher said = SAID.matcher(line);
            if (line.contains("Traceback (most recent call last)")) {
                int snippet = -1;
                String place = "";
                while (i + 1 < lines.size() && lines.get(i + 1).startsWith("\t")) {
                    Matcher at = PLACE.matcher(lines.get(++i));
                    if (at.matches()) {
                        snippet = Math.max(snippet, snippet(at.group(1)));
                        place = at.group(1).replaceFirst(".*/", "") + ":" + at.group(2);
                    }
                }
                failures.putIfAbsent(snippet, place);
                last = -1;
            } else if (said.matches() && said.group(1).equals("DEBUG")) {
                last = snippet(said.group(2));
                printed.computeIfAbsent(last, unused -> new ArrayList<>()).add(said.group(4));
            } else if (said.matches()) {
                String place = said.group(2).replaceFirst(".*/", "") + ":" + said.group(3);
                failures.putIfAbsent(snippet(said.group(2)), place);
                last = -1;
            } else if (last >= 0 && !OTHER.matcher(line).matches()) {
                printed.getOrDefault(last, new ArrayList<>()).add(line);
            } else {
                last = -1;
            }
        }
    }

    private static int snippet(String path) {
        Matcher folder = FOLDER.matcher(path);
        return folder.find() ? Integer.parseInt(folder.group(1)) : -1;
    }

    private void sources(String rule, List<String> lines) {
        for (String line : lines) {
            if (line.startsWith("  srcs = ")) {
                printed.computeIfAbsent(snippet(rule.replace(':', '/')), unused -> new ArrayList<>())
                        .add(line.substring("  srcs = ".length()).replaceAll("//s/\\d+:|,$", ""));
            }
        }
    }
}
