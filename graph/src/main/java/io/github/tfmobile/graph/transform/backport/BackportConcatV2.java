package io.github.tfmobile.graph.transform.backport;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.FreshNames;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInputs;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * {@code backport_concatv2}: ConcatV2, whose axis comes last, becomes Concat, whose axis comes first
 * (tensorflow/tools/graph_transforms/backports.cc). Concat knows an axis of int32 alone, so one of int64 is cast.
 */
public final class BackportConcatV2 implements Transform {

    @Override
    public String name() {
        return "backport_concatv2";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        if (graph.nodes().stream().noneMatch(node -> node.getOp().equals("ConcatV2"))) {
            return graph;
        }
        FreshNames names = new FreshNames(graph.nodes());
        List<NodeDef> nodes = new ArrayList<>(graph.nodes().size());
        for (NodeDef node : graph.nodes()) {
            if (!node.getOp().equals("ConcatV2")) {
                nodes.add(node);
                continue;
            }
            List<String> data = NodeInputs.dataTexts(node);
            if (data.size() < 2) {
                throw context.problem("finds a ConcatV2 without inputs: \"" + node.getName() + "\"", "");
            }
            String axis = data.get(data.size() - 1);
            AttrValue type = node.getAttrMap().get("Tidx");
            if (type != null && type.getType() == DataType.DT_INT64) {
                NodeDef cast = NodeDef.newBuilder()
                        .setName(names.take(node.getName() + "/axis_int32"))
                        .setOp("Cast")
                        .setDevice(node.getDevice())
                        .addInput(axis)
                        .putAttr("SrcT", Attrs.type(DataType.DT_INT64))
                        .putAttr("DstT", Attrs.type(DataType.DT_INT32))
                        .build();
                nodes.add(cast);
                axis = cast.getName();
            }
            nodes.add(node.toBuilder()
                    .setOp("Concat")
                    .clearInput()
                    .addInput(axis)
                    .addAllInput(data.subList(0, data.size() - 1))
                    .addAllInput(NodeInputs.controlTexts(node))
                    .removeAttr("Tidx")
                    .build());
        }
        return graph.withNodes(nodes);
    }
}
