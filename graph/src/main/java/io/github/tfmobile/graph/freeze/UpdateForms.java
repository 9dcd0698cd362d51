package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.FreshNames;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * What an update makes of a variable's value, computed from the value: an assignment, a sum, a difference, or the value
 * with some of its elements changed (tensorflow/core/kernels/scatter_nd_op.cc and strided_slice_op.cc have the same loops
 * for variables and tensors).
 */
final class UpdateForms {

    private static final String RESOURCE = "Resource";

    private UpdateForms() {}

    /**
     * The nodes that compute the new value.
     *
     * @param nodes the nodes; the last has the name of the update
     * @param keeps whether the new value is made of the old one
     */
    record Form(List<NodeDef> nodes, boolean keeps) {}

    /**
     * What an update makes of a value.
     *
     * @param node the update, which reads the newest value of the variable
     * @param names finds names for nodes beside it
     * @param waits what a constant beside the node waits for
     * @return null when there is no op for it
     */
    static @Nullable Form of(NodeDef node, Variable variable, FreshNames names, Collection<String> waits) {
        List<String> data = ValueForms.data(node);
        String op = node.getOp().startsWith(RESOURCE) ? node.getOp().substring(RESOURCE.length()) : node.getOp();
        String simple = switch (op) {
            case "Assign", "AssignVariableOp" -> "Identity";
            case "AssignAdd", "AssignAddVariableOp" -> "Add";
            case "AssignSub", "AssignSubVariableOp" -> "Sub";
            default -> "";
        };
        if (!simple.isEmpty() && data.size() == 2) {
            boolean assigns = simple.equals("Identity");
            NodeDef.Builder result = derived(node, simple, data.subList(assigns ? 1 : 0, 2), variable);
            return new Form(List.of(result.build()), !assigns);
        }
        if (op.equals("StridedSliceAssign") && data.size() == 5) {
            NodeDef.Builder result = derived(node, "TensorStridedSliceUpdate", data, variable);
            node.getAttrMap().forEach((name, value) -> {
                if (name.equals("Index") || name.endsWith("_mask")) {
                    result.putAttr(name, value);
                }
            });
            return new Form(List.of(result.build()), true);
        }
        String nd = scattered(op, "ScatterNd");
        if (nd != null && data.size() == 3) {
            return new Form(List.of(scatter(node, nd, data, variable)), true);
        }
        String rows = scattered(op, "Scatter");
        return rows == null || data.size() != 3 ? null : rows(node, rows, data, variable, names, waits);
    }

    /** A scatter of whole rows: each index is one of the first dim. */
    private static Form rows(
            NodeDef node,
            String form,
            List<String> data,
            Variable variable,
            FreshNames names,
            Collection<String> waits) {
        String indices = names.take(node.getName() + "/rows");
        String dim = names.take(indices + "/dim");
        List<NodeDef> nodes = new ArrayList<>();
        nodes.add(Constants.node(dim, Constants.integer(Dtype.of(DataType.DT_INT32), -1)).toBuilder()
                .addAllInput(waits)
                .build());
        nodes.add(NodeDef.newBuilder()
                .setName(indices)
                .setOp("ExpandDims")
                .addInput(data.get(1))
                .addInput(dim)
                .putAttr("T", indexType(node))
                .putAttr("Tdim", Attrs.type(DataType.DT_INT32))
                .build());
        nodes.add(scatter(node, form, List.of(data.get(0), indices, data.get(2)), variable));
        return new Form(List.copyOf(nodes), true);
    }

    private static NodeDef scatter(NodeDef node, String form, List<String> inputs, Variable variable) {
        return derived(node, form, inputs, variable)
                .putAttr("Tindices", indexType(node))
                .build();
    }

    private static AttrValue indexType(NodeDef node) {
        return node.getAttrOrDefault("Tindices", Attrs.type(DataType.DT_INT32));
    }

    private static @Nullable String scattered(String op, String prefix) {
        return op.startsWith(prefix)
                ? Map.of(
                                "Update", "TensorScatterUpdate",
                                "Add", "TensorScatterAdd",
                                "Sub", "TensorScatterSub",
                                "Min", "TensorScatterMin",
                                "Max", "TensorScatterMax")
                        .get(op.substring(prefix.length()))
                : null;
    }

    private static NodeDef.Builder derived(NodeDef node, String op, List<String> inputs, Variable variable) {
        return ValueForms.derived(node, op)
                .addAllInput(inputs)
                .addAllInput(node.getInputList().stream()
                        .filter(input -> input.startsWith("^"))
                        .toList())
                .putAttr("T", Attrs.type(variable.dtype()));
    }
}
