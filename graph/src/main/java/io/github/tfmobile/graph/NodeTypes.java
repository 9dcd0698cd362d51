package io.github.tfmobile.graph;

import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * The dtypes of a node's inputs and outputs, as its op's definition and its attrs give them
 * (tensorflow/core/framework/node_def_util.cc, InOutTypesForNode).
 */
public final class NodeTypes {

    /** More args than any op has; an attr that asks for more is nonsense. */
    private static final int MOST_ARGS = 1 << 20;

    private NodeTypes() {}

    /** The dtypes of the node's data inputs, null when its attrs do not say. */
    public static @Nullable List<Dtype> inputs(NodeDef node, OpDef op) {
        return types(node, op, op.getInputArgList());
    }

    /** The dtypes of the node's outputs, null when its attrs do not say. */
    public static @Nullable List<Dtype> outputs(NodeDef node, OpDef op) {
        return types(node, op, op.getOutputArgList());
    }

    private static @Nullable List<Dtype> types(NodeDef node, OpDef op, List<OpDef.ArgDef> args) {
        List<Dtype> types = new ArrayList<>();
        for (OpDef.ArgDef arg : args) {
            if (!arg.getTypeListAttr().isEmpty()) {
                AttrValue list = attr(node, op, arg.getTypeListAttr());
                if (list == null || !list.hasList()) {
                    return null;
                }
                list.getList().getTypeValueList().forEach(type -> types.add(type(new Dtype(type), arg)));
                continue;
            }
            Dtype type = new Dtype(arg.getTypeValue());
            if (!arg.getTypeAttr().isEmpty()) {
                AttrValue value = attr(node, op, arg.getTypeAttr());
                if (value == null || value.getValueCase() != AttrValue.ValueCase.TYPE) {
                    return null;
                }
                type = Dtype.of(value);
            }
            long count = 1;
            if (!arg.getNumberAttr().isEmpty()) {
                AttrValue number = attr(node, op, arg.getNumberAttr());
                if (number == null || number.getI() < 0 || number.getI() > MOST_ARGS) {
                    return null;
                }
                count = number.getI();
            }
            for (long i = 0; i < count; i++) {
                types.add(type(type, arg));
            }
        }
        return types;
    }

    private static Dtype type(Dtype type, OpDef.ArgDef arg) {
        return arg.getIsRef() ? type.ref() : type;
    }

    private static @Nullable AttrValue attr(NodeDef node, OpDef op, String name) {
        AttrValue value = node.getAttrMap().get(name);
        if (value != null) {
            return value;
        }
        for (OpDef.AttrDef attr : op.getAttrList()) {
            if (attr.getName().equals(name) && attr.hasDefaultValue()) {
                return attr.getDefaultValue();
            }
        }
        return null;
    }
}
