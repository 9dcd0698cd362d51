package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.freeze.state.Variable;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * What an update makes of a variable's value, computed from the value: an assignment, a sum, a difference, or the value
 * with some of its elements changed (tensorflow/core/kernels/scatter_nd_op.cc and strided_slice_op.cc have the same loops
 * for variables and tensors).
 */
final class UpdateForms {

    /** Updates of whole rows: each index is one of the first dim. */
    private static final Map<String, String> ROWS = Map.of(
            "ScatterUpdate", "TensorScatterUpdate",
            "ScatterAdd", "TensorScatterAdd",
            "ScatterSub", "TensorScatterSub",
            "ScatterMin", "TensorScatterMin",
            "ScatterMax", "TensorScatterMax",
            "ResourceScatterUpdate", "TensorScatterUpdate",
            "ResourceScatterAdd", "TensorScatterAdd",
            "ResourceScatterSub", "TensorScatterSub",
            "ResourceScatterMin", "TensorScatterMin",
            "ResourceScatterMax", "TensorScatterMax");

    /** Updates of slices: an index is a vector of those of the first dims. */
    private static final Map<String, String> SLICES = Map.of(
            "ScatterNdUpdate", "TensorScatterUpdate",
            "ScatterNdAdd", "TensorScatterAdd",
            "ScatterNdSub", "TensorScatterSub",
            "ScatterNdMin", "TensorScatterMin",
            "ScatterNdMax", "TensorScatterMax",
            "ResourceScatterNdUpdate", "TensorScatterUpdate",
            "ResourceScatterNdAdd", "TensorScatterAdd",
            "ResourceScatterNdSub", "TensorScatterSub",
            "ResourceScatterNdMin", "TensorScatterMin",
            "ResourceScatterNdMax", "TensorScatterMax");

    private UpdateForms() {}

    /**
     * The nodes that compute the new value.
     *
     * @param nodes the nodes; the last has the name of the update
     * @param keeps whether the new value is made of the old one
     * @param inPlace whether the new value takes the place of the old one in memory, as one of as many elements does
     */
    record Form(List<Node> nodes, boolean keeps, boolean inPlace) {

        Form(List<Node> nodes, boolean keeps) {
            this(nodes, keeps, true);
        }
    }

    /**
     * What an update makes of a value.
     *
     * @param node the update, which reads the newest value of the variable
     * @param names finds names for nodes beside it
     * @param waits what a constant beside the node waits for
     * @return null when there is no op for it
     */
    static @Nullable Form of(Node node, Variable variable, FreshNames names, Collection<String> waits) {
        List<NodeInput> data = node.dataInputs();
        String op = node.op();
        String simple = switch (op) {
            case "Assign", "AssignVariableOp" -> "Identity";
            case "AssignAdd", "AssignAddVariableOp" -> "Add";
            case "AssignSub", "AssignSubVariableOp" -> "Sub";
            default -> "";
        };
        if (!simple.isEmpty() && data.size() == 2) {
            boolean assigns = simple.equals("Identity");
            Node.Builder result = derived(node, simple, data.subList(assigns ? 1 : 0, 2), variable);
            // tensorflow/core/kernels/assign_op.h
            boolean checked = node.flag("validate_shape", true);
            return new Form(List.of(result.build()), !assigns, checked);
        }
        if ((op.equals("StridedSliceAssign") || op.equals("ResourceStridedSliceAssign")) && data.size() == 5) {
            Node.Builder result = derived(node, "TensorStridedSliceUpdate", data, variable);
            node.attrs().forEach((name, value) -> {
                if (name.equals("Index") || name.endsWith("_mask")) {
                    result.attr(name, value);
                }
            });
            return new Form(List.of(result.build()), true);
        }
        String slices = SLICES.get(op);
        if (slices != null && data.size() == 3) {
            return new Form(List.of(scatter(node, slices, data, variable)), true);
        }
        String rows = ROWS.get(op);
        return rows == null || data.size() != 3 ? null : rows(node, rows, data, variable, names, waits);
    }

    private static Form rows(
            Node node,
            String form,
            List<NodeInput> data,
            Variable variable,
            FreshNames names,
            Collection<String> waits) {
        String indices = names.take(node.name() + "/rows");
        String dim = names.take(indices + "/dim");
        List<Node> nodes = new ArrayList<>();
        nodes.add(Constants.node(dim, Constants.integer(Dtype.of(DataType.DT_INT32), -1)).toBuilder()
                .controls(waits)
                .build());
        nodes.add(Node.builder(indices, "ExpandDims")
                .input(data.get(1))
                .input(dim)
                .attr("T", indexType(node))
                .attr("Tdim", Attrs.type(DataType.DT_INT32))
                .build());
        nodes.add(scatter(node, form, List.of(data.get(0), new NodeInput(indices, 0), data.get(2)), variable));
        return new Form(List.copyOf(nodes), true);
    }

    private static Node scatter(Node node, String form, List<NodeInput> inputs, Variable variable) {
        return derived(node, form, inputs, variable)
                .attr("Tindices", indexType(node))
                .build();
    }

    private static AttrValue indexType(Node node) {
        return node.attr("Tindices", Attrs.type(DataType.DT_INT32));
    }

    private static Node.Builder derived(Node node, String op, List<NodeInput> inputs, Variable variable) {
        return ValueForms.derived(node, op)
                .addInputs(inputs)
                .addInputs(node.controlInputs())
                .attr("T", Attrs.type(variable.dtype()));
    }
}
