package io.github.tfmobile.codegen.find;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.tfmobile.codegen.requirement.Requirement;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.RegistrySources;
import io.github.tfmobile.codegen.testing.TestModels;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.VersionDef;

/** What is found is what real binaries register, and what the analysis of a model asks for. */
@Tag("slow")
class FindAgreementTest {

    private static final Set<String> NOT_BUILT = Set.of("needs-library", "needs-proto", "left-out", "not-compiled");

    /** What is said of a node first, whether its kernel is built or not. */
    private static final Set<String> GIVES_NOTHING = Set.of("reads-files", "never-ready");

    private static final Target DESKTOP = Target.of(Platform.DESKTOP, Types.DEFAULT);

    /** The source scrambles two labels of Fact at run time. */
    @Test
    void findsTheKernelsThatTheBinaryOf1150Registers() throws Exception {
        assertThat(differences("1.15.0")).containsExactly("- Fact|CPU|Sergey|0|[]|[]", "- Fact|CPU|sergey|0|[]|[]");
    }

    /** Besides Fact, DecodeJxl and AssignVariableOp of one type came after the snapshot of the tree. */
    @Test
    void findsTheKernelsThatTheBinaryOf2210Registers() throws Exception {
        assertThat(differences("2.21.0"))
                .containsExactly(
                        "- AssignVariableOp|CPU||0|[dtype[DT_FLOAT4_E2M1FN]]|[]",
                        "- DecodeJxl|CPU||0|[]|[]",
                        "- Fact|CPU|Sergey|0|[]|[]",
                        "- Fact|CPU|sergey|0|[]|[]");
    }

    @ParameterizedTest
    @CsvSource({"1.15.0, RASPBERRY_PI", "2.21.0, ANDROID"})
    void listsTheFilesThatAModelOfTheOpNeeds(String release, Platform platform) throws Exception {
        Registry registry = BundledRegistries.load(release);
        Target target = Target.of(platform, Types.DEFAULT);
        KernelLookup lookup = KernelLookup.of(registry, target);
        Map<Registration, FoundKernel> found = new HashMap<>();
        FindResult all =
                OpFinder.of(registry, target, KernelList.available()).find(FindQuery.op("*"), OpHistories.NONE);
        all.ops().forEach(op -> op.kernels().forEach(kernel -> found.put(kernel.registration(), kernel)));
        List<NodeDef> nodes = new ArrayList<>();
        for (Registration registration : registry.target(target)) {
            OpDef def = registry.ops(target).find(registration.op());
            if (def != null) {
                nodes.add(node(def, registration, "n" + nodes.size()));
            }
        }
        Graph graph = new Graph(nodes, FunctionDefLibrary.getDefaultInstance(), VersionDef.getDefaultInstance());

        Requirements requirements = Requirements.of(RequirementRequest.of(
                List.of(TestModels.model("all", graph)),
                lookup,
                KernelList.available(),
                RegistrySources.of(registry, target)));

        assertThat(requirements.required()).hasSizeGreaterThan(2_000).allSatisfy(requirement -> {
            FoundKernel kernel = found.get(requirement.registration());
            assertThat(kernel).isNotNull();
            assertThat(kernel.inTarget()).isTrue();
            assertThat(kernel.notBuilt()).isNull();
            assertThat(kernel.files()).isEqualTo(files(requirement));
        });
        // And the other way round: what is in the target but not in a build is unregistered.
        OpDefs defined = registry.ops(target);
        SortedSet<String> notBuilt = new TreeSet<>();
        all.ops()
                .forEach(op -> op.kernels().stream()
                        .filter(kernel -> kernel.notBuilt() != null
                                && defined.find(kernel.registration().op()) != null)
                        .forEach(kernel -> notBuilt.add(kernel.registration().op())));
        SortedSet<String> unregistered = new TreeSet<>();
        SortedSet<String> useless = new TreeSet<>();
        requirements.unregistered().forEach(problem -> {
            String why = problem.why().kind();
            (NOT_BUILT.contains(why) ? unregistered : GIVES_NOTHING.contains(why) ? useless : new TreeSet<String>())
                    .add(problem.op());
        });
        assertThat(notBuilt).isNotEmpty().containsAll(unregistered);
        notBuilt.removeAll(unregistered);
        assertThat(useless).containsAll(notBuilt);
    }

    private static SortedSet<String> files(Requirement requirement) {
        SortedSet<String> files = new TreeSet<>(requirement.kernelFiles());
        files.addAll(requirement.opFiles());
        return files;
    }

    /** A node for which the kernel is chosen. */
    private static NodeDef node(OpDef def, Registration registration, String name) {
        NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp(def.getName());
        node.setDevice("/device:" + (registration.device().equals("DEFAULT") ? "CPU" : registration.device()) + ":0");
        for (OpDef.AttrDef attr : def.getAttrList()) {
            if (!attr.hasDefaultValue()) {
                node.putAttr(attr.getName(), anyValue(attr));
            }
        }
        for (Constraint constraint : registration.constraints()) {
            String value = constraint.allowed().iterator().next();
            Dtype dtype = Dtype.ofConstant(value);
            if (dtype != null) {
                AttrValue type = dtype.attr();
                boolean list = def.getAttrList().stream()
                        .anyMatch(attr -> attr.getName().equals(constraint.attr())
                                && attr.getType().equals("list(type)"));
                node.putAttr(
                        constraint.attr(),
                        list
                                ? AttrValue.newBuilder()
                                        .setList(
                                                AttrValue.ListValue.newBuilder().addTypeValue(dtype.number()))
                                        .build()
                                : type);
            } else {
                node.putAttr(
                        constraint.attr(),
                        AttrValue.newBuilder()
                                .setS(ByteString.copyFromUtf8(value.substring(2)))
                                .build());
            }
        }
        if (!registration.label().isEmpty()) {
            node.putAttr(
                    "_kernel",
                    AttrValue.newBuilder()
                            .setS(ByteString.copyFromUtf8(registration.label()))
                            .build());
        }
        return node.build();
    }

    private static AttrValue anyValue(OpDef.AttrDef attr) {
        AttrValue.Builder value = AttrValue.newBuilder();
        AttrValue.ListValue allowed = attr.getAllowedValues().getList();
        long minimum = Math.max(1, attr.getMinimum());
        switch (attr.getType()) {
            case "type" -> value.setTypeValue(allowed.getTypeCount() > 0 ? allowed.getTypeValue(0) : 1);
            case "int" -> value.setI(minimum);
            case "float" -> value.setF(1);
            case "bool" -> value.setB(false);
            case "string" -> value.setS(allowed.getSCount() > 0 ? allowed.getS(0) : ByteString.copyFromUtf8("text"));
            case "shape" -> value.getShapeBuilder().setUnknownRank(true);
            case "func" -> value.getFuncBuilder().setName("f");
            case "tensor" -> value.getTensorBuilder().setDtypeValue(1);
            default -> {
                AttrValue.ListValue.Builder list = value.getListBuilder();
                for (int i = 0; i < minimum; i++) {
                    switch (attr.getType()) {
                        case "list(type)" ->
                            list.addTypeValue(allowed.getTypeCount() > 0 ? allowed.getTypeValue(0) : 1);
                        case "list(int)" -> list.addI(1);
                        case "list(float)" -> list.addF(1);
                        case "list(bool)" -> list.addB(false);
                        case "list(string)" -> list.addS(ByteString.copyFromUtf8("text"));
                        case "list(shape)" -> list.addShapeBuilder().setUnknownRank(true);
                        case "list(func)" -> list.addFuncBuilder().setName("f");
                        default -> throw new AssertionError(attr.getType());
                    }
                }
            }
        }
        return value.build();
    }

    /** Kernels that only the binary has, with a minus before them, and those that are only found, with a plus. */
    private static SortedSet<String> differences(String release) throws Exception {
        Registry registry = BundledRegistries.load(release);
        OpFinder finder = OpFinder.of(registry, DESKTOP, KernelList.available());
        org.tensorflow.proto.KernelList.Builder reported = org.tensorflow.proto.KernelList.newBuilder();
        try (InputStream in = new GZIPInputStream(
                Files.newInputStream(Path.of("../testing/kernels/kernels-" + release + ".pb.gz")))) {
            reported.mergeFrom(in);
        }
        SortedSet<String> names = new TreeSet<>(registry.registeredOps().keySet());
        Map<String, SortedSet<String>> byOp = new HashMap<>();
        for (KernelDef kernel : reported.getKernelList()) {
            byOp.computeIfAbsent(kernel.getOp(), op -> new TreeSet<>()).add(key(kernel));
            names.add(kernel.getOp());
        }
        SortedSet<String> differences = new TreeSet<>();
        for (String op : names) {
            SortedSet<String> expected = byOp.getOrDefault(op, new TreeSet<>());
            SortedSet<String> found = new TreeSet<>();
            finder.find(FindQuery.op(op), OpHistories.NONE)
                    .ops()
                    .forEach(one -> one.kernels().stream()
                            .filter(FoundKernel::inTarget)
                            .forEach(kernel -> found.add(key(kernel.registration()))));
            expected.stream().filter(key -> !found.contains(key)).forEach(key -> differences.add("- " + key));
            found.stream().filter(key -> !expected.contains(key)).forEach(key -> differences.add("+ " + key));
        }
        return differences;
    }

    private static String key(Registration kernel) {
        List<String> constraints = kernel.constraints().stream()
                .map(constraint -> constraint.attr() + new TreeSet<>(constraint.allowed()))
                .sorted()
                .toList();
        return String.join(
                "|",
                kernel.op(),
                kernel.device(),
                kernel.label(),
                "" + kernel.priority(),
                constraints.toString(),
                new TreeSet<>(kernel.hostMemory()).toString());
    }

    private static String key(KernelDef kernel) {
        List<String> constraints = kernel.getConstraintList().stream()
                .map(constraint -> constraint.getName()
                        + values(constraint.getAllowedValues().getList()))
                .sorted()
                .toList();
        return String.join(
                "|",
                kernel.getOp(),
                kernel.getDeviceType(),
                kernel.getLabel(),
                "" + kernel.getPriority(),
                constraints.toString(),
                new TreeSet<>(kernel.getHostMemoryArgList()).toString());
    }

    private static SortedSet<String> values(AttrValue.ListValue list) {
        SortedSet<String> values = new TreeSet<>();
        list.getTypeValueList().forEach(type -> values.add(new Dtype(type).constant()));
        list.getSList().forEach(s -> values.add("s:" + s.toStringUtf8()));
        list.getIList().forEach(i -> values.add("i:" + i));
        list.getBList().forEach(b -> values.add("b:" + b));
        return values;
    }
}
