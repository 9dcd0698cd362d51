package io.github.tfmobile.codegen.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.testing.TestModels;
import io.github.tfmobile.codegen.testing.TestRegistry;
import io.github.tfmobile.codegen.testing.TestSources;
import io.github.tfmobile.registry.Registry;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;

/** Asks a compiler what the header says, at compile time as TensorFlow does. Left out where there is no g++. */
class HeaderCompilationTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void needsCompiler() {
        boolean found = false;
        for (String path : System.getenv("PATH").split(File.pathSeparator, -1)) {
            found |= Files.isExecutable(Path.of(path, "g++"));
        }
        assumeTrue(found, "there is no g++ on this machine");
    }

    @Test
    void saysYesToWhatIsIncludedAndNoToAllElse() throws Exception {
        compile(OpsToRegisterHeader.render(requirements("tf1/cond_v1/optimized")), """
                static_assert(SHOULD_REGISTER_OP("MatMul"), "included op");
                static_assert(SHOULD_REGISTER_OP("_Recv"), "op of the runtime");
                static_assert(!SHOULD_REGISTER_OP("Conv2D"), "excluded op");
                static_assert(!SHOULD_REGISTER_OP("MatMu"), "beginning of an included op");
                static_assert(!SHOULD_REGISTER_OP("MatMul2"), "longer than an included op");
                static_assert(!SHOULD_REGISTER_OP(""), "empty name");
                static_assert(SHOULD_REGISTER_OP_KERNEL("BatchMatMulOp<CPUDevice, float, float, float, true>"), "class");
                static_assert(SHOULD_REGISTER_OP_KERNEL("BatchMatMulOp< CPUDevice,float,float ,float,true >"), "spaces");
                static_assert(SHOULD_REGISTER_OP_KERNEL(" NoOp "), "spaces around");
                static_assert(!SHOULD_REGISTER_OP_KERNEL("BatchMatMulOp<CPUDevice, double, double, double, true>"), "dtype");
                static_assert(!SHOULD_REGISTER_OP_KERNEL("Conv2DOp<CPUDevice, float>"), "excluded class");
                static_assert(!SHOULD_REGISTER_OP_KERNEL(""), "empty class");
                static_assert(!SHOULD_REGISTER_OP_GRADIENT, "no op needs gradients");
                """);
    }

    @Test
    void registersGradientsWhenAModelNeedsThem() throws Exception {
        Registry registry = TestRegistry.of("1.15.0", TestRegistry.DESKTOP)
                .with(OpDef.newBuilder().setName("SymbolicGradient").build(), "tensorflow/core/ops/functional_ops.cc")
                .kernel("SymbolicGradient", "", List.of(), "SymbolicGradientOp", "tensorflow/core/kernels/f.cc", 0)
                .build();
        Requirements requirements = Requirements.of(RequirementRequest.of(
                List.of(TestModels.model(
                        "model",
                        TestModels.graph(
                                TestModels.node("SymbolicGradient", "gradient").build()))),
                TestRegistry.lookup(registry),
                KernelList.available(),
                TestSources.of(registry)));

        compile(
                OpsToRegisterHeader.render(requirements),
                "static_assert(SHOULD_REGISTER_OP_GRADIENT, \"SymbolicGradient is there\");\n");
    }

    @Test
    void keepsClassTextsApartWhateverCharactersTheyHave() throws Exception {
        Registry registry = TestRegistry.of("1.15.0", TestRegistry.DESKTOP)
                .kernel(
                        "Tanh",
                        "T",
                        List.of("DT_FLOAT"),
                        "Odd<\"a\\n\", '?', ??/>",
                        "tensorflow/core/kernels/odd.cc",
                        0)
                .build();
        Requirements requirements = Requirements.of(RequirementRequest.of(
                List.of(TestModels.model(
                        "model", TestModels.graph(TestModels.typed("Tanh", "tanh", DataType.DT_FLOAT)))),
                TestRegistry.lookup(registry),
                KernelList.available(),
                TestSources.of(registry)));

        compile(
                OpsToRegisterHeader.render(requirements),
                "static_assert(SHOULD_REGISTER_OP_KERNEL(\"Odd<\\\"a\\\\n\\\", '\\?', \\?\\?/>\"), \"odd class\");\n");
    }

    private void compile(String header, String questions) throws Exception {
        Files.writeString(directory.resolve("ops_to_register.h"), header, StandardCharsets.UTF_8);
        Files.writeString(
                directory.resolve("test.cc"),
                "#include \"ops_to_register.h\"\n" + questions + "int main() { return 0; }\n",
                StandardCharsets.UTF_8);
        Process compiler = new ProcessBuilder(
                        "g++",
                        "-std=c++11",
                        "-Wall",
                        "-Wno-unused",
                        "-Werror",
                        "-trigraphs",
                        "-fsyntax-only",
                        "test.cc")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compiler.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(said).isEmpty();
        assertThat(compiler.exitValue()).isZero();
    }

    private static Requirements requirements(String path) throws Exception {
        Registry registry = TestRegistry.desktop();
        return Requirements.of(RequirementRequest.of(
                List.of(TestModels.model("model", TestModels.corpusGraph(path + ".pb"))),
                TestRegistry.lookup(registry),
                KernelList.available(),
                TestSources.of(registry)));
    }
}
