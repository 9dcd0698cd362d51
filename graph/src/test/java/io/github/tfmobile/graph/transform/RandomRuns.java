package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.testing.TensorValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.VersionDef;

/** Runs many small graphs together, before and after transforms, and compares what they give. */
final class RandomRuns {

    /** Through which pipelines graphs go whose results must stay, in turn. */
    static final List<String> PIPELINES = List.of(
            "strip_unused_nodes fold_constants merge_duplicate_nodes fold_batch_norms fold_old_batch_norms"
                    + " fold_fused_batch_norms remove_nodes(op=Identity, op=StopGradient) sort_by_execution_order",
            Recipe.DEPLOY.transforms(),
            "fold_constants(clear_output_shapes=false)",
            "merge_duplicate_nodes remove_nodes(op=Identity, op=StopGradient, op=Snapshot) fold_constants",
            "fold_fused_batch_norms fold_old_batch_norms fold_batch_norms flatten_atrous_conv",
            "fuse_resize_pad_and_conv fuse_resize_and_conv fuse_pad_and_conv fold_constants",
            "inline_partitionedcall inline_partitionedcall fold_constants backport_concatv2 obfuscate_names",
            "add_default_attributes remove_device sort_by_execution_order strip_unused_nodes"
                    + " remove_control_dependencies merge_duplicate_nodes");

    private static final int TOGETHER = 100;

    private final List<NodeDef> before = new ArrayList<>();
    private final List<NodeDef> after = new ArrayList<>();
    private FunctionDefLibrary library = FunctionDefLibrary.getDefaultInstance();
    private final Map<NodeInput, TensorProto> feeds = new HashMap<>();
    private final List<NodeInput> fetches = new ArrayList<>();
    private int waiting;
    private int removed;
    private int runs;

    /**
     * Transforms a graph, whose names begin with a prefix of its own; it runs with the next ones.
     *
     * @param which which of the pipelines
     */
    void add(Graph graph, String prefix, int which, Map<NodeInput, TensorProto> inputs, List<NodeInput> outputs)
            throws ProblemException {
        String pipeline = PIPELINES.get(which % PIPELINES.size());
        Graph transformed;
        try {
            transformed = TransformPipeline.parse(pipeline)
                    .apply(graph, TransformContexts.of(join(inputs.keySet()), join(outputs)));
        } catch (ProblemException e) {
            throw new AssertionError(prefix + " " + pipeline + ": " + graph.toGraphDef(), e);
        }
        removed += graph.nodes().size() - transformed.nodes().size();
        before.addAll(graph.nodes());
        transformed.nodes().forEach(node -> after.add(prefixed(node, prefix)));
        library = graph.library();
        feeds.putAll(inputs);
        // What is fed cannot be fetched.
        outputs.stream().filter(output -> !inputs.containsKey(output)).forEach(fetches::add);
        if (++waiting == TOGETHER) {
            run();
        }
    }

    private static String join(Iterable<NodeInput> tensors) {
        List<String> texts = new ArrayList<>();
        tensors.forEach(tensor -> texts.add(tensor.toString()));
        return String.join(",", texts);
    }

    /** The node with a name that no other graph has, where the transform gave it a short one. */
    private static NodeDef prefixed(NodeDef node, String prefix) {
        NodeDef.Builder renamed =
                node.toBuilder().setName(prefixed(node.getName(), prefix)).clearInput();
        for (String text : node.getInputList()) {
            NodeInput input = NodeInput.parse(text);
            renamed.addInput(new NodeInput(prefixed(input.node(), prefix), input.port()).toString());
        }
        return renamed.build();
    }

    private static String prefixed(String name, String prefix) {
        return name.startsWith(prefix) ? name : prefix + "short_" + name;
    }

    /** Runs what waits. */
    void run() throws ProblemException {
        List<TensorProto> expected = TensorFlowRuntime.load().run(graph(before), feeds, fetches);
        List<TensorProto> actual = TensorFlowRuntime.load().run(graph(after), feeds, fetches);
        for (int i = 0; i < fetches.size(); i++) {
            assertThat(TensorValue.of(actual.get(i)).difference(TensorValue.of(expected.get(i)), 1e-3, 1e-3))
                    .as(fetches.get(i).toString())
                    .isEmpty();
        }
        runs += waiting;
        waiting = 0;
        before.clear();
        after.clear();
        feeds.clear();
        fetches.clear();
    }

    private Graph graph(List<NodeDef> nodes) {
        return new Graph(nodes, library, VersionDef.newBuilder().setProducer(21).build());
    }

    /** How many nodes the transforms have removed. */
    int removed() {
        return removed;
    }

    /** How many graphs have run. */
    int runs() {
        return runs;
    }
}
