package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.registry.lookup.Answer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Flex ops that call subgraphs of their model, by an attr that names a function as those of datasets have. The Flex delegate
 * makes a function of such a subgraph, with the nodes {@code _Arg}, {@code Const}, {@code TfLiteSubgraphExecute} and
 * {@code _Retval} (tensorflow/lite/delegates/flex/delegate_data.cc), which {@code list_flex_ops} does not list.
 */
final class SubgraphCalls {

    /** The op that runs a subgraph. It is registered by the delegate's own library, whatever the build compiles. */
    static final String EXECUTE = "TfLiteSubgraphExecute";

    static final String REASON = "the Flex delegate runs a subgraph with it that a Flex op calls";

    private SubgraphCalls() {}

    /** The operators of the models that call subgraphs. */
    static List<NodeUse> of(Collection<FinalModel> models) {
        List<NodeUse> calls = new ArrayList<>();
        for (FinalModel model : models) {
            if (!model.isGraph()) {
                model.graph().all().stream()
                        .filter(SubgraphCalls::isCall)
                        .forEach(node -> calls.add(new NodeUse(model.name(), List.of(), node.name())));
            }
        }
        return calls;
    }

    private static boolean isCall(Node node) {
        return node.attrs().values().stream()
                .anyMatch(attr -> attr.hasFunc() || attr.getList().getFuncCount() > 0);
    }

    /** That the release's delegate cannot do it. */
    static MissingKernelReason missing(String release) {
        return MissingKernelReason.unknownOp(
                new Answer.UnknownOp(EXECUTE, List.of()),
                "no model shows it, but " + REASON + ", and the delegate of TensorFlow " + release + " has none");
    }
}
