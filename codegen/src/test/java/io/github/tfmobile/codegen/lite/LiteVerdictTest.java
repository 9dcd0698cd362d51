package io.github.tfmobile.codegen.lite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.requirement.Unregistered;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.codegen.target.RegistrySources;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.model.ModelReader;
import io.github.tfmobile.lite.runtime.LiteReleases;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the check says of models and damaged files, against what real runtimes do with them. */
@Tag("corpus")
class LiteVerdictTest {

    private static final Path ROOT = Path.of("..", "testing", "lite");
    private static final Registry REGISTRY = BundledRegistries.load(
            BundledRegistries.all().get(BundledRegistries.all().size() - 1));

    /** Real runtimes run these, and so do we; all others end in a message. */
    private static final Set<String> GOOD = Set.of(
            "aliased-operators.tflite",
            "codes-differ.tflite",
            "custom-code-flex-only.tflite",
            "flex-nodedef-other-op.tflite",
            "flex-options-format.tflite",
            "flex-options-three-elements.tflite",
            "flex-vector-other-op.tflite",
            "unused-custom-code.tflite");

    static List<String> damaged() throws IOException {
        return files("damaged")
                .filter(name -> name.endsWith(".tflite"))
                .sorted()
                .toList();
    }

    static List<String> models() throws IOException {
        return files("models").sorted().toList();
    }

    private static Stream<String> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void passesDamagedFilesThatRunAndNoOthers(String file) throws Exception {
        String message;
        try {
            message = requirements(ROOT.resolve("damaged").resolve(file), "2.21.0").unregistered().stream()
                    .map(problem -> problem.op() + ": " + problem.why().text())
                    .collect(Collectors.joining("; "));
        } catch (ProblemException e) {
            message = e.getMessage();
            assertThat(message).contains(file).contains("@ byte ");
        }
        assertThat(message.isEmpty()).as(message).isEqualTo(GOOD.contains(file));
    }

    @ParameterizedTest
    @MethodSource("models")
    void judgesModelsAsRuntimesDo(String name) throws Exception {
        Map<String, Object> answers = JSON.std.mapFrom(
                Files.readString(ROOT.resolve("models").resolve(name).resolve("case.json")));
        Map<?, ?> runtimes = (Map<?, ?>) answers.get("runtimes");

        for (Object release : runtimes.keySet()) {
            String result = (String) ((Map<?, ?>) runtimes.get(release)).get("result");
            List<String> lacking = requirements(
                            ROOT.resolve("models").resolve(name).resolve("model.tflite"), (String) release)
                    .unregistered()
                    .stream()
                    .filter(problem -> problem.why().kind().equals("lite-version"))
                    .map(Unregistered::op)
                    .toList();
            assertThat(lacking.isEmpty())
                    .as("%s: %s, %s", release, result, lacking)
                    .isEqualTo(!result.equals("interpreter not created"));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void judgesFlexOpsAsTheDelegateDoes(String name) throws Exception {
        Path folder = ROOT.resolve("models").resolve(name);
        Map<String, Object> answers = JSON.std.mapFrom(Files.readString(folder.resolve("case.json")));
        List<?> without = (List<?>) answers.getOrDefault("ops_without_kernel", List.of());

        List<String> lacking = requirements(folder.resolve("model.tflite"), "2.21.0").unregistered().stream()
                .filter(problem -> !problem.why().ofLite())
                .map(Unregistered::op)
                .toList();

        assertThat(lacking).isEqualTo(without);
    }

    @Test
    void saysThatARuntimeBetweenKnownOnesIsNotKnown() throws Exception {
        Path model = ROOT.resolve("models/float-cnn/model.tflite");

        assertThat(requirements(model, "2.17.0").warnings())
                .singleElement()
                .asString()
                .startsWith("what TensorFlow Lite 2.17.0 registers is not known; TensorFlow Lite 2.15 and"
                        + " TensorFlow Lite 2.18 were asked");
        assertThat(requirements(model, "2.18.0").warnings()).isEmpty();
    }

    private static Requirements requirements(Path file, String runtime) throws Exception {
        Target target = new Target(Platform.DESKTOP, Types.DEFAULT, new TreeSet<>());
        return Requirements.of(RequirementRequest.of(
                        List.of(LiteModels.of("model", ModelReader.read(file), "", "")),
                        KernelLookup.of(REGISTRY, target),
                        KernelList.available(),
                        RegistrySources.of(REGISTRY, target))
                .withLite(LiteTarget.UNKNOWN.withRuntime(LiteReleases.runtime(runtime))));
    }
}
