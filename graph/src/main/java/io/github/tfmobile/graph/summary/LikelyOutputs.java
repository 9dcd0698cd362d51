package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.Frames;
import io.github.tfmobile.graph.analysis.TensorFacts;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.summary.LikelyNames.Candidate;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.DataType;

/** The last nodes of a model proper. */
final class LikelyOutputs {

    private final Graph graph;
    private final TensorFacts facts;

    LikelyOutputs(Graph graph, OpDefs ops) {
        this.graph = graph;
        this.facts = graph.analysis(TensorFacts.of(ops, TensorFacts.Basis.RECORDED));
    }

    /**
     * What ends the model.
     *
     * @param forward the nodes that inference may need; those that only measure the result are removed
     * @param training the nodes that only training needs
     */
    List<Candidate> of(Set<String> forward, Set<String> training) {
        boolean again = true;
        while (again) {
            List<String> metrics = forward.stream()
                    .filter(name -> isEnd(name, forward))
                    .filter(name -> {
                        Node node = graph.named(name);
                        return node != null
                                && NodeRoles.isMetric(node)
                                && !graph.readers(name).isEmpty();
                    })
                    .toList();
            again = forward.removeAll(metrics);
        }
        List<Candidate> outputs = new ArrayList<>();
        for (Node node : graph.all()) {
            if (forward.contains(node.name()) && isEnd(node.name(), forward)) {
                List<String> loss = graph.readers(node.name()).stream()
                        .map(Node::name)
                        .filter(training::contains)
                        .filter(name -> !NodeRoles.isGradient(name))
                        .limit(2)
                        .toList();
                String reason = "depends on the inputs and the weights and "
                        + (loss.isEmpty()
                                ? "nothing reads it"
                                : "only training reads it (" + String.join(", ", loss) + ")");
                outputs.add(new Candidate(node.name(), facts.dtype(new NodeInput(node.name(), 0)), null, reason));
            }
        }
        List<Candidate> results = outputs.stream()
                .filter(output -> {
                    Node node = graph.named(output.name());
                    return node != null && !isControlFlowPort(node);
                })
                .toList();
        return results.isEmpty() ? List.copyOf(outputs) : results;
    }

    private boolean isEnd(String name, Set<String> forward) {
        return graph.readers(name).stream().noneMatch(reader -> forward.contains(reader.name()));
    }

    /** A port of an If or While that only carries something through, or the predicate of a cond. */
    private boolean isControlFlowPort(Node node) {
        // A Merge of a cond is its result; one of a loop is the beginning of an iteration.
        boolean result = OpTrait.MERGE.includes(node.op())
                && !Frames.of(graph).isInLoop(graph.index().number(node.name()));
        if ((NodeRoles.isControlFlow(node) && !result)
                || Dtype.of(DataType.DT_RESOURCE).equals(facts.dtype(new NodeInput(node.name(), 0)))) {
            return true;
        }
        if (!node.op().equals("Identity") || node.inputCount() == 0) {
            return false;
        }
        Node producer = graph.named(node.input(0).node());
        return producer != null
                && (OpTrait.SWITCH.includes(producer.op()) || node.name().startsWith(producer.name() + "/"));
    }
}
