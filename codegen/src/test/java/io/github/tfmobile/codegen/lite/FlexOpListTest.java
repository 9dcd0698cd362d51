package io.github.tfmobile.codegen.lite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.codegen.header.OpsListJson;
import io.github.tfmobile.codegen.header.OpsToRegisterHeader;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.codegen.target.RegistrySources;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.ModelReader;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.NodeDef;

/** Op list and header of TensorFlow Lite models against what TensorFlow's tools print, byte for byte. */
@Tag("corpus")
class FlexOpListTest {

    private static final Path ROOT = Path.of("..", "testing", "lite");
    private static final Registry REGISTRY = BundledRegistries.load(
            BundledRegistries.all().get(BundledRegistries.all().size() - 1));

    /** It calls subgraphs, and so runs graphs, which need kernels that the tool does not list. */
    private static final String CALLS_SUBGRAPHS = "flex-function";

    static Stream<String> models() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("models"))) {
            return folders
                    .filter(folder -> Files.exists(folder.resolve("ops_list.json")))
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.equals(CALLS_SUBGRAPHS))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void isWhatTheToolsPrint(String name) throws Exception {
        assertPrinted(requirements(name), ROOT.resolve("models").resolve(name));
    }

    static Stream<String> own() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("own"))) {
            return folders
                    .filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Kinds that the set lacks, made by {@code make_models.py}: both branches of an If, complex tensors, lists, tables. */
    @ParameterizedTest
    @MethodSource("own")
    void isWhatTheToolsPrintOfOurOwnModels(String name) throws Exception {
        Path folder = ROOT.resolve("own").resolve(name);
        LiteModel model = ModelReader.read(folder.resolve("model.tflite"));
        assertPrinted(requirements(List.of(LiteModels.of(name, model, "", ""))), folder);
    }

    @Test
    void isWhatTheToolsPrintOfSeveralModels() throws Exception {
        assertPrinted(requirements("flex-dtypes", "flex-while"), ROOT.resolve("merged/pair"));
    }

    private static void assertPrinted(Requirements requirements, Path folder) throws IOException {
        assertThat(requirements.unregistered()).isEmpty();
        assertThat(OpsListJson.render(requirements)).isEqualTo(Files.readString(folder.resolve("ops_list.json")));
        assertThat(behindFirstLine(OpsToRegisterHeader.render(requirements)))
                .isEqualTo(behindFirstLine(Files.readString(folder.resolve("ops_to_register.h"))));
    }

    private static String behindFirstLine(String text) {
        return text.substring(text.indexOf('\n'));
    }

    @Test
    void addsWhatASubgraphNeedsThatAnOpCalls() throws Exception {
        for (String folder : List.of("models/" + CALLS_SUBGRAPHS, "merged/three")) {
            Requirements requirements = folder.startsWith("models")
                    ? requirements(CALLS_SUBGRAPHS)
                    : requirements("flex-strings", "flex-custom-mixed", CALLS_SUBGRAPHS);

            List<List<String>> asked = requirements.required().stream()
                    .filter(requirement -> !requirement.uses().isEmpty())
                    .map(requirement -> List.of(requirement.op(), requirement.kernelClass()))
                    .distinct()
                    .toList();
            assertThat(asked)
                    .isEqualTo(JSON.std.listFrom(
                            Files.readString(ROOT.resolve(folder).resolve("ops_list.json"))));
            assertThat(requirements.opNames()).contains("Const", "NoOp", "_Arg", "_Retval");
        }
    }

    @Test
    void keepsTodaysFormWithAGraphAmongTheModels() throws Exception {
        FinalModel graph = new FinalModel(
                "graph",
                Graph.ofNodes(
                        List.of(NodeDef.newBuilder().setName("n").setOp("NoOp").build())),
                List.of(),
                List.of(),
                "0".repeat(64),
                "models/graph.pb");

        Requirements requirements = requirements(List.of(graph, model("flex-dtypes")));

        assertThat(OpsListJson.render(requirements))
                .startsWith("[\n[\"Const\",\"ConstantOp\"],\n")
                .contains("\n[\"MatrixInverse\",\"(MatrixInverseOp<double>)\"],\n")
                .endsWith("]\n]\n");
    }

    @Test
    void warnsOfWhatIsSurprising() throws Exception {
        assertThat(warnings("flex-vector-other-op"))
                .singleElement()
                .asString()
                .contains("the custom code says \"MatrixInverse\", the options say \"Cholesky\"")
                .contains("operator 1 of subgraph 2 (");
        assertThat(warnings("flex-options-three-elements"))
                .singleElement()
                .asString()
                .contains("reads no further");
        assertThat(warnings("flex-options-format")).singleElement().asString().contains("the schema does not know");
        assertThat(requirements("flex-not-allowlisted").warnings())
                .anyMatch(line -> line.contains("op Erfc is not among those that the converter takes"));
        assertThat(requirements("buffer-offset").warnings())
                .anyMatch(line -> line.contains("outside the FlatBuffer, where runtimes before 2.21 crash"));
    }

    private static List<String> warnings(String damaged) throws Exception {
        LiteModel model = ModelReader.read(ROOT.resolve("damaged").resolve(damaged + ".tflite"));
        return requirements(List.of(LiteModels.of("damaged", model, "", ""))).warnings();
    }

    private static FinalModel model(String name) throws Exception {
        return LiteModels.of(
                name,
                ModelReader.read(ROOT.resolve("models").resolve(name).resolve("model.tflite")),
                "0".repeat(64),
                "models/" + name + ".tflite");
    }

    private static Requirements requirements(String... names) throws Exception {
        List<FinalModel> models = new ArrayList<>();
        for (String name : names) {
            models.add(model(name));
        }
        return requirements(models);
    }

    private static Requirements requirements(List<FinalModel> models) throws Exception {
        Target target = new Target(Platform.DESKTOP, Types.DEFAULT, new TreeSet<>());
        return Requirements.of(RequirementRequest.of(
                        models,
                        KernelLookup.of(REGISTRY, target),
                        KernelList.available(),
                        RegistrySources.of(REGISTRY, target))
                .withLite(LiteTarget.UNKNOWN.withCustomOps(new TreeSet<>(List.of("Erfc")))));
    }

    @Test
    void listsWhatTheDelegateRunsSubgraphsWithInMobileBuilds() throws Exception {
        Requirements requirements = mobile("2.6.0", "flex-function");

        assertThat(requirements.unregistered()).isEmpty();
        assertThat(requirements.opNames()).contains("TfLiteSubgraphExecute", "Const", "_Arg", "_Retval");
        assertThat(requirements.files()).noneMatch(file -> file.startsWith("tensorflow/lite/"));
        assertThat(mobile("2.5.0", "flex-function").unregistered())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.op()).isEqualTo("TfLiteSubgraphExecute");
                    assertThat(problem.uses()).hasSize(2);
                });
    }

    @Test
    void takesTheKernelThatTheReleaseCompilesWhereTwoMatch() throws Exception {
        // AddV2 has a kernel that MLIR generates, too.
        assertThat(mobile("2.6.0", "flex-variables").unregistered()).isEmpty();
        assertThat(mobile("2.6.0", "flex-variables").files()).contains("tensorflow/core/kernels/cwise_op_add_1.cc");
    }

    @Test
    void warnsOfKernelsThatTheRulesOfFlexBuildDoNotCompile() throws Exception {
        assertThat(mobile("2.6.0", "flex-not-allowlisted").warnings())
                .anyMatch(line -> line.startsWith("flex/BUILD builds a library without Erfc ("));
        assertThat(mobile("2.6.0", "flex-dtypes").warnings()).isEmpty();
    }

    private static Requirements mobile(String release, String name) throws Exception {
        Registry registry = BundledRegistries.load(release);
        Target target = new Target(Platform.ANDROID, Types.SELECTIVE, new TreeSet<>());
        return Requirements.of(RequirementRequest.of(
                List.of(model(name)),
                KernelLookup.of(registry, target),
                KernelList.available(),
                RegistrySources.of(registry, target)));
    }
}
