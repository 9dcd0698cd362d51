package io.github.tfmobile.registry.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.OpDef;

/**
 * Compares bundled registries, profile {@code desktop-default}, with a sample of what real binaries report of themselves:
 * all kernels of every 20th op of 1.15.0 and of every 30th of 2.21.0, sorted by name, and of the ops in which registry and
 * binary differ; every 10th op definition of both, without documentation, and those that differ. {@code OracleComparison}
 * compares with all that the binaries report.
 */
class ReportedKernelsTest {

    private static final Target DESKTOP = Target.of(Platform.DESKTOP, Types.DEFAULT);

    /**
     * What a sample came to.
     *
     * @param reported how many kernels the binary reports
     * @param missing those that the registry lacks
     * @param extra kernels that the registry has of the same ops, and the binary does not report
     * @param otherClass those with another kernel class
     */
    private record Comparison(int reported, List<String> missing, List<String> extra, List<String> otherClass) {}

    /** The source scrambles two labels of Fact at run time. */
    @Test
    void hasEveryKernelOf1150ButFactWithItsClassAndNoOther() throws Exception {
        Comparison comparison = compare("1.15.0", UnaryOperator.identity());

        assertThat(comparison.missing()).containsExactly("Fact|CPU|Sergey|0|[]|[]", "Fact|CPU|sergey|0|[]|[]");
        assertThat(comparison.extra()).isEmpty();
        assertThat(comparison.otherClass()).isEmpty();
        assertThat(comparison.reported()).isEqualTo(342);
        assertThat(BundledRegistries.load("1.15.0").target(DESKTOP)).hasSize(6988 - 2);
    }

    /** Besides Fact, DecodeJxl and AssignVariableOp of one type came after the snapshot of the tree. */
    @Test
    void hasTheKernelsOf2210ThatItsTreeHasWithTheirClassAndNoOther() throws Exception {
        Comparison comparison = compare("2.21.0", ReportedBinary::withoutIntegerSpelling);

        assertThat(comparison.missing())
                .containsExactly(
                        "AssignVariableOp|CPU||0|[dtype[DT_FLOAT4_E2M1FN]]|[]",
                        "DecodeJxl|CPU||0|[]|[]",
                        "Fact|CPU|Sergey|0|[]|[]",
                        "Fact|CPU|sergey|0|[]|[]");
        assertThat(comparison.extra()).isEmpty();
        assertThat(comparison.otherClass()).isEmpty();
        assertThat(comparison.reported()).isEqualTo(513);
        assertThat(BundledRegistries.load("2.21.0").target(DESKTOP)).hasSize(11000 - 4);
    }

    @Test
    void spellsTheIntegersOf165KernelClassesOf2210OtherwiseThanTheBinary() throws Exception {
        assertThat(compare("2.21.0", UnaryOperator.identity()).otherClass()).hasSize(165);
    }

    @Test
    void definesTheOpsOf1150AsTheBinaryDoesAndNoOther() throws Exception {
        assertThat(differentOps("1.15.0", 130)).isEmpty();
        assertThat(BundledRegistries.load("1.15.0").ops(DESKTOP).names()).hasSize(1292);
    }

    /** The tree is older than the binary. */
    @Test
    void definesTheOpsOf2210AsTheBinaryDoesAndNoOther() throws Exception {
        assertThat(differentOps("2.21.0", 196))
                .containsExactly(
                        "DecodeJxl", "TensorListGetItem", "XlaSparseActivationsUnstack", "XlaSparseGradientsStack");
        assertThat(BundledRegistries.load("2.21.0").ops(DESKTOP).names()).hasSize(1908 - 1);
    }

    private static List<String> differentOps(String release, int count) throws Exception {
        OpDefs ours = BundledRegistries.load(release).ops(DESKTOP);
        List<OpDef> reported;
        try (InputStream in = resource("reported-" + release + ".ops.pb")) {
            reported = ReportedBinary.ops(in);
        }
        assertThat(reported).hasSize(count);
        return reported.stream()
                .filter(op -> !op.equals(ours.find(op.getName())))
                .map(OpDef::getName)
                .toList();
    }

    private static Comparison compare(String release, UnaryOperator<String> spelling) throws Exception {
        Registry registry = BundledRegistries.load(release);
        List<Registration> reported;
        try (InputStream in = resource("reported-" + release + ".kernels.jsonl")) {
            reported = ReportedBinary.kernels(in);
        }
        Set<String> ops = new HashSet<>();
        reported.forEach(kernel -> ops.add(kernel.op()));
        SortedMap<String, Set<String>> classes = new TreeMap<>();
        for (Registration ours : registry.target(DESKTOP)) {
            if (ops.contains(ours.op())) {
                classes.computeIfAbsent(ReportedBinary.key(ours), key -> new HashSet<>())
                        .add(spelling.apply(ours.kernelClass()));
            }
        }
        List<String> missing = new ArrayList<>();
        List<String> otherClass = new ArrayList<>();
        for (Registration kernel : reported) {
            Set<String> ours = classes.remove(ReportedBinary.key(kernel));
            if (ours == null) {
                missing.add(ReportedBinary.key(kernel));
            } else if (!ours.contains(spelling.apply(kernel.kernelClass()))) {
                otherClass.add(ReportedBinary.key(kernel) + ": " + kernel.kernelClass() + " is not in " + ours);
            }
        }
        return new Comparison(reported.size(), missing, List.copyOf(classes.keySet()), otherClass);
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(ReportedKernelsTest.class.getResourceAsStream(name), name);
    }
}
