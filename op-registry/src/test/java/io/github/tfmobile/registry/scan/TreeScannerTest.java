package io.github.tfmobile.registry.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.scan.result.TranslationUnit;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeScannerTest {

    @TempDir
    Path root;

    private SmallTree tree;

    @BeforeEach
    void createTree() {
        tree = new SmallTree(root);
    }

    @Test
    void readsPlainRegistrationWithItsLine() throws ProblemException {
        tree.kernels("abs.cc", "\nREGISTER_KERNEL_BUILDER(Name(\"Abs\").Device(DEVICE_CPU), AbsOp);\n");
        TreeScan scan = tree.scan();
        assertThat(SmallTree.lines(scan)).containsExactly("Abs CPU \"AbsOp\" :3 {0}");
        assertThat(SmallTree.problems(scan)).isEmpty();
    }

    @Test
    void stringifiesClassAsTheCompilerDoes() throws ProblemException {
        tree.kernels("mul.cc", """
                #define FUNCTOR functor::mul
                #define REGISTER(D, N, F, T) \\
                  REGISTER_KERNEL_BUILDER( \\
                      Name(N).Device(DEVICE_##D).TypeConstraint<T>("T"), \\
                      BinaryOp<D##Device,   F<T> >);
                REGISTER(CPU, "Mul", FUNCTOR, float)
                REGISTER(CPU, "Mul", FUNCTOR, Eigen::half)
                REGISTER_KERNEL_BUILDER(Name("Two").Device(DEVICE_CPU), Two<A, /* comment */ B
                    <C>>);
                """);
        assertThat(SmallTree.lines(tree.scan()))
                .containsExactly(
                        "Mul CPU T=DT_FLOAT \"BinaryOp<CPUDevice, functor::mul<float> >\" :7 {0}",
                        "Mul CPU T=DT_HALF \"BinaryOp<CPUDevice, functor::mul<Eigen::half> >\" :8 {0}",
                        "Two CPU \"Two<A, B <C>>\" :9 {0}");
    }

    @Test
    void expandsMacrosOfHeadersAndNestedWrappers() throws ProblemException {
        tree.file("tensorflow/core/framework/register_types.h", """
                #define TF_CALL_float(m) m(float)
                #define TF_CALL_double(m) m(double)
                #ifdef SLIM
                #define TF_CALL_REAL(m) TF_CALL_float(m)
                #else
                #define TF_CALL_REAL(m) TF_CALL_float(m) TF_CALL_double(m)
                #endif
                """);
        tree.kernels("cast.cc", """
                #include "tensorflow/core/framework/register_types.h"
                #define INNER(T, ...) REGISTER_KERNEL_BUILDER(Name("Cast").Device(DEVICE_CPU)__VA_ARGS__, Op<T>)
                #define OUTER(T) INNER(T, .TypeConstraint<T>("T").HostMemory("x").Label("neon").Priority(2));
                TF_CALL_REAL(OUTER)
                #undef OUTER
                """);
        TreeScan scan = tree.scan(SmallTree.configuration(), SmallTree.configuration("SLIM"));
        assertThat(SmallTree.lines(scan))
                .containsExactly(
                        "Cast CPU label=neon priority=2 T=DT_DOUBLE host=x \"Op<double>\" :5 {0}",
                        "Cast CPU label=neon priority=2 T=DT_FLOAT host=x \"Op<float>\" :5 {0, 1}");
        assertThat(scan.testedMacros()).contains("SLIM");
    }

    @Test
    void otherNamesOfTypesAreReadFromCodeAndNotFromComments() throws ProblemException {
        tree.file("tensorflow/core/platform/names.h", """
                typedef my::Sixteen /* bits */ half;
                using complex64 = Pair<
                    float>;
                // typedef my::Commented half;
                const char* text = "using half = my::Quoted;";
                """);
        tree.kernels("types.cc", """
                #include "tensorflow/core/platform/names.h"
                #define OF(T) REGISTER_KERNEL_BUILDER(Name("X").Device(DEVICE_CPU).TypeConstraint<T>("T"), Op);
                OF(my::Sixteen)
                OF(Pair<float>)
                OF(my::Commented)
                OF(my::Quoted)
                """);
        TreeScan scan = tree.scan();
        assertThat(SmallTree.lines(scan))
                .containsExactly("X CPU T=DT_HALF \"Op\" :4 {0}", "X CPU T=DT_COMPLEX64 \"Op\" :5 {0}");
        assertThat(SmallTree.problems(scan))
                .hasSize(2)
                .anyMatch(problem -> problem.contains("my::Commented"))
                .anyMatch(problem -> problem.contains("my::Quoted"));
    }

    @Test
    void sameSiteWithOtherClassInAnotherConfigurationIsAnotherRegistration() throws ProblemException {
        tree.kernels("conv.cc", """
                #if defined(USE_GEMM) && !(MOBILE > 1)
                #define CLASS GemmConv
                #elif MOBILE
                #define CLASS MobileConv
                #else
                #define CLASS Conv
                #endif
                REGISTER_KERNEL_BUILDER(Name("Conv").Device(DEVICE_CPU), CLASS<float>);
                """);
        assertThat(SmallTree.lines(tree.scan(
                        SmallTree.configuration(),
                        SmallTree.configuration("USE_GEMM"),
                        SmallTree.configuration("MOBILE"))))
                .containsExactly(
                        "Conv CPU \"Conv<float>\" :9 {0}",
                        "Conv CPU \"GemmConv<float>\" :9 {1}", "Conv CPU \"MobileConv<float>\" :9 {2}");
    }

    @Test
    void invocationMaySpanDirectives() throws ProblemException {
        tree.kernels("span.cc", """
                REGISTER_KERNEL_BUILDER(Name("Span").Device(DEVICE_CPU)
                #ifdef HOST
                    .HostMemory("x"),
                #else
                    ,
                #endif
                    SpanOp);
                """);
        assertThat(SmallTree.lines(tree.scan(SmallTree.configuration(), SmallTree.configuration("HOST"))))
                .containsExactly("Span CPU \"SpanOp\" :2 {0}", "Span CPU host=x \"SpanOp\" :2 {1}");
    }

    @Test
    void findsRegistrationMacrosWhoseNamesAreGluedFromArguments() throws ProblemException {
        tree.kernels("glue.cc", """
                #define GLUE_NOW(a, b) a##b
                #define GLUE(a, b) GLUE_NOW(a, b)
                #define REGISTER_A(what, ...) GLUE(REGISTER_KERNEL_, what)(__VA_ARGS__)
                #define REST_OF(begin) GLUE(begin, KERNEL_BUILDER)
                #define UNIQUE(x) GLUE(unique_, __COUNTER__) = x
                REGISTER_A(BUILDER, Name("A").Device(DEVICE_CPU), AOp)
                GLUE(REGISTER_KERNEL_, BUILDER)(Name("B").Device(DEVICE_CPU), BOp)
                REST_OF(REGISTER_)(Name("C").Device(DEVICE_CPU), COp)
                int UNIQUE(1);
                """);
        TreeScan scan = tree.scan();
        assertThat(SmallTree.lines(scan))
                .containsExactly("A CPU \"AOp\" :7 {0}", "B CPU \"BOp\" :8 {0}", "C CPU \"COp\" :9 {0}");
        assertThat(SmallTree.problems(scan)).isEmpty();
    }

    @Test
    void scansForMoreConfigurationsThanALongHasBits() throws ProblemException {
        tree.kernels("many.cc", """
                #if LEVEL > 69
                REGISTER_KERNEL_BUILDER(Name("High").Device(DEVICE_CPU), HighOp);
                #endif
                REGISTER_KERNEL_BUILDER(Name("Level").Device(DEVICE_CPU), Op<LEVEL / 72>);
                """);
        Configuration[] configurations = new Configuration[72];
        for (int i = 0; i < configurations.length; i++) {
            configurations[i] = new Configuration(new TreeMap<>(Map.of("LEVEL", Integer.toString(i))));
        }
        assertThat(SmallTree.lines(tree.scan(configurations)))
                .hasSize(73)
                .contains("High CPU \"HighOp\" :3 {70, 71}", "Level CPU \"Op<71 / 72>\" :5 {71}");
    }

    @Test
    void resolvesConstantsAndTypeLists() throws ProblemException {
        tree.file(
                "tensorflow/core/kernels/names.h",
                "struct Lib { static constexpr const char* const kOp = \"_Arg\"; };");
        tree.kernels("arg.cc", """
                #include "tensorflow/core/kernels/names.h"
                constexpr std::array<DataType, 2> kTypes = {{DT_FLOAT, DT_INT32}};
                REGISTER_SYSTEM_KERNEL_BUILDER(Name(Lib::kOp).Device("GPU").TypeConstraint("T", kTypes)
                    .TypeConstraint("U", {DT_BOOL, DataTypeToEnum<complex64>::v()})
                    .AttrConstraint("f", "NHWC").AttrConstraint("k", -1).AttrConstraint("b", true), ArgOp);
                """);
        assertThat(SmallTree.lines(tree.scan()))
                .containsExactly("_Arg GPU T=DT_FLOAT|DT_INT32 U=DT_BOOL|DT_COMPLEX64 f=s:NHWC k=i:-1 b=b:true"
                        + " \"ArgOp\" :4 {0}");
    }

    @Test
    void reportsWhatItCannotResolve() throws ProblemException {
        tree.kernels("odd.cc", """
                REGISTER_KERNEL_BUILDER(Name(Compute("x")).Device(DEVICE_CPU), OddOp);
                REGISTER_KERNEL_BUILDER(Name("T").Device(DEVICE_CPU).TypeConstraint<Mystery>("T"), OddOp);
                REGISTER_KERNEL_BUILDER(Name("M").Device(DEVICE_CPU).Magic(1), OddOp);
                """);
        TreeScan scan = tree.scan();
        assertThat(SmallTree.lines(scan)).isEmpty();
        assertThat(SmallTree.problems(scan))
                .containsExactly(
                        "the expression cannot be resolved: \"Compute(\"x\")\" at tensorflow/core/kernels/odd.cc:2",
                        "the type has no DataType: \"Mystery\" at tensorflow/core/kernels/odd.cc:3",
                        "the kernel builder calls an unknown method: \"Magic\" at tensorflow/core/kernels/odd.cc:4");
    }

    @Test
    void reportsRegistrationWhoseMacroIsNotDefined() throws ProblemException {
        tree.file(
                "tensorflow/core/kernels/lost.cc",
                "REGISTER_KERNEL_BUILDER(Name(\"Lost\").Device(DEVICE_CPU), LostOp);\n");
        assertThat(SmallTree.problems(tree.scan()))
                .containsExactly("the registration macro is not defined here: \"REGISTER_KERNEL_BUILDER\""
                        + " at tensorflow/core/kernels/lost.cc:1");
    }

    @Test
    void ignoresCommentsStringsAndSkippedText() throws ProblemException {
        tree.kernels("quiet.cc", """
                // REGISTER_KERNEL_BUILDER(Name("A").Device(DEVICE_CPU), A);
                /* REGISTER_KERNEL_BUILDER(Name("B").Device(DEVICE_CPU), B); */
                const char* text = R"x(
                REGISTER_KERNEL_BUILDER(Name("C").Device(DEVICE_CPU), C);
                #else )" )x";
                #if 0
                don't REGISTER_KERNEL_BUILDER(Name("D").Device(DEVICE_CPU), D);
                #endif
                REGISTER_\\
                KERNEL_BUILDER(Name("E").Device(DEVICE_CPU), E);
                """);
        TreeScan scan = tree.scan();
        assertThat(SmallTree.lines(scan)).containsExactly("E CPU \"E\" :11 {0}");
        assertThat(SmallTree.problems(scan)).isEmpty();
    }

    @Test
    void findsDirectivesAmongLiteralsCommentsAndSplices() throws ProblemException {
        tree.kernels("odd.cc", """
                int a = 1'000; const char* s = R"x(
                #define NAME "InRawString"
                )x"; char q = '"';
                /* a comment */ #define NAME "Right"
                int b = 2; \\
                #define NAME "Spliced"
                int c; /* a comment
                */ #define NAME "BehindText"
                REGISTER_KERNEL_BUILDER(Name(NAME).Device(DEVICE_CPU), Op);
                """);
        TreeScan scan = tree.scan();
        assertThat(SmallTree.lines(scan)).containsExactly("Right CPU \"Op\" :10 {0}");
        assertThat(SmallTree.problems(scan)).isEmpty();
    }

    @Test
    void decidesConditionsInEachConfiguration() throws ProblemException {
        tree.kernels("if.cc", """
                #if (defined(A) && !defined B) || C
                REGISTER_KERNEL_BUILDER(Name("First").Device(DEVICE_CPU), Op);
                #elif !(0 || defined(A))
                REGISTER_KERNEL_BUILDER(Name("Second").Device(DEVICE_CPU), Op);
                #endif
                """);
        TreeScan scan = tree.scan(
                SmallTree.configuration(),
                SmallTree.configuration("A"),
                SmallTree.configuration("A", "B"),
                SmallTree.configuration("C"),
                SmallTree.configuration("A", "B", "C"));
        assertThat(SmallTree.lines(scan)).containsExactly("First CPU \"Op\" :3 {1, 3, 4}", "Second CPU \"Op\" :5 {0}");
        assertThat(SmallTree.problems(scan)).isEmpty();
    }

    @Test
    void readsKernelsAndOpsOfTheCApi() throws ProblemException {
        tree.file("tensorflow/c/kernels/bit.cc", """
                #include "tensorflow/core/framework/types.h"
                template <typename T>
                void RegisterBit() {
                  auto* builder = TF_NewKernelBuilder("Bit", tensorflow::DEVICE_CPU, &Create, &Compute, &Delete);
                  TF_KernelBuilder_TypeConstraint(builder, "T",
                      static_cast<TF_DataType>(tensorflow::DataTypeToEnum<T>::v()), status);
                  TF_RegisterKernelBuilder("BitOp", builder, status);
                }
                void RegisterAll() {
                  RegisterBit<float>();
                  RegisterBit<tensorflow::int32>();
                }
                void RegisterOp() {
                  TF_OpDefinitionBuilder* b = TF_NewOpDefinitionBuilder("Bit");
                  TF_OpDefinitionBuilderAddInput(b, "x: T");
                  TF_OpDefinitionBuilderAddAttr(b, "T: {float, int32}");
                  TF_RegisterOpDefinition(b, status);
                }
                """);
        TreeScan scan = tree.scan();
        assertThat(SmallTree.lines(scan))
                .containsExactly("Bit CPU T=DT_FLOAT \"BitOp\" :10 {0}", "Bit CPU T=DT_INT32 \"BitOp\" :11 {0}");
        assertThat(scan.ops()).extracting(op -> op.definition().getName()).containsExactly("Bit");
        assertThat(SmallTree.problems(scan)).isEmpty();
    }

    @Test
    void listsIncludesOfEachConfiguration() throws ProblemException {
        tree.file("tensorflow/core/kernels/fill.h", "#pragma once\nstruct Fill { int x; };\n");
        tree.file("tensorflow/core/kernels/gpu.h", "class Gpu;\n");
        tree.file("tensorflow/core/kernels/fill.cc", """
                #include "tensorflow/core/kernels/fill.h"
                #if GOOGLE_CUDA
                #include "tensorflow/core/kernels/gpu.h"
                #endif
                int x;
                """);
        TreeScan scan = tree.scan(SmallTree.configuration(), SmallTree.configuration("GOOGLE_CUDA"));
        TranslationUnit unit = scan.units().stream()
                .filter(u -> u.file().endsWith("/fill.cc"))
                .findFirst()
                .orElseThrow();
        assertThat(unit.includes())
                .extracting(list -> list.presence() + " " + list.headers())
                .containsExactly(
                        "{0} [tensorflow/core/kernels/fill.h]",
                        "{1} [tensorflow/core/kernels/fill.h, tensorflow/core/kernels/gpu.h]");
        assertThat(unit.registersKernels()).isFalse();
    }

    @Test
    void sameTreeGivesSameScan() throws ProblemException {
        for (int i = 0; i < 40; i++) {
            tree.kernels("k" + i + ".cc", "REGISTER_KERNEL_BUILDER(Name(\"K" + i + "\").Device(DEVICE_CPU), K);\n");
        }
        assertThat(tree.scan()).isEqualTo(tree.scan());
    }

    @Test
    void rejectsDirectoryThatIsNoTree() {
        Path other = root.resolve("tensorflow");
        assertThatThrownBy(() -> new SmallTree(root).scanAt(other))
                .isInstanceOf(ProblemException.class)
                .hasMessage("tensorflowRoot is not the root of a TensorFlow source tree: \"" + other
                        + "\"\n  name the directory that holds tensorflow/ and WORKSPACE");
    }

    @Test
    void saysWhatIsThereInPlaceOfATree() throws Exception {
        Path file = Files.writeString(root.resolve("file"), "");
        assertThatThrownBy(() -> TreeScanner.requireTree(file))
                .hasMessage("tensorflowRoot is no folder: \"" + file
                        + "\"\n  name the directory that holds tensorflow/ and WORKSPACE");
        Path missing = root.resolve("missing");
        assertThatThrownBy(() -> TreeScanner.requireTree(missing))
                .hasMessage("tensorflowRoot does not exist: \"" + missing
                        + "\"\n  name the directory that holds tensorflow/ and WORKSPACE");
    }
}
