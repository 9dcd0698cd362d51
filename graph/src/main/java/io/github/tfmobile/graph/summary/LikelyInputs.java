package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
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
        for (Node node : graph.all()) {
            if (!NodeRoles.isSource(node)) {
                continue;
            }
            Set<Integer> ports = new TreeSet<>();
            for (Node reader : graph.readers(node.name())) {
                for (NodeInput input : reader.inputs()) {
                    if (input.node().equals(node.name()) && !input.isControl()) {
                        ports.add(input.port());
                    }
                }
            }
            ports.forEach(port -> sources.add(new NodeInput(node.name(), port)));
        }
        return sources;
    }

    /** The constant to put in the place of a source that only switches training; null for others. */
    @Nullable
    Feed feed(NodeInput source) {
        Node node = graph.named(source.node());
        return node == null || !OpTrait.PLACEHOLDER.includes(node.op())
                ? null
                : NodeRoles.constant(node.name(), facts.dtype(source));
    }

    /** The source itself, or, when encoded media or a queue come first, the last tensors before the weights. */
    List<Candidate> from(NodeInput source, Set<String> reached, Set<String> weighted, Set<String> needed) {
        Node node = graph.named(source.node());
        if (node == null) {
            return List.of();
        }
        List<String> preprocessing = new ArrayList<>();
        if (NodeRoles.isHostPreprocessing(node)) {
            preprocessing.add(node.op());
        }
        reached.stream()
                .filter(name -> !weighted.contains(name) && needed.contains(name))
                .map(graph::named)
                .filter(each -> each != null && NodeRoles.isHostPreprocessing(each))
                .forEach(each -> preprocessing.add(each.op()));
        if (preprocessing.isEmpty()) {
            return List.of(new Candidate(
                    source.toString(),
                    facts.dtype(source),
                    InputShapes.of(graph, facts, source),
                    "a " + node.op() + " that the outputs depend on"));
        }
        List<Candidate> border = new ArrayList<>();
        for (Node last : graph.all()) {
            String name = last.name();
            if (reached.contains(name)
                    && runsOnce(name)
                    && !weighted.contains(name)
                    && needed.contains(name)
                    && graph.readers(name).stream()
                            .anyMatch(reader -> weighted.contains(reader.name()) && needed.contains(reader.name()))) {
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
