package io.github.tfmobile.graph;

import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** Attrs that a node leaves out because its op's definition has a default for them. */
public final class NodeDefaults {

    private NodeDefaults() {}

    /** The node with those attrs; itself when it has them all or its op is not known. */
    public static NodeDef filled(NodeDef node, @Nullable OpDef op) {
        if (op == null) {
            return node;
        }
        NodeDef.Builder filled = null;
        for (OpDef.AttrDef attr : op.getAttrList()) {
            if (attr.hasDefaultValue() && !node.containsAttr(attr.getName())) {
                filled = filled == null ? node.toBuilder() : filled;
                filled.putAttr(attr.getName(), attr.getDefaultValue());
            }
        }
        return filled == null ? node : filled.build();
    }
}
