package io.github.tfmobile.codegen.java;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.codegen.lite.LiteModels;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.LiteLayout;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.codegen.target.RegistrySources;
import io.github.tfmobile.codegen.testing.GeneratedClass;
import io.github.tfmobile.lite.model.ModelReader;
import io.github.tfmobile.lite.runtime.LiteReleases;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the generated class says of TensorFlow Lite models. */
@Tag("corpus")
class JavaRegistryLiteTest {

    private static final Path ROOT = Path.of("..", "testing", "lite");
    private static final List<String> MODELS = List.of("flex-dtypes", "flex-strings", "float-cnn", "custom-ops");

    private static GeneratedClass registry;

    @BeforeAll
    static void compile() throws Exception {
        Registry newest = BundledRegistries.load(
                BundledRegistries.all().get(BundledRegistries.all().size() - 1));
        Target target = new Target(Platform.DESKTOP, Types.DEFAULT, new TreeSet<>());
        List<FinalModel> models = new ArrayList<>();
        for (String name : MODELS) {
            models.add(
                    LiteModels.of(name, ModelReader.read(model(name)), "0".repeat(64), "models/" + name + ".tflite"));
        }
        LiteTarget lite = new LiteTarget(
                LiteReleases.runtime("2.10.0"),
                LiteLayout.TENSORFLOW,
                new TreeSet<>(List.of("FractionalAvgPool")),
                null,
                "");
        Requirements requirements = Requirements.of(RequirementRequest.of(
                        models,
                        KernelLookup.of(newest, target),
                        KernelList.available(),
                        RegistrySources.of(newest, target))
                .withLite(lite));
        registry =
                GeneratedClass.compile("com.example.KernelRegistry", JavaRegistry.files(requirements, "com.example"));
    }

    private static Path model(String name) {
        return ROOT.resolve("models").resolve(name).resolve("model.tflite");
    }

    private static Map<String, Object> reasons(Path file) throws Exception {
        return registry.reasons(Files.readAllBytes(file));
    }

    @Test
    void findsNothingMissingFromTheModelsItWasMadeFor() throws Exception {
        for (String name : MODELS) {
            assertThat(reasons(model(name))).isEmpty();
            assertThat((List<?>) registry.type()
                            .getMethod("missingFrom", ByteBuffer.class)
                            .invoke(null, ByteBuffer.wrap(Files.readAllBytes(model(name)))))
                    .isEmpty();
        }
    }

    @Test
    void namesFlexOpsThatOtherModelsNeed() throws Exception {
        assertThat(reasons(model("flex-not-allowlisted")))
                .containsExactly(Map.entry("Erfc{T=DT_FLOAT}", "this build has no kernel of this op"));
        assertThat(registry.missingFrom(Files.readAllBytes(model("flex-no-kernel"))))
                .containsExactly(Map.entry("Cholesky{T=DT_HALF}", List.of("operator 0 of subgraph 0")));
        // Options outside the FlatBuffer.
        assertThat(reasons(model("buffer-offset"))).isEmpty();
    }

    @Test
    void namesBuiltinOpsThatTheRuntimeLacks() throws Exception {
        assertThat(reasons(model("dynamic-range")))
                .containsExactly(Map.entry(
                        "FULLY_CONNECTED{}",
                        "TensorFlow Lite 2.10 has versions 1 to 9 of this op, and the model asks for 12"));
        assertThat(reasons(model("stablehlo"))).containsEntry("STABLEHLO_ADD{}", "TensorFlow Lite 2.10 has no such op");
        assertThat(reasons(ROOT.resolve("damaged/unused-operator-code.tflite"))).containsKey("FULLY_CONNECTED{}");
    }

    @Test
    void namesCustomOpsThatTheAppDoesNotBring() throws Exception {
        assertThat(reasons(model("flex-custom-mixed")))
                .containsEntry("Erfc{}", "this build does not register this custom op");
        assertThat(reasons(ROOT.resolve("damaged/unused-custom-code.tflite"))).isEmpty();
    }

    @Test
    void readsOrRefusesEveryDamagedFile() throws Exception {
        List<String> refused = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("damaged"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".tflite"))
                    .sorted()
                    .toList()) {
                if (!isRead(Files.readAllBytes(file))) {
                    refused.add(file.getFileName().toString());
                }
            }
        }
        assertThat(refused)
                .contains("empty.tflite", "self-offset.tflite", "no-subgraphs.tflite", "opcode-index.tflite")
                .contains("huge-vector-length.tflite", "custom-options-beyond-end.tflite");
        assertThat(reasons(ROOT.resolve("damaged/flex-options-blob.tflite")))
                .containsEntry("MatrixInverse{}", "its options hold no NodeDef that the Flex delegate can read");
    }

    @Test
    void readsOrRefusesChangedBytes() throws Exception {
        Random random = new Random(17);
        byte[] good = Files.readAllBytes(model("flex-dtypes"));
        int refused = 0;
        for (int run = 0; run < 2000; run++) {
            byte[] bad = good.clone();
            for (int change = 0; change <= run % 4; change++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            refused += isRead(Arrays.copyOf(bad, run % 7 == 0 ? random.nextInt(bad.length) : bad.length)) ? 0 : 1;
        }
        assertThat(refused).isPositive();
    }

    /** Any exception but the one for bytes that are no model fails the test. */
    private static boolean isRead(byte[] bytes) throws Exception {
        try {
            registry.reasons(bytes);
            return true;
        } catch (InvocationTargetException e) {
            assertThat(e.getCause().getClass().getSimpleName()).isEqualTo("MalformedGraphException");
            return false;
        }
    }
}
