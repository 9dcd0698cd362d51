package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.Colocation;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.freeze.state.Variable;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.registry.Dtype;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/** What reads a variable by its handle, as it reads a value (tensorflow/python/framework/convert_to_constants.py). */
final class ValueForms {

    private ValueForms() {}

    /**
     * The nodes that take the place of one that reads a variable; null when there are none.
     *
     * @param names finds names for nodes beside it
     * @param waits what a constant beside the node waits for
     */
    static @Nullable List<Node> of(Node node, Variable variable, FreshNames names, Collection<String> waits) {
        if (OpTrait.VARIABLE_QUERY.includes(node.op())) {
            return List.of(Constants.node(node.name(), Constants.scalar(true)).toBuilder()
                    .controls(waits)
                    .build());
        }
        AttrValue dtype = Attrs.type(variable.dtype());
        return switch (node.op()) {
            case "ReadVariableOp" ->
                List.of(derived(node, "Identity")
                        .addInputs(node.inputs())
                        .attr("T", dtype)
                        .build());
            case "ResourceGather" -> gather(node, dtype, names, waits);
            case "ResourceGatherNd" ->
                List.of(derived(node, "GatherNd")
                        .addInputs(node.inputs())
                        .attr("Tparams", dtype)
                        .attr("Tindices", node.attr("Tindices", Attrs.type(DataType.DT_INT32)))
                        .build());
            case "VariableShape" -> {
                Node.Builder shape =
                        derived(node, "Shape").addInputs(node.inputs()).attr("T", dtype);
                AttrValue type = node.attr("out_type");
                yield List.of((type == null ? shape : shape.attr("out_type", type)).build());
            }
            default -> null;
        };
    }

    /**
     * What an update gives of the value from before it: the state of a random number generator, of which the algorithm
     * for processors has three numbers (tensorflow/core/kernels/stateful_random_ops.cc); null for any other.
     */
    static @Nullable Node before(Node node, Variable variable) {
        if (!node.op().equals("RngReadAndSkip")
                || variable.shape().getDimCount() != 1
                || variable.shape().getDim(0).getSize() != 3) {
            return null;
        }
        return derived(node, "Identity")
                .input(node.dataInputs().get(0))
                .addInputs(node.controlInputs())
                .attr("T", Attrs.type(variable.dtype()))
                .build();
    }

    private static List<Node> gather(Node node, AttrValue dtype, FreshNames names, Collection<String> waits) {
        AttrValue indices = node.attr("Tindices", Attrs.type(DataType.DT_INT32));
        long batchDims = node.integer("batch_dims", 0);
        String axis = names.take(node.name() + "/axis");
        Node.Builder gather = derived(node, "GatherV2");
        List<NodeInput> data = node.dataInputs();
        gather.addInputs(data.subList(0, Math.min(2, data.size()))).input(axis);
        gather.addInputs(node.controlInputs());
        gather.attr("Tparams", dtype).attr("Tindices", indices).attr("Taxis", indices);
        if (batchDims != 0) {
            gather.attr("batch_dims", Attrs.integer(batchDims));
        }
        Node.Builder constant = Constants.node(axis, Constants.integer(Dtype.of(indices), batchDims)).toBuilder();
        return List.of(constant.controls(waits).build(), gather.build());
    }

    /** A node of another op under a node's name, colocated as it was. */
    static Node.Builder derived(Node node, String op) {
        return Colocation.copy(node, Node.builder(node.name(), op));
    }
}
