package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.FreshNames;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.registry.Dtype;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** What reads a variable by its handle, as it reads a value (tensorflow/python/framework/convert_to_constants.py). */
final class ValueForms {

    private ValueForms() {}

    /**
     * The nodes that take the place of one that reads a variable; null when there are none.
     *
     * @param names finds names for nodes beside it
     * @param waits what a constant beside the node waits for
     */
    static @Nullable List<NodeDef> of(NodeDef node, Variable variable, FreshNames names, Collection<String> waits) {
        if (OpTrait.VARIABLE_QUERY.includes(node.getOp())) {
            return List.of(Constants.node(node.getName(), Constants.scalar(true)).toBuilder()
                    .addAllInput(waits)
                    .build());
        }
        AttrValue dtype = Attrs.type(variable.dtype());
        return switch (node.getOp()) {
            case "ReadVariableOp" ->
                List.of(derived(node, "Identity")
                        .addAllInput(node.getInputList())
                        .putAttr("T", dtype)
                        .build());
            case "ResourceGather" -> gather(node, dtype, names, waits);
            case "ResourceGatherNd" ->
                List.of(derived(node, "GatherNd")
                        .addAllInput(node.getInputList())
                        .putAttr("Tparams", dtype)
                        .putAttr("Tindices", node.getAttrOrDefault("Tindices", Attrs.type(DataType.DT_INT32)))
                        .build());
            case "VariableShape" -> {
                NodeDef.Builder shape =
                        derived(node, "Shape").addAllInput(node.getInputList()).putAttr("T", dtype);
                AttrValue type = node.getAttrMap().get("out_type");
                yield List.of((type == null ? shape : shape.putAttr("out_type", type)).build());
            }
            default -> null;
        };
    }

    /**
     * What an update gives of the value from before it: the state of a random number generator, of which the algorithm
     * for processors has three numbers (tensorflow/core/kernels/stateful_random_ops.cc); null for any other.
     */
    static @Nullable NodeDef before(NodeDef node, Variable variable) {
        if (!node.getOp().equals("RngReadAndSkip")
                || variable.shape().getDimCount() != 1
                || variable.shape().getDim(0).getSize() != 3) {
            return null;
        }
        return derived(node, "Identity")
                .addInput(data(node).get(0))
                .addAllInput(node.getInputList().stream()
                        .filter(input -> input.startsWith("^"))
                        .toList())
                .putAttr("T", Attrs.type(variable.dtype()))
                .build();
    }

    private static List<NodeDef> gather(NodeDef node, AttrValue dtype, FreshNames names, Collection<String> waits) {
        AttrValue indices = node.getAttrOrDefault("Tindices", Attrs.type(DataType.DT_INT32));
        long batchDims = node.getAttrOrDefault("batch_dims", AttrValue.getDefaultInstance())
                .getI();
        String axis = names.take(node.getName() + "/axis");
        NodeDef.Builder gather = derived(node, "GatherV2");
        List<String> data = data(node);
        gather.addAllInput(data.subList(0, Math.min(2, data.size()))).addInput(axis);
        node.getInputList().stream().filter(input -> input.startsWith("^")).forEach(gather::addInput);
        gather.putAttr("Tparams", dtype).putAttr("Tindices", indices).putAttr("Taxis", indices);
        if (batchDims != 0) {
            gather.putAttr("batch_dims", AttrValue.newBuilder().setI(batchDims).build());
        }
        NodeDef.Builder constant = Constants.node(axis, Constants.integer(Dtype.of(indices), batchDims)).toBuilder();
        return List.of(constant.addAllInput(waits).build(), gather.build());
    }

    /** A node of another op under a node's name, colocated as it was. */
    static NodeDef.Builder derived(NodeDef node, String op) {
        NodeDef.Builder derived = NodeDef.newBuilder().setName(node.getName()).setOp(op);
        AttrValue colocation = node.getAttrMap().get("_class");
        return colocation == null ? derived : derived.putAttr("_class", colocation);
    }

    /** The inputs that are no control inputs. */
    static List<String> data(NodeDef node) {
        return node.getInputList().stream()
                .filter(input -> !input.startsWith("^"))
                .toList();
    }
}
