package io.github.tfmobile.registry.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.github.tfmobile.registry.LookupRules;
import io.github.tfmobile.registry.ReportedRegistry;
import io.github.tfmobile.registry.RuntimeOps;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.KernelList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpList;

class KernelLookupTest {

    private static final LookupRules V1_14 = new LookupRules(false, false, false);
    private static final LookupRules V1_15 = new LookupRules(false, true, false);
    private static final LookupRules V2_21 = new LookupRules(true, true, true);

    private static final String OPS = """
            op { name: "F" attr { name: "T" type: "type" default_value { type: DT_FLOAT } } attr { name: "N" type: "int" has_minimum: true minimum: 1 } }
            op { name: "L" attr { name: "Ts" type: "list(type)" } }
            op { name: "S" attr { name: "s" type: "string" } attr { name: "i" type: "int" } attr { name: "b" type: "bool" } }
            op { name: "Old" deprecation { version: 9 explanation: "Use New" } }
            op { name: "OnlyGpu" }
            op { name: "Nothing" }
            op { name: "AccumulateNV2" }
            op { name: "A" attr { name: "T" type: "type" allowed_values { list { type: [DT_FLOAT, DT_INT32] } } } }
            op { name: "Missing" }
            """;

    private static String kernel(String op, String device, String rest) {
        return "kernel { op: \"" + op + "\" device_type: \"" + device + "\" " + rest + " }\n";
    }

    private static String type(String attr, String types) {
        return "constraint { name: \"" + attr + "\" allowed_values { list { type: [" + types + "] } } } ";
    }

    private static KernelLookup lookup(LookupRules rules, String kernels) throws Exception {
        return KernelLookup.of(
                ReportedRegistry.of(
                        "test",
                        rules,
                        TextFormat.parse(OPS, OpList.class),
                        TextFormat.parse(kernels, KernelList.class),
                        new RuntimeOps(new TreeMap<>(), new TreeSet<>(Set.of("AccumulateNV2")), new TreeSet<>(), 134)),
                Target.of(Platform.DESKTOP, Types.DEFAULT));
    }

    private static NodeDef node(String text) throws Exception {
        return TextFormat.parse("name: \"n\" " + text, NodeDef.class);
    }

    private static int priorityOf(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Kernel.class);
        return ((Answer.Kernel) answer).registration().priority();
    }

    @Test
    void takesTheDefaultOfTheOpDefForAnAttrThatTheNodeLacks() throws Exception {
        KernelLookup lookup = lookup(
                V1_15,
                kernel("F", "CPU", type("T", "DT_INT32") + "priority: 1")
                        + kernel("F", "CPU", type("T", "DT_FLOAT") + "priority: 2"));

        assertThat(priorityOf(lookup.find(node("op: 'F' attr { key: 'N' value { i: 1 } }"))))
                .isEqualTo(2);
    }

    @Test
    void reportsMissingAndOutOfRangeAttrs() throws Exception {
        KernelLookup lookup = lookup(V1_15, kernel("F", "CPU", ""));

        assertThat(lookup.find(node("op: 'F'")))
                .isEqualTo(new Answer.InvalidAttrs("F", List.of("attr 'N' is missing")));
        assertThat(lookup.find(node("op: 'F' attr { key: 'N' value { i: 0 } }")))
                .isEqualTo(new Answer.InvalidAttrs("F", List.of("attr 'N' must be at least 1 and is 0")));
        assertThat(lookup.find(node("op: 'A' attr { key: 'T' value { type: DT_HALF } }")))
                .isEqualTo(new Answer.InvalidAttrs(
                        "A", List.of("attr 'T' cannot be DT_HALF, only one of [DT_FLOAT, DT_INT32]")));
    }

    @Test
    void aListOfTypesNeedsEveryElementAllowed() throws Exception {
        KernelLookup lookup = lookup(V1_15, kernel("L", "CPU", type("Ts", "DT_INT32, DT_FLOAT")));

        assertThat(lookup.find(node("op: 'L' attr { key: 'Ts' value { list { type: [DT_FLOAT, DT_INT32] } } }")))
                .isInstanceOf(Answer.Kernel.class);
        assertThat(lookup.find(node("op: 'L' attr { key: 'Ts' value { list { } } }")))
                .isInstanceOf(Answer.Kernel.class);
        assertThat(lookup.find(node("op: 'L' attr { key: 'Ts' value { list { type: [DT_FLOAT, DT_BOOL] } } }")))
                .isInstanceOf(Answer.NoKernelForAttrs.class);
    }

    @Test
    void matchesStringIntAndBoolConstraints() throws Exception {
        KernelLookup lookup = lookup(
                V2_21,
                kernel(
                        "S",
                        "CPU",
                        "constraint { name: 's' allowed_values { list { s: ['x', 'y'] } } }"
                                + "constraint { name: 'i' allowed_values { list { i: 3 } } }"
                                + "constraint { name: 'b' allowed_values { list { b: true } } }"));
        String attrs = "op: 'S' attr { key: 's' value { s: '%s' } } attr { key: 'i' value { i: %d } }"
                + " attr { key: 'b' value { b: %b } }";

        assertThat(lookup.find(node(attrs.formatted("y", 3, true)))).isInstanceOf(Answer.Kernel.class);
        assertThat(lookup.find(node(attrs.formatted("z", 3, true)))).isInstanceOf(Answer.NoKernelForAttrs.class);
        assertThat(lookup.find(node(attrs.formatted("y", 4, true)))).isInstanceOf(Answer.NoKernelForAttrs.class);
        assertThat(lookup.find(node(attrs.formatted("y", 3, false)))).isInstanceOf(Answer.NoKernelForAttrs.class);
    }

    @Test
    void theLabelMustBeTheNodesOwn() throws Exception {
        KernelLookup lookup = lookup(V2_21, kernel("Missing", "CPU", "label: 'neon'"));

        assertThat(lookup.find(node("op: 'Missing' attr { key: '_kernel' value { s: 'neon' } }")))
                .isInstanceOf(Answer.Kernel.class);
        assertThat(lookup.find(node("op: 'Missing'"))).isInstanceOf(Answer.NoKernelForAttrs.class);
    }

    @Test
    void twoMatchesAreAnErrorUntilPrioritiesDecide() throws Exception {
        String kernels = kernel("Missing", "CPU", "priority: 1") + kernel("Missing", "CPU", "priority: 2");

        assertThat(lookup(V1_15, kernels).find(node("op: 'Missing'"))).isInstanceOf(Answer.Ambiguous.class);
        assertThat(priorityOf(lookup(V2_21, kernels).find(node("op: 'Missing'"))))
                .isEqualTo(2);
        assertThat(lookup(V2_21, kernels + kernel("Missing", "CPU", "priority: 2"))
                        .find(node("op: 'Missing'")))
                .isInstanceOf(Answer.Ambiguous.class);
    }

    @Test
    void theDefaultDeviceServesWhereTheReleaseKnowsIt() throws Exception {
        String kernels = kernel("Missing", "DEFAULT", "priority: 1");

        assertThat(lookup(V1_15, kernels).find(node("op: 'Missing'"))).isInstanceOf(Answer.Kernel.class);
        assertThat(lookup(V1_15, kernels).find(node("op: 'Missing' device: '/device:XLA_CPU_JIT:0'")))
                .isInstanceOf(Answer.NoKernelOnDevice.class);
        assertThat(lookup(V1_14, kernels).find(node("op: 'Missing'"))).isInstanceOf(Answer.NoKernelOnDevice.class);
        assertThat(priorityOf(
                        lookup(V1_15, kernels + kernel("Missing", "CPU", "")).find(node("op: 'Missing'"))))
                .isEqualTo(0);
        assertThat(lookup(V2_21, kernels + kernel("Missing", "DEFAULT", "priority: 2"))
                        .find(node("op: 'Missing'")))
                .isInstanceOf(Answer.Ambiguous.class);
    }

    @Test
    void saysWhichDevicesHaveTheKernel() throws Exception {
        KernelLookup lookup = lookup(V1_15, kernel("OnlyGpu", "GPU", ""));

        assertThat(lookup.find(node("op: 'OnlyGpu'")))
                .isEqualTo(new Answer.NoKernelOnDevice("OnlyGpu", "CPU", new TreeSet<>(Set.of("GPU"))));
        assertThat(lookup.find(node("op: 'OnlyGpu' device: '/gpu:0'"))).isInstanceOf(Answer.Kernel.class);
        assertThat(lookup.find(node("op: 'OnlyGpu' device: 'gpu'")))
                .isEqualTo(new Answer.MalformedDevice("OnlyGpu", "gpu"));
        assertThat(lookup.find(node("op: 'Nothing'"))).isEqualTo(new Answer.NotInProfile("Nothing", List.of()));
    }

    @Test
    void unknownAttrsAreRefusedUpToTheReleaseThatIgnoresThem() throws Exception {
        String kernels = kernel("Missing", "CPU", "");
        NodeDef node = node("op: 'Missing' attr { key: 'new' value { i: 7 } } attr { key: '_own' value { i: 1 } }");

        assertThat(lookup(V1_15, kernels).find(node))
                .isEqualTo(new Answer.UnknownAttrs("Missing", new TreeSet<>(Set.of("new")), new TreeSet<>()));
        assertThat(lookup(V2_21, kernels).find(node)).isInstanceOf(Answer.Kernel.class);
    }

    @Test
    void anUnknownAttrWithTheDefaultOfANewerReleaseCanBeDropped() throws Exception {
        OpList newer = TextFormat.parse(
                "op { name: 'Missing' attr { name: 'new' type: 'int' default_value { i: 7 } } }", OpList.class);
        KernelLookup lookup = KernelLookup.of(
                lookup(V1_15, kernel("Missing", "CPU", "")).registry(),
                Target.of(Platform.DESKTOP, Types.DEFAULT),
                ReportedRegistry.of("newer", V2_21, newer, KernelList.getDefaultInstance(), RuntimeOps.NONE)
                        .ops());

        assertThat(lookup.find(node("op: 'Missing' attr { key: 'new' value { i: 7 } }")))
                .isEqualTo(new Answer.UnknownAttrs("Missing", new TreeSet<>(), new TreeSet<>(Set.of("new"))));
        assertThat(lookup.find(node("op: 'Missing' attr { key: 'new' value { i: 8 } }")))
                .isEqualTo(new Answer.UnknownAttrs("Missing", new TreeSet<>(Set.of("new")), new TreeSet<>()));
    }

    @Test
    void functionsRetiredOpsAndReplacedOpsAreToldApart() throws Exception {
        KernelLookup lookup = lookup(V1_15, kernel("Old", "CPU", ""));

        assertThat(lookup.find(node("op: 'my_function'"))).isEqualTo(new Answer.UnknownOp("my_function", List.of()));
        assertThat(lookup.forGraph(Set.of("my_function"), 0).find(node("op: 'my_function'")))
                .isEqualTo(new Answer.NoKernelNeeded("it calls a function of the graph"));
        assertThat(lookup.forGraph(Set.of(), 8).find(node("op: 'Old'"))).isInstanceOf(Answer.Kernel.class);
        assertThat(lookup.forGraph(Set.of(), 9).find(node("op: 'Old'")))
                .isEqualTo(new Answer.RetiredOp("Old", 9, 9, "Use New"));
        assertThat(lookup.find(node("op: 'AccumulateNV2'"))).isInstanceOf(Answer.NoKernelNeeded.class);
    }
}
