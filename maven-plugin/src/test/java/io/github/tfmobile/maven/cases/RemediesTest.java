package io.github.tfmobile.maven.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.graph.transform.Recipe;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.link.StockList;
import io.github.tfmobile.registry.target.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Follows every remedy of every case that was tried before it was proposed, as a user would: the settings are changed, the
 * files are added to the op list, the transforms are put behind those of today. Then its problem is gone and no other has come.
 */
@SuppressWarnings("unchecked")
@Tag("corpus")
@Tag("slow")
class RemediesTest {

    private static final Pattern INPUTS = Pattern.compile(",(?![^\\[]*\\])");
    private static final Pattern TRANSFORM =
            Pattern.compile("(remove_attribute|remove_nodes)\\([^)]*\\)|strip_unused_nodes");
    private static final Pattern FILE = Pattern.compile("(?m)^ +(tensorflow/\\S+)$");

    @TempDir
    static Path output;

    @TestFactory
    Stream<DynamicTest> canBeFollowed() throws IOException {
        Path cases = Path.of(System.getProperty("tfmobile.cases", "../testing/cases"))
                .toRealPath();
        Set<String> kinds = new TreeSet<>();
        Stream<DynamicTest> tests = CaseRun.all(cases).stream()
                .filter(run -> run.setup().isEmpty()
                        && List.of("check", "prepare", "generate").contains(run.goal()))
                .map(run -> DynamicTest.dynamicTest(run.name(), () -> {
                    List<String> faults = new ArrayList<>();
                    Path work = output.resolve(run.name());
                    GoalRun.of("check", run.properties(), run.folder(), work.resolve("out"));
                    List<Map<String, Object>> problems = problems(work.resolve("out"));
                    Set<Object> followed = new LinkedHashSet<>();
                    for (Map<String, Object> problem : problems) {
                        for (Map<String, Object> remedy : (List<Map<String, Object>>) problem.get("remedies")) {
                            if (Boolean.TRUE.equals(remedy.get("tried"))) {
                                Path out = work.resolve("remedy" + followed.size());
                                followed.add(remedy);
                                follow(run, problems, problem, remedy, out, faults);
                                kinds.add(String.valueOf(remedy.get("kind")));
                            }
                        }
                    }
                    assertThat(faults).as(run.name()).isEmpty();
                }));
        return Stream.concat(
                tests,
                Stream.of(DynamicTest.dynamicTest(
                        "kinds that were followed",
                        () -> assertThat(kinds).contains("strip", "types", "kernels", "file", "release"))));
    }

    private static void follow(
            CaseRun run,
            List<Map<String, Object>> before,
            Map<String, Object> problem,
            Map<String, Object> remedy,
            Path out,
            List<String> faults)
            throws Exception {
        Map<String, String> properties = changed(run, remedy, out);
        String shown = key(problem) + " with \"" + remedy.get("text") + "\"";
        if (properties.equals(run.properties())) {
            faults.add(shown + ": there is nothing that could be followed");
            return;
        }
        GoalRun again = GoalRun.of("check", properties, run.folder(), out);
        if (!Files.exists(out.resolve("report/report.json"))) {
            faults.add(shown + ": " + again.failure());
            return;
        }
        Set<String> known = new LinkedHashSet<>();
        before.forEach(one -> known.add(key(one)));
        for (Map<String, Object> left : problems(out)) {
            if (key(left).equals(key(problem))) {
                faults.add(shown + ": it is still unregistered");
            } else if (!known.contains(key(left))) {
                faults.add(shown + ": now there is " + key(left));
            }
        }
    }

    /** The properties with a remedy. */
    private static Map<String, String> changed(CaseRun run, Map<String, Object> remedy, Path out) throws Exception {
        Map<String, String> properties = new LinkedHashMap<>(run.properties());
        for (Map<String, Object> setting : (List<Map<String, Object>>) remedy.getOrDefault("settings", List.of())) {
            String name = "tfmobile." + setting.get("setting");
            String value = String.valueOf(setting.get("value"));
            properties.put(
                    name,
                    name.equals("tfmobile.inputs")
                            ? inputs(properties.getOrDefault(name, ""), value, (List<String>)
                                    setting.getOrDefault("replaces", List.of()))
                            : value);
        }
        String text = String.valueOf(remedy.get("text"));
        if (remedy.get("kind").equals("file")) {
            properties.put("tfmobile.kernels", list(run, text, out).toString());
        } else if (!properties.equals(run.properties())) {
            return properties;
        } else {
            Matcher transform = TRANSFORM.matcher(text);
            StringBuilder transforms =
                    new StringBuilder(properties.getOrDefault("tfmobile.transforms", Recipe.DEPLOY.transforms()));
            while (transform.find()) {
                transforms.append('\n').append(transform.group());
            }
            if (transforms.length() > Recipe.DEPLOY.transforms().length()) {
                properties.put("tfmobile.transforms", transforms.toString());
            }
        }
        return properties;
    }

    private static String inputs(String today, String value, List<String> replaced) {
        Set<String> inputs = new LinkedHashSet<>();
        for (String input : INPUTS.split(today, -1)) {
            if (!input.isBlank() && !replaced.contains(input) && !replaced.contains(input.split("=", -1)[0])) {
                inputs.add(input);
            }
        }
        inputs.addAll(List.of(INPUTS.split(value, -1)));
        return String.join(",", inputs);
    }

    /** The op list with the files that a remedy names. */
    private static Path list(CaseRun run, String text, Path out) throws Exception {
        Set<String> files = new LinkedHashSet<>();
        String kernels = run.properties().getOrDefault("tfmobile.kernels", "");
        if (kernels.equals("stock")) {
            String release = run.properties().getOrDefault("tfmobile.tensorflowVersion", "1.15.0");
            String id = run.properties().getOrDefault("tfmobile.platform", "linux");
            Platform platform = Arrays.stream(Platform.values())
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .orElseThrow();
            Registry registry = BundledRegistries.load(release);
            files.addAll(StockList.stock(registry, platform).files(registry));
        } else {
            files.addAll(Files.readAllLines(run.folder().resolve(kernels)));
        }
        Matcher file = FILE.matcher(text);
        while (file.find()) {
            files.add(file.group(1));
        }
        Path list = out.resolveSibling(out.getFileName() + ".txt");
        Files.createDirectories(list.getParent());
        return Files.write(list, files);
    }

    private static List<Map<String, Object>> problems(Path output) throws IOException {
        Path report = output.resolve("report/report.json");
        Map<String, Object> json = Files.exists(report) ? JSON.std.mapFrom(Files.readString(report)) : Map.of();
        return (List<Map<String, Object>>) json.getOrDefault("unregistered", List.of());
    }

    private static String key(Map<String, Object> problem) {
        return problem.get("op") + " " + problem.getOrDefault("attrs", "");
    }
}
