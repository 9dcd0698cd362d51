package io.github.tfmobile.graph.transform.backport;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;

/**
 * {@code backport_tensor_array_v3}: TensorArrayV3 and its kin become TensorArrayV2, who has no {@code flow} output; a
 * Const of 1 stands for it (tensorflow/tools/graph_transforms/backports.cc).
 *
 * <p>V2 hands its handle on as a string where V3 does as a resource, so the nodes between the array and its readers
 * change their dtype too. Attrs that V2 does not know go, and the graph's producer version becomes one at which V2 was
 * not removed yet.
 */
@AutoService(Transform.class)
public final class BackportTensorArrayV3 implements Transform {

    private static final Set<String> ARRAYS = Set.of("TensorArrayV3", "TensorArrayGradV3");

    private static final Set<String> USES = Set.of(
            "TensorArrayWriteV3",
            "TensorArrayReadV3",
            "TensorArrayGatherV3",
            "TensorArrayScatterV3",
            "TensorArrayConcatV3",
            "TensorArraySplitV3",
            "TensorArraySizeV3",
            "TensorArrayCloseV3");

    @Override
    public String name() {
        return "backport_tensor_array_v3";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        if (graph.all().stream().noneMatch(node -> ARRAYS.contains(node.op()) || USES.contains(node.op()))) {
            return graph;
        }
        GraphEditor editor = new GraphEditor(graph);
        Set<String> handles = handles(graph);
        Map<String, Node> flows = new HashMap<>();
        for (Node node : graph.all()) {
            if (ARRAYS.contains(node.op())) {
                Node flow = Constants.node(
                        editor.names().take(node.name() + "/replacement_flow_node"), Constants.scalar(1.0f));
                flows.put(node.name(), flow);
                editor.reroute(new NodeInput(node.name(), 1), new NodeInput(flow.name(), 0));
            }
        }
        int producer = graph.versions().getProducer();
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.node(i);
            if (ARRAYS.contains(node.op()) || USES.contains(node.op())) {
                String op = node.op().substring(0, node.op().length() - 1) + "2";
                OpDef definition = context.ops().find(op);
                if (definition != null && definition.hasDeprecation()) {
                    producer = Math.min(producer, definition.getDeprecation().getVersion() - 1);
                }
                editor.replace(i, withKnownAttrs(node.toBuilder().op(op), node.op(), context.ops()));
            } else if (handles.contains(node.name())) {
                editor.replace(i, node.withAttr("T", Attrs.type(DataType.DT_STRING)));
            }
            Node flow = flows.get(node.name());
            if (flow != null) {
                editor.insertAfter(i, flow);
            }
        }
        return editor.build()
                .withVersions(graph.versions().toBuilder().setProducer(producer).build());
    }

    /** The nodes that hand on the handle of an array. */
    private static Set<String> handles(Graph graph) {
        Set<String> found = new HashSet<>();
        Deque<NodeInput> open = new ArrayDeque<>();
        for (Node node : graph.all()) {
            if (ARRAYS.contains(node.op())) {
                open.add(new NodeInput(node.name(), 0));
            }
        }
        while (!open.isEmpty()) {
            NodeInput handle = open.remove();
            for (Node reader : graph.readers(handle.node())) {
                AttrValue type = reader.attr("T");
                if (OpTrait.FORWARD.includes(reader.op())
                        && type != null
                        && type.getType() == DataType.DT_RESOURCE
                        && reads(reader, handle)
                        && found.add(reader.name())) {
                    open.add(new NodeInput(reader.name(), 0));
                    if (OpTrait.SWITCH.includes(reader.op())) {
                        open.add(new NodeInput(reader.name(), 1));
                    }
                }
            }
        }
        return found;
    }

    private static boolean reads(Node reader, NodeInput tensor) {
        return reader.inputs().contains(tensor);
    }

    /** The node without the attrs that its old op knows and its new one does not. */
    private static Node withKnownAttrs(Node.Builder node, String oldOp, OpDefs ops) {
        OpDef before = ops.find(oldOp);
        OpDef after = ops.find(node.op());
        if (before != null && after != null) {
            Set<String> known = new HashSet<>();
            after.getAttrList().forEach(attr -> known.add(attr.getName()));
            before.getAttrList().forEach(attr -> {
                if (!known.contains(attr.getName())) {
                    node.removeAttr(attr.getName());
                }
            });
        }
        return node.build();
    }
}
