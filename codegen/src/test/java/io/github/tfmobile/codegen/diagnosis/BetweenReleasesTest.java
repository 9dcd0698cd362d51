package io.github.tfmobile.codegen.diagnosis;

import static io.github.tfmobile.codegen.testing.TestModels.node;
import static io.github.tfmobile.codegen.testing.TestModels.placeholder;
import static io.github.tfmobile.codegen.testing.TestModels.type;
import static io.github.tfmobile.codegen.testing.TestModels.typed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.RegistrySources;
import io.github.tfmobile.codegen.testing.TestModels;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** What is said of a release between 2.14.0 and the snapshot of 2.21. */
class BetweenReleasesTest {

    private static Diagnosis diagnosis(NodeDef... nodes) throws ProblemException {
        Graph graph = TestModels.graph(nodes);
        FinalModel model = TestModels.model("m", graph, nodes[nodes.length - 1].getName());
        return Diagnosis.between(
                "2.18.0", request("2.14.0", model), request("2.21.0-dev", model), new RegistryAlternatives());
    }

    private static RequirementRequest request(String release, FinalModel model) throws ProblemException {
        Registry registry = BundledRegistries.load(release);
        Target target = Target.of(Platform.ANDROID, Types.SELECTIVE);
        return RequirementRequest.of(
                List.of(model),
                KernelLookup.of(registry, target),
                KernelList.available(),
                RegistrySources.of(registry, target));
    }

    private static NodeDef variable(DataType type) {
        return node("VarHandleOp", "v")
                .putAttr("dtype", type(type))
                .putAttr(
                        "shape",
                        AttrValue.newBuilder()
                                .setShape(TensorShapeProto.getDefaultInstance())
                                .build())
                .build();
    }

    @Test
    void whatBothNeighboursHaveItHas() throws Exception {
        Diagnosis diagnosis = diagnosis(
                placeholder("x", DataType.DT_FLOAT), typed("MatrixInverse", "inverse", DataType.DT_FLOAT, "x"));

        assertThat(diagnosis.passed()).isTrue();
        Requirements requirements = diagnosis.requirements();
        assertThat(requirements.release()).isEqualTo("2.18.0");
        assertThat(requirements.revision()).isEmpty();
        assertThat(requirements.opsAndKernels())
                .contains(new Requirements.OpAndKernel("MatrixInverse", "(MatrixInverseOp<float>)"));
        assertThat(requirements.warnings())
                .anySatisfy(warning -> assertThat(warning)
                        .startsWith(
                                "nothing is known of TensorFlow 2.18.0 itself; 2.14.0 and 2.21.0-dev were asked instead for"
                                        + " 2 nodes, and give each of them the same answer"));
        assertThat(requirements.opNames()).contains("_Arg", "_Retval", "NoOp", "Const");
    }

    @Test
    void whatOnlyOneOfThemHasIsNotKnown() throws Exception {
        Diagnosis diagnosis = diagnosis(
                variable(DataType.DT_INT4),
                placeholder("x", DataType.DT_INT4),
                node("AssignVariableOp", "assign", "v", "x")
                        .putAttr("dtype", type(DataType.DT_INT4))
                        .build());

        assertThatThrownBy(diagnosis::requireAllRegistered)
                .hasMessageContaining("releases-differ")
                .hasMessageContaining("AssignVariableOp with dtype=DT_INT4")
                .hasMessageContaining(
                        "why: TensorFlow 2.21.0-dev has a kernel for it and 2.14.0 has none, and what lies"
                                + " between is not known: ")
                .hasMessageContaining("write a registry file once with the goal scan and name it in registryFile");
        assertThat(diagnosis.requirements().warnings())
                .anySatisfy(warning -> assertThat(warning).contains("3 nodes, and give 2 of them the same answer"));
    }

    @Test
    void aKernelClassOfAnotherNameIsNotTheSameAnswer() throws Exception {
        Graph graph = TestModels.graph(
                placeholder("shape", DataType.DT_INT32),
                node("Empty", "empty", "shape")
                        .putAttr("dtype", type(DataType.DT_INT32))
                        .build());
        FinalModel model = TestModels.model("m", graph, "empty");
        Diagnosis diagnosis = Diagnosis.between(
                "2.13.1", request("2.12.1", model), request("2.14.0", model), new RegistryAlternatives());

        assertThat(diagnosis.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.unregistered().why().text())
                        .isEqualTo("TensorFlow 2.12.1 has the kernel EmptyOp<CPUDevice,int32> and 2.14.0"
                                + " EmptyOp<CPUDevice,::tensorflow::int32>, and what lies between is not known"));
    }

    @Test
    void whatNeitherHasIsAProblemAsEver() throws Exception {
        Diagnosis diagnosis = diagnosis(node("NoSuchOp", "n").build());

        assertThat(diagnosis.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.unregistered().why().kind()).isEqualTo("unknown-op");
            assertThat(problem.remedies()).isNotEmpty();
        });
    }
}
