package io.github.tfmobile.registry.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.target.Configuration;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisteringLinesTest {

    @TempDir
    Path root;

    private List<String> lines(String text, Configuration... builds) throws Exception {
        new SmallTree(root).kernels("k.cc", text);
        return RegisteringLines.find(root, "Mul"::equals, List.of(builds)).stream()
                .map(line -> line.line()
                        + (line.macro().isEmpty() ? "" : " " + line.macro() + line.uses())
                        + (line.excludedBy() == null
                                ? ""
                                : " " + line.excludedBy().line() + " "
                                        + line.excludedBy().text()))
                .toList();
    }

    private static Configuration build(String... macros) {
        TreeMap<String, String> defines = new TreeMap<>();
        for (String macro : macros) {
            defines.put(macro, "");
        }
        return new Configuration(defines);
    }

    @Test
    void findsWhatGrepPrints() throws Exception {
        assertThat(lines("""
                REGISTER(BinaryOp, CPU, "Mul", functor::mul, float);
                // REGISTER_KERNEL_BUILDER(Name("Mul"), X)
                REGISTER("Multiply"); REGISTER2("Mul2", "Mul");
                "Mul" REGISTER
                """, build())).containsExactly("2", "3", "4");
    }

    @Test
    void saysWhichConditionExcludesALine() throws Exception {
        assertThat(lines("""
                #if GOOGLE_CUDA || ROCM
                REGISTER("Mul");
                #ifndef SLIM
                REGISTER("Mul");
                #endif
                #else
                REGISTER("Mul");
                #endif
                #ifndef SLIM
                REGISTER("Mul");
                #elif defined(FULL)
                REGISTER("Mul");
                #else
                REGISTER("Mul");
                #endif
                """, build("SLIM")))
                .containsExactly(
                        "3 2 #if GOOGLE_CUDA || ROCM",
                        "5 2 #if GOOGLE_CUDA || ROCM",
                        "8",
                        "11 10 #ifndef SLIM",
                        "13 12 #elif defined(FULL)",
                        "15");
    }

    @Test
    void aConditionThatOneOfTheBuildsMeetsExcludesNothing() throws Exception {
        String text = """
                #ifdef SLIM
                REGISTER("Mul");
                #endif
                #ifndef SLIM
                REGISTER("Mul");
                #endif
                #if __GNUC__ > 4 || EIGEN_MAX_ALIGN_BYTES == 0
                REGISTER("Mul");
                #endif
                #define OWN 1
                #if OWN
                REGISTER("Mul");
                #endif
                """;

        assertThat(lines(text, build("SLIM"), build())).containsExactly("3", "6", "9", "13");
        assertThat(lines(text, build())).containsExactly("3 2 #ifdef SLIM", "6", "9", "13");
    }

    @Test
    void saysInWhichMacroALineStandsAndWhereThatIsUsed() throws Exception {
        assertThat(lines("""
                #define REGISTER_CPU(T) \\
                  REGISTER_KERNEL_BUILDER( \\
                      Name("Mul").Device(DEVICE_CPU), \\
                      MulOp<T>); REGISTER("Mul")
                TF_CALL_float(REGISTER_CPU);
                #define REGISTER_BOTH(T) REGISTER_CPU(T)
                REGISTER_BOTH(int);
                #undef REGISTER_CPU
                #define REGISTER_GPU(T) REGISTER(Name("Mul"))
                #ifdef CUDA
                REGISTER_GPU(float);
                #endif
                """, build())).containsExactly("5 REGISTER_CPU[6, 7]", "10 REGISTER_GPU[12] 11 #ifdef CUDA");
    }
}
