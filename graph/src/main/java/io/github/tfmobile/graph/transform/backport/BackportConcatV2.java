package io.github.tfmobile.graph.transform.backport;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * {@code backport_concatv2}: ConcatV2, whose axis comes last, becomes Concat, whose axis comes first
 * (tensorflow/tools/graph_transforms/backports.cc). Concat knows an axis of int32 alone, so one of int64 is cast.
 */
@AutoService(Transform.class)
public final class BackportConcatV2 implements Transform {

    @Override
    public String name() {
        return "backport_concatv2";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        if (graph.all().stream().noneMatch(node -> node.op().equals("ConcatV2"))) {
            return graph;
        }
        FreshNames names = new FreshNames(graph);
        List<Node> nodes = new ArrayList<>(graph.size());
        for (Node node : graph.all()) {
            if (!node.op().equals("ConcatV2")) {
                nodes.add(node);
                continue;
            }
            List<NodeInput> data = node.dataInputs();
            if (data.size() < 2) {
                throw context.problem(
                        TransformProblem.CONCAT_WITHOUT_INPUTS,
                        "finds a ConcatV2 without inputs: \"" + node.name() + "\"",
                        "correct the graph, or leave the transform out");
            }
            NodeInput axis = data.get(data.size() - 1);
            AttrValue type = node.attr("Tidx");
            if (type != null && type.getType() == DataType.DT_INT64) {
                Node cast = Node.builder(names.take(node.name() + "/axis_int32"), "Cast")
                        .device(node.device())
                        .input(axis)
                        .attr("SrcT", Attrs.type(DataType.DT_INT64))
                        .attr("DstT", Attrs.type(DataType.DT_INT32))
                        .build();
                nodes.add(cast);
                axis = new NodeInput(cast.name(), 0);
            }
            nodes.add(node.toBuilder()
                    .op("Concat")
                    .inputs(List.of())
                    .input(axis)
                    .addInputs(data.subList(0, data.size() - 1))
                    .addInputs(node.controlInputs())
                    .removeAttr("Tidx")
                    .build());
        }
        return graph.with(nodes);
    }
}
