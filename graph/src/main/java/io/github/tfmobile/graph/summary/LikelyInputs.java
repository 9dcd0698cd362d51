package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.summary.LikelyNames.Candidate;
import io.github.tfmobile.graph.summary.LikelyNames.Feed;
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

    LikelyInputs(Graph graph) {
        this.graph = graph;
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
                : NodeRoles.constant(node.getName(), ShapeGuess.dtype(node, 0));
    }

    /** The source itself, or, when encoded media or a queue come first, the last tensors before the weights. */
    List<Candidate> from(NodeInput source, Set<String> reached, Set<String> weighted, Set<String> needed) {
        NodeDef node = graph.find(source.node());
        if (node == null) {
            return List.of();
        }
        ShapeGuess shapes = new ShapeGuess(graph);
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
                    ShapeGuess.dtype(node, source.port()),
                    shapes.of(source),
                    "a " + node.getOp() + " that the outputs depend on"));
        }
        List<Candidate> border = new ArrayList<>();
        for (NodeDef last : graph.nodes()) {
            String name = last.getName();
            if (reached.contains(name)
                    && !weighted.contains(name)
                    && needed.contains(name)
                    && graph.consumers(name).stream()
                            .anyMatch(reader ->
                                    weighted.contains(reader.getName()) && needed.contains(reader.getName()))) {
                NodeInput tensor = new NodeInput(name, 0);
                border.add(new Candidate(
                        name,
                        ShapeGuess.dtype(last, 0),
                        shapes.of(tensor),
                        "the last node before the weights; feeding it cuts off "
                                + preprocessing.stream().distinct().collect(Collectors.joining(", "))));
            }
        }
        return border;
    }
}
