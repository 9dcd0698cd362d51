package io.github.tfmobile.codegen.requirement;

import static io.github.tfmobile.codegen.testing.TestModels.node;
import static io.github.tfmobile.codegen.testing.TestModels.placeholder;
import static io.github.tfmobile.codegen.testing.TestModels.type;
import static io.github.tfmobile.codegen.testing.TestModels.typed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.codegen.testing.TestModels;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.problem.ProblemException;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;

/** What the check says of the real kernels of TensorFlow 1.15.0. */
class BundledRegistryTest {

    private final Registry registry = load();

    @Test
    void aPictureIsDecodedInTheAppOnIos() throws Exception {
        Graph graph = TestModels.graph(
                placeholder("contents", DataType.DT_STRING),
                node("DecodeJpeg", "DecodeJpeg", "contents").build(),
                node("Cast", "Cast", "DecodeJpeg")
                        .putAttr("SrcT", type(DataType.DT_UINT8))
                        .putAttr("DstT", type(DataType.DT_FLOAT))
                        .build(),
                typed("Relu", "out", DataType.DT_FLOAT, "Cast"));
        Requirements requirements = requirements(Types.SELECTIVE, TestModels.model("pictures", graph, "out"));

        assertThatThrownBy(requirements::requireAllRegistered).hasMessage("""
                        1 op is not registered in TensorFlow 1.15.0 for ios-selective (kernels: available): 1 node of model "pictures"
                        DecodeJpeg: 1 node of model "pictures"
                          nodes: "DecodeJpeg"
                          why: its kernel in tensorflow/core/kernels/decode_image_op.cc needs giflib, libjpeg, libpng, which mobile builds do not have
                          - strip: make another node the input of model "pictures" (<inputs>, -Dtfmobile.inputs): <input>DecodeJpeg=uint8</input> in place of "contents", or <input>Cast=float</input> in place of "contents"; strip_unused_nodes then cuts it away
                          - decode or read in the app what this op decodes or reads, and feed the result; or build giflib, libjpeg, libpng for the device, link it, and vouch for it with an <include> of tensorflow/core/kernels/decode_image_op.cc""".stripIndent());
    }

    @Test
    void integersAreComparedOnlyWithMoreTypesThanSlim() throws Exception {
        Graph graph = TestModels.graph(
                placeholder("n", DataType.DT_INT32), typed("Less", "less", DataType.DT_INT32, "n", "n"));

        assertThat(requirements(Types.SELECTIVE, TestModels.model("m", graph, "less"))
                        .unregistered())
                .isEmpty();
        assertThatThrownBy(() -> requirements(Types.SLIM, TestModels.model("m", graph, "less"))
                        .requireAllRegistered())
                .hasMessage("""
                        1 op is not registered in TensorFlow 1.15.0 for ios-slim (kernels: available): 1 node of model "m"
                        Less with T=DT_INT32: 1 node of model "m"
                          nodes: "less"
                          why: target ios-slim registers kernels of it, but none for these attrs
                          registered: T = DT_FLOAT, DT_INT64
                          - set <types>full</types> or <types>selective</types> (-Dtfmobile.types=full), with which ios registers a kernel for it""".stripIndent());
    }

    private Requirements requirements(Types types, FinalModel model) throws ProblemException {
        Target target = Target.of(Platform.IOS, types);
        return Requirements.of(RequirementRequest.of(
                List.of(model),
                KernelLookup.of(registry, target),
                KernelList.available(),
                RegistrySources.of(registry, target)));
    }

    private static Registry load() {
        try {
            return BundledRegistries.load("1.15.0");
        } catch (ProblemException e) {
            throw new IllegalStateException(e);
        }
    }
}
