package io.github.tfmobile.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;

/**
 * The signatures of many nodes. Few nodes of an op differ in the attrs that make its signature, so that each is made and held
 * once. Not thread-safe.
 */
public final class NodeSignatures {

    private final Map<String, OfOp> known = new HashMap<>();

    /** The signature of a node; null when its attrs do not fit the definition. */
    public @Nullable NodeSignature of(Node node, OpDef op) {
        return known.computeIfAbsent(op.getName(), name -> new OfOp(List.copyOf(attrs(op))))
                .of(node, op);
    }

    /** The signatures of one op's nodes. */
    private static final class OfOp {

        private final List<String> attrs;
        private final Map<List<AttrValue>, Optional<NodeSignature>> known = new HashMap<>();
        /** What the last node had: the next one has the very same as a rule. */
        private List<AttrValue> last = List.of();

        private @Nullable NodeSignature signature;

        OfOp(List<String> attrs) {
            this.attrs = attrs;
        }

        @Nullable
        NodeSignature of(Node node, OpDef op) {
            if (!isAsLast(node)) {
                List<AttrValue> values = new ArrayList<>(attrs.size());
                attrs.forEach(name -> values.add(node.attr(name, AttrValue.getDefaultInstance())));
                signature = known.computeIfAbsent(values, made -> Optional.ofNullable(NodeSignature.of(node, op)))
                        .orElse(null);
                last = values;
            }
            return signature;
        }

        @SuppressWarnings("ReferenceEquality") // the same values; equal ones are looked up
        private boolean isAsLast(Node node) {
            for (int i = 0; i < last.size(); i++) {
                if (node.attr(attrs.get(i), AttrValue.getDefaultInstance()) != last.get(i)) {
                    return false;
                }
            }
            return !last.isEmpty();
        }
    }

    /** The attrs that say how many inputs and outputs an op has, and of which types. */
    public static Set<String> attrs(OpDef op) {
        Set<String> names = new LinkedHashSet<>();
        List<OpDef.ArgDef> args = new ArrayList<>(op.getInputArgList());
        args.addAll(op.getOutputArgList());
        for (OpDef.ArgDef arg : args) {
            names.add(arg.getTypeListAttr());
            names.add(arg.getTypeAttr());
            names.add(arg.getNumberAttr());
        }
        names.remove("");
        return Collections.unmodifiableSet(names);
    }
}
