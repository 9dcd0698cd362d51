package io.github.tfmobile.codegen.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.codegen.requirement.MissingKernelReason;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.requirement.RuntimeKernels;
import io.github.tfmobile.codegen.target.KernelList;
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
                "tf1/checkpoint_v1/frozen",
                "tf1/checkpoint_v1/optimized",
                "tf1/cond_v1/frozen",
                "tf1/cond_v1/optimized",
                "tf1/control_flow_v2/frozen",
                "tf1/control_flow_v2/optimized",
                "tf1/dtypes_ref/frozen",
                "tf1/dtypes_ref/optimized",
                "tf1/hash_table/frozen",
                "tf1/hash_table/optimized",
                "tf1/inception_v3_train/frozen",
                "tf1/inception_v3_train/optimized",
                "saved_model/keras_lstm/frozen",
                "saved_model/keras_lstm/frozen_nolower",
                "saved_model/keras_lstm/optimized",
                "saved_model/keras_lstm/optimized_nolower",
                "saved_model/keras_mobilenet_v2/frozen",
                "saved_model/keras_mobilenet_v2/optimized",
                "tf1/lstm_v1/frozen",
                "tf1/lstm_v1/optimized",
                "tf1/mlp_ref_vars/frozen",
                "tf1/mlp_ref_vars/optimized",
                "tf1/mlp_resource_vars/frozen",
                "tf1/mlp_resource_vars/optimized",
                "tf1/mobilenet_v1_train/frozen",
                "tf1/mobilenet_v1_train/optimized",
                "tf1/old_batch_norm/frozen",
                "tf1/old_batch_norm/optimized",
                "tf1/partitioned_ref/frozen",
                "tf1/partitioned_ref/optimized",
                "tf1/sharded_checkpoint/frozen",
                "tf1/sharded_checkpoint/optimized",
                "saved_model/tf1_partitioned/frozen",
                "saved_model/tf1_partitioned/optimized",
                "saved_model/tf1_two_meta_graphs/frozen",
                "saved_model/tf1_two_meta_graphs/frozen_train",
                "saved_model/tf1_two_meta_graphs/optimized",
                "saved_model/tf1_two_meta_graphs/optimized_train",
                "saved_model/tf2_hash_table/frozen",
                "saved_model/tf2_hash_table/optimized",
                "saved_model/tf2_multi_signature/frozen",
                "saved_model/tf2_multi_signature/frozen_similarity",
                "saved_model/tf2_multi_signature/optimized",
                "saved_model/tf2_multi_signature/optimized_similarity",
                "saved_model/tf2_while_if/frozen",
                "saved_model/tf2_while_if/frozen_nolower",
                "saved_model/tf2_while_if/optimized",
                "saved_model/tf2_while_if/optimized_nolower",
                "saved_model/tf2_while_if_plain/frozen",
                "saved_model/tf2_while_if_plain/frozen_nolower",
                "saved_model/tf2_while_if_plain/optimized",
                "saved_model/tf2_while_if_plain/optimized_nolower"
            })
    void equalsWhatTensorFlowPrintsButForTheFirstLine(String graph) throws Exception {
        Registry registry = TestRegistry.desktop();
        Requirements requirements = Requirements.of(new RequirementRequest(
                List.of(TestModels.model("model", TestModels.corpusGraph(graph + ".pb"))),
                TestRegistry.lookup(registry),
                KernelList.available(),
                TestSources.of(registry),
                List.of(),
                RuntimeKernels.ofHeaderTool()));

        // A queue that nothing fills is no matter of registration.
        assertThat(requirements.unregistered()).allMatch(op -> op.why() instanceof MissingKernelReason.NeverReady);
        assertThat(withoutFirstLine(OpsToRegisterHeader.render(requirements)))
                .isEqualTo(withoutFirstLine(new String(TestModels.corpus(headerOf(graph)), StandardCharsets.UTF_8)));
    }

    /** Where the corpus keeps what TensorFlow printed for a graph: the final graph's file has no name of its own. */
    private static String headerOf(String graph) {
        return graph.replace("/optimized", "/ops_to_register").replace("/frozen", "/ops_to_register_frozen") + ".h";
    }

    private static String withoutFirstLine(String text) {
        return text.substring(text.indexOf('\n') + 1);
    }
}
