package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Gives inputs that are one of several outputs of a node a Placeholder of their own, {@code node_port}: a Placeholder in place
 * of the node would have the first output alone. What an input's node gives besides goes on being computed.
 */
final class InputPorts {

    private InputPorts() {}

    /**
     * A graph whose inputs are each the first output of a node.
     *
     * @param renamed what the inputs that got another name were called, by their new name
     */
    record Split(Graph graph, List<InputSpec> inputs, Map<String, String> renamed) {}

    /** The graph with such inputs. */
    static Split of(Graph graph, List<InputSpec> inputs, Set<String> outputs, OpDefs ops) {
        if (inputs.isEmpty()) {
            return new Split(graph, inputs, Map.of());
        }
        GraphIndex index = graph.index();
        Set<NodeInput> fed = new HashSet<>();
        inputs.forEach(input -> fed.add(input.tensor()));
        BitSet from = new BitSet();
        outputs.stream().mapToInt(index::number).filter(number -> number >= 0).forEach(from::set);
        BitSet needed = index.upstream(
                from,
                (reader, source, port) ->
                        !fed.contains(new NodeInput(index.node(source).name(), port)));
        FunctionLibrary library = new FunctionLibrary(graph.library(), ops, null);
        GraphEditor editor = new GraphEditor(graph);
        List<InputSpec> result = new ArrayList<>();
        Map<String, String> renamed = new LinkedHashMap<>();
        for (InputSpec input : inputs) {
            NodeInput tensor = input.tensor();
            Node node = graph.named(tensor.node());
            NodeSignature signature = node == null ? null : library.signature(node);
            Dtype dtype = signature == null ? null : signature.outputType(tensor.port());
            boolean isShared = tensor.port() > 0
                    || (signature != null && signature.outputCount() > 1 && needed.get(index.number(tensor.node())));
            if (dtype == null || !isShared) {
                result.add(input);
                continue;
            }
            String name = editor.names().take(tensor.node() + "_" + tensor.port());
            TensorShapeProto shape = input.shape() != null
                    ? input.shape()
                    : TensorShapeProto.newBuilder().setUnknownRank(true).build();
            editor.append(Node.builder(name, "Placeholder")
                    .attr("dtype", dtype.withoutRef().attr())
                    .attr("shape", Attrs.shape(shape))
                    .build());
            editor.reroute(tensor, new NodeInput(name, 0));
            renamed.put(name, tensor.node() + ":" + tensor.port());
            result.add(new InputSpec(new NodeInput(name, 0), dtype.withoutRef(), input.shape()));
        }
        return new Split(editor.build(), result, renamed);
    }
}
