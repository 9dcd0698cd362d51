package io.github.tfmobile.registry.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What TensorFlow 1.15.0 registers on iOS and the Raspberry Pi, with the lines of its sources that make it so.
 *
 * <p>tensorflow/contrib/makefile/Makefile:51 makes the slim types the default of {@code ANDROID_TYPES}; :266 passes them
 * and {@code RASPBERRY_PI} for the Pi, :504 to :602 pass them and {@code USE_GEMM_FOR_CONV} for iOS.
 * tensorflow/core/platform/platform.h:38 to 43 make iOS a mobile platform, :51 keeps the Pi from being one.
 * tensorflow/core/framework/register_types.h:55 gives all types to what is not mobile, so to the Pi in every profile,
 * and with selective registration to all; the mobile platforms get float, int32, string, int64, bool and half when
 * full (:94 to :122), float, int32 and bool when slim (:125 to :152). tensorflow/core/kernels/cwise_ops_common.h:585
 * looks at slim alone, on the Pi too, and keeps only the first type of {@code REGISTER2} to {@code REGISTER9}.
 */
class MobileProfilesTest {

    private static final String ALL_NUMBERS = "bfloat16 double float half int16 int32 int64 int8 uint16 uint8";
    private static final String ALL_CWISE_MUL =
            "bfloat16 complex128 complex64 double float half int16 int32 int64 int8 uint16 uint8";
    private static final String ALL_CWISE_ADD =
            "bfloat16 complex128 complex64 double float half int16 int32 int64 int8 string uint8";
    private static final String ALL_CWISE_EQUAL =
            "bfloat16 bool complex128 complex64 double float half int16 int32 int64 int8 string uint8";
    private static final String ALL_MATMUL = "bfloat16 complex128 complex64 double float half int32 int64";
    private static final String ALL_STRIDED = "bfloat16 bool complex128 complex64 double float half int16 int32 int64"
            + " int8 resource string uint16 uint32 uint64 uint8 variant";
    private static final String ALL_SELECT = "bfloat16 bool complex128 complex64 double float half int16 int32 int64"
            + " int8 resource string uint16 uint8 variant";
    private static final String ALL_BIAS =
            "bfloat16 complex128 complex64 double float half int16 int32 int64 int8 uint16 uint8";

    private static Registry registry;

    @BeforeAll
    static void load() throws ProblemException {
        registry = BundledRegistries.load("1.15.0");
    }

    private static List<Registration> kernels(String op, Target target) throws ProblemException {
        return registry.target(target).stream()
                .filter(kernel -> kernel.op().equals(op)
                        && kernel.device().equals("CPU")
                        && kernel.label().isEmpty())
                .toList();
    }

    /** The dtypes of an op's first constraint, without their prefix. */
    private static String types(String op, String profile) throws ProblemException {
        SortedSet<String> types = new TreeSet<>();
        for (Registration kernel : kernels(op, target(profile))) {
            kernel.constraints()
                    .get(0)
                    .allowed()
                    .forEach(type -> types.add(type.substring("DT_".length()).toLowerCase(Locale.ROOT)));
        }
        return String.join(" ", types);
    }

    private static Target target(String profile) {
        return TargetProfile.all().stream()
                .filter(each -> each.id().equals(profile))
                .map(Target::of)
                .findFirst()
                .orElseThrow();
    }

    private static void assertTypes(String op, String iosSlim, String iosFull, String piSlim, String all)
            throws ProblemException {
        assertThat(types(op, "ios-slim")).as("%s ios-slim", op).isEqualTo(iosSlim);
        assertThat(types(op, "ios-full")).as("%s ios-full", op).isEqualTo(iosFull);
        assertThat(types(op, "ios-selective")).as("%s ios-selective", op).isEqualTo(all);
        assertThat(types(op, "raspberry-pi-slim")).as("%s pi-slim", op).isEqualTo(piSlim);
        assertThat(types(op, "raspberry-pi-full")).as("%s pi-full", op).isEqualTo(all);
        assertThat(types(op, "raspberry-pi-selective"))
                .as("%s pi-selective", op)
                .isEqualTo(all);
    }

    /** TF_CALL_* of register_types.h: few types on iOS, all on the Pi even when slim. */
    @Test
    void kernelsForTheTypesOfRegisterTypes() throws Exception {
        // relu_op.cc:56, bias_op.cc:216, maxpooling_op.cc:1428
        assertTypes("Relu", "float int32", "float half int32 int64", ALL_NUMBERS, ALL_NUMBERS);
        assertTypes("BiasAdd", "float int32", "float half int32 int64", ALL_BIAS, ALL_BIAS);
        assertTypes("MaxPool", "float int32", "float half int32 int64", ALL_NUMBERS, ALL_NUMBERS);
        // argmax_op.cc:152, sequence_ops.cc:101 to 104
        assertTypes("ArgMax", "float int32", "float half int32 int64", ALL_NUMBERS, ALL_NUMBERS);
        assertTypes(
                "Range", "float int32", "float int32 int64", "double float int32 int64", "double float int32 int64");
        // matmul_op.cc:583 to 590 name each type by its TF_CALL_
        assertTypes("MatMul", "float int32", "float half int32 int64", ALL_MATMUL, ALL_MATMUL);
        // strided_slice_op.cc:439 to 441, cwise_op_select.cc:278: TF_CALL_ALL_TYPES has bool when slim, string when
        // full
        assertTypes("StridedSlice", "bool float int32", "bool float half int32 int64 string", ALL_STRIDED, ALL_STRIDED);
        assertTypes("Select", "bool float int32", "bool float half int32 int64 string", ALL_SELECT, ALL_SELECT);
        // depthwise_conv_op.cc:462 to 465
        assertTypes("DepthwiseConv2dNative", "float", "float half", "double float half", "double float half");
    }

    /** REGISTERn of cwise_ops_common.h: the first type alone when slim, all else, mobile or not. */
    @Test
    void elementwiseKernels() throws Exception {
        // cwise_op_add_1.cc:19; cwise_op_add_2.cc is left out when slim
        assertTypes("Add", "float", ALL_CWISE_ADD, "float", ALL_CWISE_ADD);
        // cwise_op_mul_1.cc:20, and :29 for int32 when slim
        assertTypes("Mul", "float int32", ALL_CWISE_MUL, "float int32", ALL_CWISE_MUL);
        // cwise_op_equal_to_1.cc:19
        assertTypes("Equal", "float", ALL_CWISE_EQUAL, "float", ALL_CWISE_EQUAL);
        // cwise_op_exp.cc:19
        assertTypes(
                "Exp",
                "float",
                "complex128 complex64 double float half",
                "float",
                "complex128 complex64 double float half");
        // cwise_op_abs.cc:19 names half first, so a slim build has no Abs of floats
        assertTypes(
                "Abs",
                "half",
                "bfloat16 double float half int16 int32 int64 int8",
                "half",
                "bfloat16 double float half int16 int32 int64 int8");
    }

    /** Kernels that check their types themselves, or whose types are written out, are the same in every profile. */
    @ParameterizedTest
    @CsvSource({
        "Cast, cast_op.cc, 224",
        "Identity, identity_op.cc, 26",
        "ReadVariableOp, resource_variable_ops.cc, 217",
        "AsString, as_string_op.cc, 170",
        "StringJoin, string_join_op.cc, 78",
        "LogicalAnd, cwise_op_logical_and.cc, 19",
        "QuantizedConv2D, quantized_conv_ops.cc, 589"
    })
    void kernelsOfEveryProfile(String op, String file, int line) throws Exception {
        for (Platform platform : List.of(Platform.IOS, Platform.RASPBERRY_PI)) {
            for (Types types : Types.values()) {
                assertThat(kernels(op, Target.of(platform, types)))
                        .as("%s on %s-%s", op, platform, types)
                        .singleElement()
                        .satisfies(kernel -> {
                            assertThat(kernel.file()).isEqualTo("tensorflow/core/kernels/" + file);
                            assertThat(kernel.line()).isEqualTo(line);
                        });
            }
        }
    }

    /** gather_op.cc:202: types of register_types.h times two types of indices. */
    @Test
    void gatherHasBothTypesOfIndicesForEachTypeOfParams() throws Exception {
        assertTypes(
                "GatherV2",
                "bool float int32",
                "bool float half int32 int64 qint16 qint32 qint8 quint16 quint8 string",
                types("GatherV2", "ios-selective"),
                types("GatherV2", "ios-selective"));
        assertThat(kernels("GatherV2", target("ios-slim"))).hasSize(6);
    }

    /** conv_ops.cc:566 and conv_ops_using_gemm.cc:569 test USE_GEMM_FOR_CONV. */
    @Test
    void conv2dComesFromTheFileThatTheMacroChooses() throws Exception {
        assertThat(files("Conv2D", Target.of(Platform.IOS, Types.SLIM))).isEqualTo("conv_ops_using_gemm.cc float");
        assertThat(files("Conv2D", with(Platform.IOS, "-UUSE_GEMM_FOR_CONV"))).isEqualTo("conv_ops.cc float");
        assertThat(files("Conv2D", with(Platform.IOS, "USE_GEMM_FOR_CONV"))).isEqualTo("conv_ops_using_gemm.cc float");
        assertThat(files("Conv2D", Target.of(Platform.RASPBERRY_PI, Types.SLIM)))
                .isEqualTo("conv_ops.cc double, conv_ops.cc float, conv_ops.cc half");
        assertThat(files("Conv2D", with(Platform.RASPBERRY_PI, "USE_GEMM_FOR_CONV")))
                .isEqualTo("conv_ops_using_gemm.cc float, conv_ops_using_gemm.cc half");
    }

    private static Target with(Platform platform, String... defines) {
        return new Target(platform, Types.SLIM, new TreeSet<>(Arrays.asList(defines)));
    }

    private static String files(String op, Target target) throws ProblemException {
        return kernels(op, target).stream()
                .map(kernel -> kernel.file().substring(kernel.file().lastIndexOf('/') + 1) + " "
                        + kernel.constraints()
                                .get(0)
                                .allowed()
                                .get(0)
                                .substring(3)
                                .toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
