package io.github.tfmobile.codegen.lite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.codegen.header.OpsListJson;
import io.github.tfmobile.codegen.header.OpsToRegisterHeader;
import io.github.tfmobile.codegen.requirement.FinalModel;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.RegistrySources;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Op list and header of TensorFlow Lite models against what TensorFlow's tools print, byte for byte. */
class FlexOpListTest {

    private static final Path ROOT = Path.of("..", "testing", "lite");
    private static final Registry REGISTRY = BundledRegistries.load(BundledRegistries.all()
            .get(BundledRegistries.all().size() - 1));

    static List<Path> models() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("models"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("ops_list.json")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void isWhatTheToolsPrint(Path folder) throws Exception {
        Requirements requirements = requirements(List.of(folder));

        assertThat(requirements.unregistered()).isEmpty();
        assertThat(OpsListJson.render(requirements)).isEqualTo(Files.readString(folder.resolve("ops_list.json")));
        assertThat(behindFirstLine(OpsToRegisterHeader.render(requirements)))
                .isEqualTo(behindFirstLine(Files.readString(folder.resolve("ops_to_register.h"))));
    }

    private static String behindFirstLine(String text) {
        return text.substring(text.indexOf('\n'));
    }

    private static Requirements requirements(List<Path> folders) throws Exception {
        List<FinalModel> models = new ArrayList<>();
        for (Path folder : folders) {
            models.add(LiteModels.of(
                    folder.getFileName().toString(),
                    ModelReader.read(folder.resolve("model.tflite")),
                    "0".repeat(64),
                    "models/model.tflite"));
        }
        Target target = new Target(Platform.DESKTOP, Types.DEFAULT, new TreeSet<>());
        return Requirements.of(RequirementRequest.of(
                models,
                KernelLookup.of(REGISTRY, target),
                KernelList.available(),
                RegistrySources.of(REGISTRY, target)));
    }
}
