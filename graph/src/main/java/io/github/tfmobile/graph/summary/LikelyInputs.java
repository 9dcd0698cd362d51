package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.Frames;
import io.github.tfmobile.graph.analysis.TensorFacts;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.summary.LikelyNames.Candidate;
import io.github.tfmobile.graph.summary.LikelyNames.Feed;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/** The tensors that values come from at run time, and what to feed in their place. */
final class LikelyInputs {

    private final Graph graph;
    private final TensorFacts facts;
    private final Frames frames;

    LikelyInputs(Graph graph, OpDefs ops) {
        this.graph = graph;
        this.facts = graph.analysis(TensorFacts.of(ops, TensorFacts.Basis.RECORDED));
        this.frames = Frames.of(graph);
    }

    /** The tensors that values come from at run time, in file order; one for each output that is read. */
    List<NodeInput> sources() {
        List<NodeInput> sources = new ArrayList<>();
        for (NodeDef node : graph.nodes()) {
            if (!NodeRoles.isSource(node)) {
                continue;
            }
            Set<Integer> ports = new TreeSet<>();
            for (NodeDef reader : graph.consumers(node.getName())) {
                for (String text : reader.getInputList()) {
                    NodeInput input = NodeInput.parse(text);
                    if (input.node().equals(node.getName()) && !input.isControl()) {
                        ports.add(input.port());
                    }
                }
            }
            ports.forEach(port -> sources.add(new NodeInput(node.getName(), port)));
        }
        return sources;
    }

    /** The constant to put in the place of a source that only switches training; null for others. */
    @Nullable
    Feed feed(NodeInput source) {
        NodeDef node = graph.find(source.node());
        return node == null || !OpTrait.PLACEHOLDER.includes(node.getOp())
                ? null
                : NodeRoles.constant(node.getName(), facts.dtype(source));
    }

    /** The source itself, or, when encoded media or a queue come first, the last tensors before the weights. */
    List<Candidate> from(NodeInput source, Set<String> reached, Set<String> weighted, Set<String> needed) {
        NodeDef node = graph.find(source.node());
        if (node == null) {
            return List.of();
        }
        List<String> preprocessing = new ArrayList<>();
        if (NodeRoles.isHostPreprocessing(node)) {
            preprocessing.add(node.getOp());
        }
        reached.stream()
                .filter(name -> !weighted.contains(name) && needed.contains(name))
                .map(graph::find)
                .filter(each -> each != null && NodeRoles.isHostPreprocessing(each))
                .forEach(each -> preprocessing.add(each.getOp()));
        if (preprocessing.isEmpty()) {
            return List.of(new Candidate(
                    source.toString(),
                    facts.dtype(source),
                    InputShapes.of(graph, facts, source),
                    "a " + node.getOp() + " that the outputs depend on"));
        }
        List<Candidate> border = new ArrayList<>();
        for (NodeDef last : graph.nodes()) {
            String name = last.getName();
            if (reached.contains(name)
                    && runsOnce(name)
                    && !weighted.contains(name)
                    && needed.contains(name)
                    && graph.consumers(name).stream()
                            .anyMatch(reader ->
                                    weighted.contains(reader.getName()) && needed.contains(reader.getName()))) {
                NodeInput tensor = new NodeInput(name, 0);
                border.add(new Candidate(
                        name,
                        facts.dtype(tensor),
                        InputShapes.of(graph, facts, tensor),
                        "the last node before the weights; feeding it cuts off "
                                + preprocessing.stream().distinct().collect(Collectors.joining(", "))));
            }
        }
        return border;
    }

    /** Whether a node is outside of loops and branches, where it can be fed. */
    private boolean runsOnce(String name) {
        int node = graph.index().number(name);
        return !frames.isInLoop(node) && !frames.isInBranch(node);
    }
}
