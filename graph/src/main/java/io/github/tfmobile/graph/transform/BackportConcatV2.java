package io.github.tfmobile.graph.transform;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.match.MatchReplacer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        Set<String> names = new HashSet<>();
        List<NodeDef> nodes = new ArrayList<>(graph.nodes().size());
        boolean any = false;
        for (NodeDef node : graph.nodes()) {
            if (!node.getOp().equals("ConcatV2")) {
                nodes.add(node);
                continue;
            }
            if (!any) {
                graph.nodes().forEach(other -> names.add(other.getName()));
                any = true;
            }
            List<String> data = MatchReplacer.dataInputs(node);
            if (data.size() < 2) {
                throw context.problem("finds a ConcatV2 without inputs: \"" + node.getName() + "\"", "");
            }
            String axis = data.get(data.size() - 1);
            AttrValue type = node.getAttrMap().get("Tidx");
            if (type != null && type.getType() == DataType.DT_INT64) {
                NodeDef cast = NodeDef.newBuilder()
                        .setName(Nodes.unusedName(node.getName() + "/axis_int32", names))
                        .setOp("Cast")
                        .setDevice(node.getDevice())
                        .addInput(axis)
                        .putAttr("SrcT", Nodes.type(DataType.DT_INT64))
                        .putAttr("DstT", Nodes.type(DataType.DT_INT32))
                        .build();
                nodes.add(cast);
                axis = cast.getName();
            }
            nodes.add(node.toBuilder()
                    .setOp("Concat")
                    .clearInput()
                    .addInput(axis)
                    .addAllInput(data.subList(0, data.size() - 1))
                    .addAllInput(MatchReplacer.controlInputs(node))
                    .removeAttr("Tidx")
                    .build());
        }
        return any ? graph.withNodes(nodes) : graph;
    }
}
