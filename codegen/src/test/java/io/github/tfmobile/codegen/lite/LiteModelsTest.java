package io.github.tfmobile.codegen.lite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.ModelTensor;
import io.github.tfmobile.lite.model.ModelReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("corpus")
class LiteModelsTest {

    private static FinalModel model(String name) throws Exception {
        return LiteModels.of(
                name,
                ModelReader.read(Path.of("..", "testing", "lite", "models", name, "model.tflite")),
                "0".repeat(64),
                "models/" + name + ".tflite");
    }

    private static List<String> texts(List<ModelTensor> tensors) {
        return tensors.stream()
                .map(tensor -> tensor.name() + " " + tensor.dtypeText() + tensor.shapeText())
                .toList();
    }

    @Test
    void hasTheInputsAndOutputsOfTheMainSubgraph() throws Exception {
        FinalModel model = model("signatures-dynamic");

        assertThat(texts(model.inputs())).containsExactly("decode_code:0 float[?,4]");
        assertThat(texts(model.outputs()))
                .containsExactly("StatefulPartitionedCall:0 float[?]", "StatefulPartitionedCall:1 float[?,6]");
        assertThat(model.isGraph()).isFalse();
        assertThat(model.graph().all()).isEmpty();
    }

    @Test
    void hasANodeForEachFlexOpUnderTheNameOfItsOperator() throws Exception {
        FinalModel model = model("flex-while");

        assertThat(model.graph().all()).singleElement().satisfies(node -> {
            assertThat(node.op()).isEqualTo("MatrixInverse");
            assertThat(node.name())
                    .isEqualTo("operator 1 of subgraph 2 (while_body_arg1 ->"
                            + " MatrixInverse;while/PartitionedCall/MatrixInverse)");
            assertThat(node.inputs()).isEmpty();
            assertThat(node.device()).isEmpty();
        });
    }
}
