package io.github.tfmobile.maven.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The classes and cases that docs/promise.md names are there. */
@Tag("corpus")
class PromiseTableTest {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void namesClassesAndCasesThatAreThere() throws IOException {
        Set<String> classes = new HashSet<>();
        for (String module : List.of("common", "op-registry", "graph", "codegen", "engine")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> classes.add(name.substring(0, name.length() - ".java".length())));
            }
        }
        int rows = 0;
        for (String line : Files.readAllLines(Path.of("../docs/promise.md"))) {
            String[] cells = line.split(" \\| ?", -1);
            if (!line.startsWith("| ") || cells.length < 4 || line.startsWith("| kind ") || line.startsWith("| --- ")) {
                continue;
            }
            rows++;
            assertThat(names(cells[2])).as(line).isNotEmpty().isSubsetOf(classes);
            assertThat(names(cells[3]))
                    .as(line)
                    .allMatch(name -> Files.exists(Path.of("../testing/cases", name, "case.json")));
        }
        assertThat(rows).isGreaterThan(20);
    }

    private static Set<String> names(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}
