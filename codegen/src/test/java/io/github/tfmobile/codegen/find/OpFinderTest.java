package io.github.tfmobile.codegen.find;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.testing.Golden;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of ops of TensorFlow 1.15.0. */
class OpFinderTest {

    private static final Target IOS = Target.of(Platform.IOS, Types.SELECTIVE);

    private final Registry registry = load();

    @Test
    void findsWhereAnOpIsDefinedAndEachOfItsKernels() throws Exception {
        FindResult result = find(FindQuery.op("Mul"));

        assertThat(result.ops()).hasSize(1);
        FoundOp mul = result.ops().get(0);
        assertThat(mul.file()).isEqualTo("tensorflow/core/ops/math_ops.cc");
        assertThat(mul.line()).isPositive();
        assertThat(mul.inTarget()).isTrue();
        assertThat(mul.kernels())
                .filteredOn(FoundKernel::inTarget)
                .extracting(kernel -> kernel.registration().file())
                .containsOnly("tensorflow/core/kernels/cwise_op_mul_1.cc", "tensorflow/core/kernels/cwise_op_mul_2.cc");
        assertThat(mul.kernels())
                .anyMatch(kernel ->
                        !kernel.inTarget() && kernel.registration().device().equals("GPU"));
        assertThat(mul.kernels().get(0).files())
                .contains(
                        "tensorflow/core/kernels/cwise_op_mul_1.cc",
                        "tensorflow/core/kernels/cwise_ops_common.cc",
                        "tensorflow/core/ops/math_ops.cc");
        assertThat(mul.kernels().get(0).bazel().targets()).containsKey("//tensorflow/core/kernels:cwise_op");
    }

    @Test
    void findsByAPatternByAKernelClassAndByAFile() throws Exception {
        assertThat(names(find(FindQuery.op("Mu?")))).containsExactly("Mul");
        assertThat(names(find(FindQuery.op("MatrixDiag*"))))
                .containsExactly("MatrixDiag", "MatrixDiagPart", "MatrixDiagPartV2", "MatrixDiagV2");
        assertThat(names(find(FindQuery.kernelClass("functor::mul<float>"))))
                .containsExactly("Mul", "SparseDenseCwiseMul", "_MklMul");
        assertThat(names(find(FindQuery.file("cwise_op_mul_2.cc")))).containsExactly("Mul");
        assertThat(find(FindQuery.file("cwise_op_mul_2.cc")).ops().get(0).kernels())
                .extracting(kernel -> kernel.registration().file())
                .containsOnly("tensorflow/core/kernels/cwise_op_mul_2.cc");
        assertThat(names(find(FindQuery.file("no_op.cc")))).contains("NoOp");
        assertThat(names(find(FindQuery.file("tensorflow/core/ops/no_op.cc")))).containsExactly("NoOp");
    }

    @Test
    void proposesNearNamesWhenThereIsNone() throws Exception {
        FindResult result = find(FindQuery.op("Sofmax"));

        assertThat(result.ops()).isEmpty();
        assertThat(result.nearest()).contains("Softmax");
    }

    @Test
    void saysWhyABuildLacksAKernelThatTheSourcesRegister() throws Exception {
        FoundOp decode = find(FindQuery.op("DecodeJpeg")).ops().get(0);

        assertThat(decode.kernels()).hasSize(1);
        assertThat(decode.kernels().get(0).inTarget()).isTrue();
        assertThat(decode.kernels().get(0).notBuilt()).contains("libjpeg");
        assertThat(decode.kernels().get(0).stock()).isFalse();
    }

    @Test
    void saysSinceWhichReleaseAnOpAndItsDtypesAreThere() throws Exception {
        Target desktop = Target.of(Platform.DESKTOP, Types.DEFAULT);
        FoundOp batchMatMul = OpFinder.of(registry, desktop, KernelList.available())
                .find(FindQuery.op("BatchMatMulV2"), OpHistories.bundled(desktop))
                .ops()
                .get(0);

        assertThat(batchMatMul.history().get(0).release()).isEqualTo("1.14.0");
        assertThat(batchMatMul.history().get(0).defined()).isTrue();
        assertThat(batchMatMul.history().get(0).values().get("T")).contains("DT_FLOAT", "DT_HALF");
        assertThat(batchMatMul.history().stream().skip(1))
                .allSatisfy(came -> assertThat(came.defined()).isFalse());
    }

    @Test
    void writesItAllForAReader() throws Exception {
        Golden.assertEqual("find/softmax.txt", String.join("\n", FindText.of(find(FindQuery.op("Softmax")))) + "\n");
    }

    @Test
    void listsManyOpsWithALineEach() throws Exception {
        List<String> lines = FindText.of(find(FindQuery.op("Queue*")));

        assertThat(lines).hasSize(2 + find(FindQuery.op("Queue*")).ops().size());
        assertThat(lines.get(1))
                .startsWith("  QueueClose: 1 of 1 kernel in this target  tensorflow/core/ops/data_flow_ops.cc:");
    }

    private FindResult find(FindQuery query) throws Exception {
        return OpFinder.of(registry, IOS, KernelList.available()).find(query, OpHistories.NONE);
    }

    private static List<String> names(FindResult result) {
        return result.ops().stream().map(op -> op.def().getName()).toList();
    }

    private static Registry load() {
        try {
            return BundledRegistries.load("1.15.0");
        } catch (ProblemException e) {
            throw new IllegalStateException(e);
        }
    }
}
