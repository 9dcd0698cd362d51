package io.github.tfmobile.registry.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/**
 * Compares bundled registries, profile {@code desktop-default}, with a sample of what real binaries report of themselves:
 * of the kernels, sorted by op, device, label and constraints, every 20th of 1.15.0 and every 30th of 2.21.0, and all that
 * the registries are known to lack; of the op definitions of 1.15.0, sorted by name, every 10th, without their
 * documentation. {@code OracleComparison} compares a scan with all that the binaries report.
 */
class ReportedKernelsTest {

    /** What a sample came to. */
    private record Comparison(int reported, int found, List<String> missing, List<String> otherClass) {}

    /** The source scrambles the labels of Fact at run time. */
    @Test
    void hasEveryKernelOf1150ButFactWithItsClass() throws Exception {
        Comparison comparison = compare("1.15.0", UnaryOperator.identity());

        assertThat(comparison.missing())
                .containsExactly("Fact|CPU||0|[]|[]", "Fact|CPU|Sergey|0|[]|[]", "Fact|CPU|sergey|0|[]|[]");
        assertThat(comparison.otherClass()).isEmpty();
        assertThat(comparison.reported()).isEqualTo(353);
        assertThat(comparison.found()).isEqualTo(350);
    }

    /**
     * Besides Fact, DecodeJxl and AssignVariableOp of one type came after the snapshot of the tree; the others are test
     * ops of tensorflow/python.
     */
    @Test
    void hasTheKernelsOf2210ThatItsTreeHasWithTheirClass() throws Exception {
        Comparison comparison = compare("2.21.0", ReportedKernelsTest::withoutIntegerSpelling);

        assertThat(comparison.missing())
                .containsExactly(
                        "AssignVariableOp|CPU||0|[dtype[DT_FLOAT4_E2M1FN]]|[]",
                        "ConstructionFails|CPU||0|[]|[]",
                        "DecodeJxl|CPU||0|[]|[]",
                        "DevicePlacementOp|CPU||0|[]|[]",
                        "DevicePlacementOp|DEFAULT||0|[]|[]",
                        "DtypeWithDefaultOp|CPU||0|[]|[]",
                        "Fact|CPU||0|[]|[]",
                        "Fact|CPU|Sergey|0|[]|[]",
                        "Fact|CPU|sergey|0|[]|[]",
                        "GetDeadline|CPU||0|[]|[]",
                        "GraphDefVersion|CPU||0|[]|[]",
                        "IsResourceHandleRefCounting|CPU||0|[]|[]",
                        "IsTensorFloat32Enabled|CPU||0|[]|[enabled]",
                        "IsTensorFloat32Enabled|GPU||0|[]|[enabled]",
                        "KernelLabel|CPU||0|[]|[]",
                        "KernelLabel|CPU|overload_1|0|[]|[]",
                        "KernelLabel|CPU|overload_2|0|[]|[]",
                        "KernelLabelRequired|CPU|overload_1|0|[]|[]",
                        "KernelLabelRequired|CPU|overload_2|0|[]|[]",
                        "MakeWeakResourceHandle|CPU||0|[]|[]",
                        "MakeWeakResourceHandle|DEFAULT||0|[]|[]",
                        "Old|CPU||0|[]|[]",
                        "ResourceCreateOp|CPU||0|[]|[]",
                        "ResourceInitializedOp|CPU||0|[]|[]",
                        "ResourceUsingOp|CPU||0|[]|[]",
                        "SleepIdentityOp|CPU||0|[]|[]",
                        "SleepOp|CPU||0|[]|[]",
                        "StubResourceHandleOp|CPU||0|[]|[]",
                        "TestAttr|CPU||0|[T[DT_FLOAT]]|[]");
        assertThat(comparison.otherClass()).isEmpty();
        assertThat(comparison.reported()).isEqualTo(396);
        assertThat(comparison.found()).isEqualTo(367);
    }

    @Test
    void spellsTheIntegersOf95KernelClassesOf2210OtherwiseThanTheBinary() throws Exception {
        assertThat(compare("2.21.0", UnaryOperator.identity()).otherClass()).hasSize(95);
    }

    @Test
    void definesTheOpsOf1150AsTheBinaryDoes() throws Exception {
        OpDefs ours = BundledRegistries.load("1.15.0").ops(Target.of(Platform.DESKTOP, Types.DEFAULT));
        List<String> different = new ArrayList<>();
        OpList reported;
        try (InputStream in = resource("reported-1.15.0.ops.pb")) {
            reported = OpList.parseFrom(in);
        }
        for (OpDef op : reported.getOpList()) {
            OpDef found = ours.find(op.getName());
            if (found == null || !found.equals(op)) {
                different.add(op.getName() + "\nours: " + found + "\nreported: " + op);
            }
        }

        assertThat(reported.getOpCount()).isEqualTo(130);
        assertThat(different).isEmpty();
    }

    private static Comparison compare(String release, UnaryOperator<String> spelling) throws Exception {
        Registry registry = BundledRegistries.load(release);
        Map<String, Set<String>> classes = new HashMap<>();
        for (Registration ours : registry.target(Target.of(Platform.DESKTOP, Types.DEFAULT))) {
            classes.computeIfAbsent(key(ours), key -> new HashSet<>()).add(spelling.apply(ours.kernelClass()));
        }
        int reported = 0;
        int found = 0;
        List<String> missing = new ArrayList<>();
        List<String> otherClass = new ArrayList<>();
        for (Registration kernel : reported(release)) {
            reported++;
            Set<String> ours = classes.get(key(kernel));
            if (ours == null) {
                missing.add(key(kernel));
            } else {
                found++;
                if (!ours.contains(spelling.apply(kernel.kernelClass()))) {
                    otherClass.add(key(kernel) + ": " + kernel.kernelClass() + " is not in " + ours);
                }
            }
        }
        return new Comparison(reported, found, missing, otherClass);
    }

    /** All that a binary reports of a registration but the class; it does not say in which order they were made. */
    private static String key(Registration registration) {
        List<String> constraints = new ArrayList<>();
        registration.constraints().forEach(constraint -> constraints.add(constraint.attr() + constraint.allowed()));
        constraints.sort(null);
        return String.join(
                "|",
                registration.op(),
                registration.device(),
                registration.label(),
                Integer.toString(registration.priority()),
                constraints.toString(),
                registration.hostMemory().stream().sorted().toList().toString());
    }

    private static List<Registration> reported(String release) throws IOException {
        List<Registration> kernels = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(resource("reported-" + release + ".kernels.jsonl"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Map<String, Object> kernel = JSON.std.mapFrom(line);
                List<Constraint> constraints = new ArrayList<>();
                for (Object constraint : list(kernel, "constraints")) {
                    List<?> pair = (List<?>) constraint;
                    constraints.add(new Constraint(pair.get(0).toString(), strings((List<?>) pair.get(1))));
                }
                kernels.add(new Registration(
                        text(kernel, "op"),
                        text(kernel, "device"),
                        text(kernel, "label"),
                        Integer.parseInt(text(kernel, "priority")),
                        constraints,
                        strings(list(kernel, "host")),
                        text(kernel, "class"),
                        "",
                        0));
            }
        }
        return kernels;
    }

    private static String text(Map<String, Object> kernel, String field) {
        return Objects.requireNonNull(kernel.get(field), field).toString();
    }

    private static List<?> list(Map<String, Object> kernel, String field) {
        return (List<?>) Objects.requireNonNull(kernel.get(field), field);
    }

    private static List<String> strings(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }

    /** {@code int32} of one is {@code int32_t}, {@code ::int32_t} or {@code ::tensorflow::int32} of the other. */
    private static String withoutIntegerSpelling(String kernelClass) {
        return kernelClass.replaceAll("(::)?(tensorflow::)?\\b(u?int(8|16|32|64))(_t)?\\b", "$3");
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(ReportedKernelsTest.class.getResourceAsStream(name), name);
    }
}
