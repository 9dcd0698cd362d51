package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/architecture.md says of packages and classes is so. */
class ArchitectureDocTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern QUOTED = Pattern.compile("`([A-Za-z][\\w.]*)`");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|record|interface|enum) (\\w+)");

    /** A test, messages of TensorFlow, and exceptions of Maven and Java. */
    private static final Set<String> OF_OTHERS = Set.of(
            "ArchitectureTest",
            "DataType",
            "MojoExecutionException",
            "MojoFailureException",
            "NodeDef",
            "TensorProto",
            "IOException");

    @Test
    void namesEveryPackage() throws IOException {
        SortedSet<String> named = quoted(between("## Packages", "## Decisions"), "[a-z.]+");
        named.remove("java.runtime");
        assertThat(named).containsExactlyElementsOf(packages());
    }

    @Test
    void namesNoTypeThatIsNotThere() throws IOException {
        SortedSet<String> types = new TreeSet<>(OF_OTHERS);
        for (Path source : sources()) {
            Matcher type = TYPE.matcher(Files.readString(source));
            while (type.find()) {
                types.add(type.group(1));
            }
        }
        assertThat(quoted(Files.readString(ROOT.resolve("docs/architecture.md")), ".*").stream()
                        .flatMap(name -> Stream.of(name.split("\\.")))
                        .filter(name -> name.matches("[A-Z][a-z]+[A-Z]\\w*")))
                .isSubsetOf(types);
    }

    private static String between(String start, String end) throws IOException {
        String text = Files.readString(ROOT.resolve("docs/architecture.md"));
        return text.substring(text.indexOf(start), text.indexOf(end));
    }

    private static SortedSet<String> quoted(String text, String like) {
        SortedSet<String> found = new TreeSet<>();
        Matcher matcher = QUOTED.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).matches(like)) {
                found.add(matcher.group(1));
            }
        }
        return found;
    }

    private static SortedSet<String> packages() throws IOException {
        Path root = Path.of("io", "github", "tfmobile");
        return sources().stream()
                .map(Path::getParent)
                .map(Path::toString)
                .map(folder -> folder.substring(
                        folder.indexOf(root.toString()) + root.toString().length()))
                .map(folder ->
                        folder.replaceFirst("^\\W", "").replace('\\', '.').replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Path> sources() throws IOException {
        Set<Path> sources = new TreeSet<>();
        for (String module :
                new String[] {"common", "op-registry", "graph", "lite", "codegen", "engine", "maven-plugin"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }
}
