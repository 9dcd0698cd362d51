package io.github.tfmobile.maven.cases;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One run of a case: which goal with which properties, and what is right.
 *
 * @param name the case and the run's number
 * @param folder the case's folder
 */
@SuppressWarnings("unchecked")
record CaseRun(
        String name,
        Path folder,
        String goal,
        Map<String, String> properties,
        Map<String, Object> setup,
        Map<String, Object> expect) {

    /** All runs of all cases below a folder, by name. */
    static List<CaseRun> all(Path cases) throws IOException {
        try (Stream<Path> folders = Files.list(cases)) {
            return folders.filter(folder -> Files.exists(folder.resolve("case.json")))
                    .sorted()
                    .flatMap(folder -> of(folder).stream())
                    .toList();
        }
    }

    private static List<CaseRun> of(Path folder) {
        try {
            Map<String, Object> json = JSON.std.mapFrom(Files.readString(folder.resolve("case.json")));
            List<Map<String, Object>> runs = (List<Map<String, Object>>) json.get("runs");
            return Stream.iterate(0, i -> i < runs.size(), i -> i + 1)
                    .map(i -> {
                        Map<String, Object> run = runs.get(i);
                        Map<String, String> properties = new LinkedHashMap<>();
                        properties.putAll((Map<String, String>) json.getOrDefault("properties", Map.of()));
                        properties.putAll((Map<String, String>) run.getOrDefault("properties", Map.of()));
                        return new CaseRun(
                                folder.getFileName() + "-" + i,
                                folder,
                                (String) run.getOrDefault("goal", json.get("goal")),
                                properties,
                                (Map<String, Object>) run.getOrDefault("setup", Map.of()),
                                (Map<String, Object>) run.get("expect"));
                    })
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The folder, or a copy of it where the run wants files changed first. */
    Path prepared(Path work) throws IOException {
        if (setup.isEmpty()) {
            return folder;
        }
        Path copy = work.resolve("case");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = copy.resolve(folder.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Map<String, String> modes = (Map<String, String>) setup.getOrDefault("chmod", Map.of());
        for (Map.Entry<String, String> mode : modes.entrySet()) {
            StringBuilder text = new StringBuilder();
            for (char digit : mode.getValue().toCharArray()) {
                int bits = digit - '0';
                text.append((bits & 4) != 0 ? 'r' : '-')
                        .append((bits & 2) != 0 ? 'w' : '-')
                        .append((bits & 1) != 0 ? 'x' : '-');
            }
            Files.setPosixFilePermissions(
                    copy.resolve(mode.getKey()), PosixFilePermissions.fromString(text.toString()));
        }
        return copy;
    }

    /** Whether the files that the run takes away from its user are still there for it, as for an administrator. */
    boolean isPowerless(Path prepared) {
        Map<String, String> modes = (Map<String, String>) setup.getOrDefault("chmod", Map.of());
        return modes.keySet().stream().anyMatch(file -> Files.isReadable(prepared.resolve(file)));
    }

    @Override
    public String toString() {
        return name;
    }
}
