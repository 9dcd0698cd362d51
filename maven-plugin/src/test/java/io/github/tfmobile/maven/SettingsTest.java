package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.setting.SettingDefinition;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingType;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Types;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The table of settings, the plugin's descriptor and the documentation say the same. */
class SettingsTest {

    private static final Path ROOT = Path.of("..");

    /** The types that Maven fills in. */
    private static final Map<SettingType, String> TYPES = Map.of(
            SettingType.BOOLEAN, "java.lang.String",
            SettingType.BOOLEAN_OR_TEXT, "java.lang.String",
            SettingType.TEXT, "java.lang.String",
            SettingType.PATH, "java.io.File",
            SettingType.LIST, "java.util.List",
            SettingType.NESTED, "org.codehaus.plexus.configuration.PlexusConfiguration");

    /** What a scan reads, where other goals read a registry. */
    private static final Set<String> OTHERWISE_IN_SCAN = Set.of("defines", "registryFile", "tensorflowRoot");

    private static final List<Parameter> PARAMETERS = new ArrayList<>();

    private record Parameter(String goal, String name, String type, String property, String text) {}

    @BeforeAll
    static void read() throws Exception {
        try (InputStream in = SettingsTest.class.getResourceAsStream("/META-INF/maven/plugin.xml")) {
            Element plugin = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(in)
                    .getDocumentElement();
            for (Element mojo : elements(plugin, "mojo")) {
                String goal = text(mojo, "goal");
                for (Element parameter : elements(mojo, "parameter")) {
                    if (!goal.equals("help") && !text(parameter, "editable").equals("false")) {
                        String name = text(parameter, "name");
                        PARAMETERS.add(new Parameter(
                                goal,
                                name,
                                text(parameter, "type"),
                                property(mojo, name),
                                text(parameter, "description")));
                    }
                }
            }
        }
    }

    @Test
    void everyParameterIsASettingOfTheTable() {
        assertThat(PARAMETERS).hasSizeGreaterThan(100).allSatisfy(parameter -> {
            SettingDefinition row = SettingTable.find(new Setting(parameter.name()));
            assertThat(row).as(parameter.toString()).isNotNull();
            assertThat(parameter.type()).as(parameter.toString()).isEqualTo(TYPES.get(row.type()));
            // Without a default of Maven's: the table has them all.
            assertThat(parameter.property())
                    .as(parameter.toString())
                    .isEqualTo(row.type() == SettingType.NESTED ? "" : "${tfmobile." + parameter.name() + "}");
        });
    }

    @Test
    void aMessageTellsThePropertyOfEveryParameterThatHasOne() {
        assertThat(PARAMETERS)
                .allSatisfy(parameter -> assertThat(MavenSettingNames.IN_PROJECT.inFull(new Setting(parameter.name())))
                        .isEqualTo("<" + parameter.name() + ">"
                                + (parameter.property().isEmpty() ? "" : " (-Dtfmobile." + parameter.name() + ")")));
        assertThat(MavenSettingNames.IN_PROJECT.inFull(Setting.DTYPES)).isEqualTo("<dtypes>");
    }

    @Test
    void everySettingIsAParameterUnlessItIsNested() {
        Set<String> parameters = PARAMETERS.stream().map(Parameter::name).collect(Collectors.toSet());

        List<String> nested = SettingTable.names().stream()
                .filter(name -> !parameters.contains(name))
                .toList();

        assertThat(nested).containsExactly("dtypes", "includes", "reason");
        assertThat(SettingTable.names(SettingScope.TARGET, SettingScope.INCLUDE))
                .containsAll(nested);
    }

    @Test
    void aParameterMeansTheSameInEveryGoal() {
        Map<String, Set<String>> texts = new TreeMap<>();
        for (Parameter parameter : PARAMETERS) {
            if (!parameter.goal().equals("scan") || !OTHERWISE_IN_SCAN.contains(parameter.name())) {
                texts.computeIfAbsent(parameter.name(), name -> new TreeSet<>()).add(parameter.text());
            }
        }
        assertThat(texts).allSatisfy((name, all) -> assertThat(all).hasSize(1));
    }

    @Test
    void aParameterTellsItsDefault() {
        for (SettingDefinition row : SettingTable.rows()) {
            String text = row.defaultText();
            if (text == null || text.equals("false") || row.scopes().contains(SettingScope.MODEL)) {
                continue;
            }
            assertThat(PARAMETERS.stream()
                            .filter(each -> each.name().equals(row.setting().name())))
                    .isNotEmpty()
                    .allSatisfy(parameter -> assertThat(parameter.text()).contains(text));
        }
    }

    @Test
    void aParameterAndTheReadmeNameItsChoices() throws IOException {
        Map<String, List<String>> choices = Map.of(
                "platform", Stream.of(Platform.values()).map(Platform::id).toList(),
                "types", Stream.of(Types.values()).map(Types::id).toList());
        List<String> readme = Files.readAllLines(ROOT.resolve("README.md"));

        choices.forEach((name, all) -> {
            assertThat(PARAMETERS.stream().filter(each -> each.name().equals(name)))
                    .isNotEmpty()
                    .allSatisfy(parameter -> assertThat(parameter.text()).contains(all));
            assertThat(readme)
                    .filteredOn(line -> line.startsWith("| `tfmobile." + name + "` |"))
                    .singleElement()
                    .satisfies(row -> assertThat(row).contains(all));
        });
    }

    @Test
    void theReadmeTellsDefaultsThatAreNotFalse() throws IOException {
        List<String> readme = Files.readAllLines(ROOT.resolve("README.md"));

        assertThat(SettingTable.rows())
                .filteredOn(
                        row -> row.defaultText() != null && !row.defaultText().equals("false"))
                .hasSizeGreaterThan(5)
                .allSatisfy(row -> assertThat(readme)
                        .filteredOn(line -> line.startsWith("|")
                                && line.contains("`tfmobile." + row.setting().name() + "`"))
                        .singleElement()
                        .asString()
                        .contains(String.valueOf(row.defaultText())));
    }

    @Test
    void theReadmeHasEveryProperty() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(SettingTable.rows())
                .filteredOn(row -> row.type() != SettingType.NESTED)
                .extracting(row -> row.setting().name())
                .filteredOn(name -> !Set.of("dtypes", "reason").contains(name))
                .allSatisfy(name -> assertThat(readme).contains("`tfmobile." + name + "`"));
    }

    @Test
    void theDocumentationHasNoOtherPropertyAndNoOtherElement() throws IOException {
        Pattern property = Pattern.compile("-Dtfmobile\\.(\\w+)");
        Pattern block = Pattern.compile("(?s)<(models|target)>\\s(.*?)</\\1>");
        Pattern element = Pattern.compile("<(\\w+)>");
        Set<String> written = new TreeSet<>();
        for (Path file : documentation()) {
            String text = Files.readString(file);
            property.matcher(text).results().map(found -> found.group(1)).forEach(written::add);
            for (MatchResult found : block.matcher(text).results().toList()) {
                assertThat(element.matcher(found.group(2)).results().map(child -> child.group(1)))
                        .as(file + ": " + found.group())
                        .isSubsetOf(
                                found.group(1).equals("models")
                                        ? elements("model", SettingScope.MODEL, SettingScope.EVERY_MODEL)
                                        : elements("include", SettingScope.TARGET, SettingScope.INCLUDE));
            }
        }
        written.removeAll(SettingTable.names());
        // A property of our own build.
        assertThat(written).isSubsetOf("regenerateGoldens");
    }

    /** What may stand in an element: settings, entries of lists, and what it has several of. */
    private static Set<String> elements(String several, SettingScope... scopes) {
        Set<String> names = new TreeSet<>(SettingTable.names(scopes));
        names.add(several);
        for (SettingDefinition row : SettingTable.rows(scopes)) {
            if (row.type() == SettingType.LIST) {
                names.add(row.setting().name().replaceFirst("s$", ""));
            }
        }
        return names;
    }

    private static List<Path> documentation() throws IOException {
        List<Path> files = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(files::add);
        }
        return files;
    }

    /** The expression that a parameter is filled from; a default is told beside it. */
    private static String property(Element mojo, String name) {
        for (Element configuration : elements(mojo, "configuration")) {
            for (Element parameter : elements(configuration, name)) {
                return parameter.getTextContent() + parameter.getAttribute("default-value");
            }
        }
        return "";
    }

    private static List<Element> elements(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList all = parent.getElementsByTagName(name);
        for (int i = 0; i < all.getLength(); i++) {
            if (all.item(i) instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element parent, String child) {
        return elements(parent, child).get(0).getTextContent().strip();
    }
}
