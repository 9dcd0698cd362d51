package io.github.tfmobile.graph;

import java.util.ArrayList;
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

    private final Map<String, List<String>> attrs = new HashMap<>();
    private final Map<Key, Optional<NodeSignature>> known = new HashMap<>();

    private record Key(String op, List<AttrValue> attrs) {}

    /** The signature of a node; null when its attrs do not fit the definition. */
    public @Nullable NodeSignature of(Node node, OpDef op) {
        List<String> names = attrs.computeIfAbsent(op.getName(), name -> attrs(op));
        List<AttrValue> values = new ArrayList<>(names.size());
        Map<String, AttrValue> all = node.attrs();
        for (String name : names) {
            values.add(all.getOrDefault(name, AttrValue.getDefaultInstance()));
        }
        return known.computeIfAbsent(
                        new Key(op.getName(), values), key -> Optional.ofNullable(NodeSignature.of(node, op)))
                .orElse(null);
    }

    /** The attrs that say how many inputs and outputs an op has, and of which types. */
    private static List<String> attrs(OpDef op) {
        Set<String> names = new LinkedHashSet<>();
        List<OpDef.ArgDef> args = new ArrayList<>(op.getInputArgList());
        args.addAll(op.getOutputArgList());
        for (OpDef.ArgDef arg : args) {
            names.add(arg.getTypeListAttr());
            names.add(arg.getTypeAttr());
            names.add(arg.getNumberAttr());
        }
        names.remove("");
        return List.copyOf(names);
    }
}
