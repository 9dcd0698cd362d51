package io.github.tfmobile.codegen.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.codegen.requirement.KernelList;
import io.github.tfmobile.codegen.requirement.Releases;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.requirement.RuntimeKernels;
import io.github.tfmobile.codegen.testing.TestModels;
import io.github.tfmobile.codegen.testing.TestRegistry;
import io.github.tfmobile.codegen.testing.TestSources;
import io.github.tfmobile.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpsToRegisterHeaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkpoint_v1/frozen",
                "checkpoint_v1/optimized",
                "cond_v1/frozen",
                "cond_v1/optimized",
                "control_flow_v2/frozen",
                "control_flow_v2/optimized",
                "dtypes_ref/frozen",
                "dtypes_ref/optimized",
                "hash_table/frozen",
                "hash_table/optimized",
                "inception_v3_train/frozen",
                "inception_v3_train/optimized",
                "keras_lstm/frozen",
                "keras_lstm/frozen_nolower",
                "keras_lstm/optimized",
                "keras_lstm/optimized_nolower",
                "keras_mobilenet_v2/frozen",
                "keras_mobilenet_v2/optimized",
                "lstm_v1/frozen",
                "lstm_v1/optimized",
                "mlp_ref_vars/frozen",
                "mlp_ref_vars/optimized",
                "mlp_resource_vars/frozen",
                "mlp_resource_vars/optimized",
                "mobilenet_v1_train/frozen",
                "mobilenet_v1_train/optimized",
                "old_batch_norm/frozen",
                "old_batch_norm/optimized",
                "partitioned_ref/frozen",
                "partitioned_ref/optimized",
                "sharded_checkpoint/frozen",
                "sharded_checkpoint/optimized",
                "tf1_partitioned/frozen",
                "tf1_partitioned/optimized",
                "tf1_two_meta_graphs/frozen",
                "tf1_two_meta_graphs/frozen_train",
                "tf1_two_meta_graphs/optimized",
                "tf1_two_meta_graphs/optimized_train",
                "tf2_hash_table/frozen",
                "tf2_hash_table/optimized",
                "tf2_multi_signature/frozen",
                "tf2_multi_signature/frozen_similarity",
                "tf2_multi_signature/optimized",
                "tf2_multi_signature/optimized_similarity",
                "tf2_while_if/frozen",
                "tf2_while_if/frozen_nolower",
                "tf2_while_if/optimized",
                "tf2_while_if/optimized_nolower",
                "tf2_while_if_plain/frozen",
                "tf2_while_if_plain/frozen_nolower",
                "tf2_while_if_plain/optimized",
                "tf2_while_if_plain/optimized_nolower"
            })
    void equalsWhatTensorFlowPrintsButForTheFirstLine(String graph) throws Exception {
        Registry registry = TestRegistry.desktop();
        Requirements requirements = Requirements.of(new RequirementRequest(
                List.of(TestModels.model("model", TestModels.corpusGraph(graph + ".pb"))),
                TestRegistry.lookup(registry),
                KernelList.available(),
                TestSources.of(registry),
                List.of(),
                RuntimeKernels.ofHeaderTool(),
                Releases.NONE));

        assertThat(requirements.unregistered()).isEmpty();
        assertThat(withoutFirstLine(OpsToRegisterHeader.render(requirements)))
                .isEqualTo(withoutFirstLine(
                        new String(TestModels.corpus(graph + ".ops_to_register.h"), StandardCharsets.UTF_8)));
    }

    private static String withoutFirstLine(String text) {
        return text.substring(text.indexOf('\n') + 1);
    }
}
