package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** The dtypes of a node's outputs (tensorflow/core/framework/node_def_util.cc, OutputTypesForNode). */
public final class OutputTypes {

    /** Outputs of a hostile graph's node are not counted beyond this. */
    private static final long MOST = 100_000;

    private OutputTypes() {}

    /** The dtype of output 0; null when the node has none or lacks the attr that tells. */
    static @Nullable Dtype first(NodeDef node, OpDef def) {
        return of(node, def, 0);
    }

    /** The dtype of an output; null when there is no such output or the attrs do not tell. */
    public static @Nullable Dtype of(NodeDef node, OpDef def, int port) {
        List<@Nullable Dtype> types = new ArrayList<>();
        for (OpDef.ArgDef arg : def.getOutputArgList()) {
            if (!arg.getTypeListAttr().isEmpty()) {
                AttrValue list = attr(node, def, arg.getTypeListAttr());
                if (list == null) {
                    return null;
                }
                list.getList().getTypeValueList().forEach(type -> types.add(new Dtype(type)));
            } else {
                Dtype type = new Dtype(arg.getTypeValue());
                if (!arg.getTypeAttr().isEmpty()) {
                    AttrValue value = attr(node, def, arg.getTypeAttr());
                    type = value == null ? null : Dtype.of(value);
                }
                long count = 1;
                if (!arg.getNumberAttr().isEmpty()) {
                    AttrValue value = attr(node, def, arg.getNumberAttr());
                    count = value == null ? 0 : Math.min(value.getI(), MOST);
                }
                for (long i = 0; i < count; i++) {
                    types.add(type);
                }
            }
            if (types.size() > port) {
                Dtype type = types.get(port);
                return type == null || !type.isKnown() ? null : type;
            }
        }
        return null;
    }

    private static @Nullable AttrValue attr(NodeDef node, OpDef def, String name) {
        AttrValue value = node.getAttrMap().get(name);
        if (value != null) {
            return value;
        }
        for (OpDef.AttrDef attr : def.getAttrList()) {
            if (attr.getName().equals(name) && attr.hasDefaultValue()) {
                return attr.getDefaultValue();
            }
        }
        return null;
    }
}
