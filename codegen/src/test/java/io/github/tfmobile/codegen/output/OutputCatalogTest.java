package io.github.tfmobile.codegen.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.codegen.diagnosis.Alternatives;
import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.RegistrySources;
import io.github.tfmobile.codegen.testing.Samples;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OutputCatalogTest {

    private record Fixed(String name, Kind kind, String path) implements OutputGenerator {
        @Override
        public List<GeneratedFile> generate(OutputRequest request) {
            return List.of(
                    GeneratedFile.of(path, request.requirements().opNames().size() + " ops\n"));
        }
    }

    /** The same name as {@link Fixed} may have, of another class. */
    private record Other(String name, Kind kind) implements OutputGenerator {
        @Override
        public List<GeneratedFile> generate(OutputRequest request) {
            return List.of();
        }
    }

    @Test
    void findsEveryOutputOfOurOwn() throws Exception {
        OutputCatalog catalog = OutputCatalog.load();
        OutputRequest request = new OutputRequest(Samples.goodDiagnosis(), "com.example", SettingNames.PLAIN);

        assertThat(catalog.generate(Set.of(OutputGenerator.Kind.REPORT), request))
                .extracting(GeneratedFile::path)
                .containsExactly("report/index.html", "report/report.json");
        assertThat(catalog.generate(EnumSet.of(OutputGenerator.Kind.BUILD, OutputGenerator.Kind.KERNELS), request))
                .extracting(GeneratedFile::path)
                .containsExactlyInAnyOrder(
                        "tfmobile.bzl",
                        "ops_to_register.h",
                        "com/example/KernelRegistry.java",
                        "com/example/KernelRegistryAttr.java",
                        "com/example/KernelRegistryChecksum.java",
                        "com/example/KernelRegistryFlatBuffer.java",
                        "com/example/KernelRegistryLite.java",
                        "com/example/KernelRegistryLiteOps.java",
                        "com/example/KernelRegistryNode.java",
                        "com/example/KernelRegistryReader.java",
                        "com/example/KernelRegistryTables.java",
                        "com/example/KernelRegistryTypes.java",
                        "com/example/KernelRegistryWire.java",
                        "tfmobile.mk",
                        "tf_op_files.txt",
                        "ops_list.json");
    }

    @Test
    void makesAMakefileFragmentForReleasesThatHaveTheMakefile() throws Exception {
        assertThat(kernelFiles("2.0.0")).contains("tf_op_files.txt", "tfmobile.mk");
        assertThat(kernelFiles("2.1.0")).contains("tf_op_files.txt").doesNotContain("tfmobile.mk");
    }

    private static List<String> kernelFiles(String release) throws Exception {
        Registry registry = BundledRegistries.load(release);
        Target target = new Target(Platform.ANDROID, Types.DEFAULT, new TreeSet<>());
        Diagnosis diagnosis = Diagnosis.of(
                RequirementRequest.of(
                        Samples.goodModels(),
                        KernelLookup.of(registry, target),
                        KernelList.available(),
                        RegistrySources.of(registry, target)),
                Alternatives.NONE);
        return OutputCatalog.load()
                .generate(Set.of(OutputGenerator.Kind.KERNELS), new OutputRequest(diagnosis, null))
                .stream()
                .map(GeneratedFile::path)
                .toList();
    }

    @Test
    void makesNoJavaWithoutAPackage() throws Exception {
        assertThat(OutputCatalog.load()
                        .generate(
                                EnumSet.of(OutputGenerator.Kind.BUILD, OutputGenerator.Kind.KERNELS),
                                new OutputRequest(Samples.goodDiagnosis(), null, SettingNames.PLAIN)))
                .allMatch(file -> file.root() == GeneratedFile.Root.OUTPUT_DIRECTORY);
    }

    @Test
    void takesAnOutputOfAUser() throws Exception {
        OutputCatalog catalog =
                OutputCatalog.of(List.of(new Fixed("count", OutputGenerator.Kind.BUILD, "own/count.txt")));

        List<GeneratedFile> files = catalog.generate(
                EnumSet.of(OutputGenerator.Kind.BUILD, OutputGenerator.Kind.KERNELS),
                new OutputRequest(Samples.goodDiagnosis(), null, SettingNames.PLAIN));

        assertThat(catalog.names()).containsExactly("count");
        assertThat(files).hasSize(1);
        assertThat(files.get(0).text()).endsWith(" ops\n");
        assertThat(files.get(0).resolve(Path.of("out"), Path.of("java"))).isEqualTo(Path.of("out/own/count.txt"));
    }

    @Test
    void refusesTwoOutputsOfOneNameOrOneFile() {
        assertThatThrownBy(() -> OutputCatalog.of(List.of(
                        new Fixed("a", OutputGenerator.Kind.BUILD, "x"), new Other("a", OutputGenerator.Kind.BUILD))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("two outputs have the name \"a\"");
        assertThatThrownBy(() -> OutputCatalog.of(List.of(
                                new Fixed("a", OutputGenerator.Kind.BUILD, "X"),
                                new Fixed("b", OutputGenerator.Kind.BUILD, "x")))
                        .generate(
                                EnumSet.of(OutputGenerator.Kind.BUILD, OutputGenerator.Kind.KERNELS),
                                new OutputRequest(Samples.goodDiagnosis(), null, SettingNames.PLAIN)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("outputs \"a\" and \"b\" write the same file: \"x\"");
        assertThatThrownBy(() -> OutputCatalog.of(List.of(new Fixed("a b", OutputGenerator.Kind.BUILD, "x"))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("impossible name");
    }

    @Test
    void refusesAPathThatLeavesTheFolder() {
        for (String path : List.of("../x", "/x", "a//b", "./x", "a\\b", "C:x", "")) {
            assertThatThrownBy(() -> OutputCatalog.of(List.of(new Fixed("a", OutputGenerator.Kind.REPORT, path)))
                            .generate(
                                    Set.of(OutputGenerator.Kind.REPORT),
                                    new OutputRequest(Samples.goodDiagnosis(), null, SettingNames.PLAIN)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("writes outside its folder");
        }
    }
}
