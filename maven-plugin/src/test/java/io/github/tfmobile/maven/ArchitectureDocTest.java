package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation says of packages, classes, files and other pages is so. */
class ArchitectureDocTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern QUOTED = Pattern.compile("`([A-Za-z][\\w.]*)`");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|record|interface|enum) (\\w+)");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s:]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    /** Files of ours, by what follows the backquote. */
    private static final Pattern FILE =
            Pattern.compile("`([\\w.-]+(?:/[\\w.-]+)*(?:\\.(?:md|sh|txt|json|java|xml|properties)|/\\w+))[`\\s]");

    /** Messages of TensorFlow, and types of Maven and Java. */
    private static final Set<String> OF_OTHERS = Set.of(
            "AttrValue",
            "DataType",
            "FileChannel",
            "FunctionDef",
            "GraphDef",
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

    /** The pages for those who change the code; others name classes of TensorFlow. */
    @Test
    void namesNoTypeThatIsNotThere() throws IOException {
        SortedSet<String> types = new TreeSet<>(OF_OTHERS);
        for (Path source : sources("src")) {
            Matcher type = TYPE.matcher(Files.readString(source));
            while (type.find()) {
                types.add(type.group(1));
            }
        }
        for (Path page : pages()) {
            String name = ROOT.relativize(page).toString().replace('\\', '/');
            if (name.equals("CONTRIBUTING.md") || name.equals("docs/architecture.md") || name.startsWith("docs/adr/")) {
                assertThat(quoted(Files.readString(page), ".*").stream()
                                .flatMap(quoted -> Stream.of(quoted.split("\\.")))
                                .filter(word -> word.matches("[A-Z][a-z]+[A-Z]\\w*"))
                                .filter(word -> !types.contains(word)))
                        .as(name)
                        .isEmpty();
            }
        }
    }

    @Test
    void namesNoFileThatIsNotThereToThoseWhoChangeTheCode() throws IOException {
        Matcher file = FILE.matcher(Files.readString(ROOT.resolve("CONTRIBUTING.md")));
        Set<String> missing = new TreeSet<>();
        int found = 0;
        while (file.find()) {
            found++;
            if (!Files.exists(ROOT.resolve(file.group(1)))) {
                missing.add(file.group(1));
            }
        }
        assertThat(found).isGreaterThan(5);
        // Within a module, as the text says.
        assertThat(missing).containsOnly("bundled.txt", "case.json", "mistakes.txt", "src/test/resources/golden");
    }

    @Test
    void linksToPagesAndHeadingsThatAreThere() throws IOException {
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                assertThat(target).as("link in %s", page).exists();
                if (link.group(2) != null) {
                    assertThat(headings(target))
                            .as("link in %s to %s", page, target)
                            .contains(link.group(2));
                }
            }
        }
    }

    /** The headings of a page as links name them. */
    private static Set<String> headings(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static Set<Path> pages() throws IOException {
        Set<Path> pages = new TreeSet<>(Set.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
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
        return sources("src/main/java").stream()
                .map(Path::getParent)
                .map(Path::toString)
                .map(folder -> folder.substring(
                        folder.indexOf(root.toString()) + root.toString().length()))
                .map(folder ->
                        folder.replaceFirst("^\\W", "").replace('\\', '.').replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Path> sources(String folder) throws IOException {
        Set<Path> sources = new TreeSet<>();
        for (String module :
                new String[] {"common", "op-registry", "graph", "lite", "codegen", "engine", "maven-plugin"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }
}
