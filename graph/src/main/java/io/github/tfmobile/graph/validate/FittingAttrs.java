package io.github.tfmobile.graph.validate;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.NodeSignatures;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;

/**
 * The attrs of a node that are as its op's definition wants them. A check of a node that is like it comes to the same: a large
 * graph has few kinds of nodes, and comparing references is all that most of them need.
 */
final class FittingAttrs {

    private final String[] names;
    private final @Nullable AttrValue[] values;
    /** Of which attrs any value of the same kind is as good, since no input and no output depends on it. */
    private final boolean[] kindOnly;

    private final @Nullable NodeSignature signature;

    /**
     * The attrs of a node.
     *
     * @param signature what they make of its inputs and outputs; null when they do not fit together
     */
    FittingAttrs(Node node, OpDef op, @Nullable NodeSignature signature) {
        int count = op.getAttrCount();
        this.names = new String[count];
        this.values = new AttrValue[count];
        this.kindOnly = new boolean[count];
        this.signature = signature;
        Set<String> shaping = NodeSignatures.attrs(op);
        for (int i = 0; i < count; i++) {
            OpDef.AttrDef attr = op.getAttr(i);
            names[i] = attr.getName();
            values[i] = node.attr(attr.getName());
            // Of a dtype it counts which one it is, of a list which ones.
            kindOnly[i] = !attr.getType().equals("type")
                    && !attr.getType().startsWith("list(")
                    && !shaping.contains(attr.getName());
        }
    }

    /** What the attrs make of inputs and outputs; null when they do not fit together. */
    @Nullable
    NodeSignature signature() {
        return signature;
    }

    /** Whether another node of the op has such attrs. */
    @SuppressWarnings("ReferenceEquality") // the same values; equal ones are looked at again
    boolean areLike(Node node) {
        for (int i = 0; i < names.length; i++) {
            AttrValue value = node.attr(names[i]);
            if (value != values[i] && !isSameKind(i, value)) {
                return false;
            }
        }
        return true;
    }

    private boolean isSameKind(int attr, @Nullable AttrValue value) {
        AttrValue known = values[attr];
        return kindOnly[attr] && value != null && known != null && value.getValueCase() == known.getValueCase();
    }
}
