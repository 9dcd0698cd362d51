package io.github.tfmobile.graph.freeze;

import com.google.protobuf.ByteString;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** The {@code _class} attr: TensorFlow refuses a graph in which it names a node that is not there. */
final class Colocation {

    private static final String ATTR = "_class";
    private static final String PREFIX = "loc:@";

    private Colocation() {}

    /** The nodes without colocation with nodes that are not among them. */
    static List<NodeDef> withoutMissing(List<NodeDef> nodes) {
        if (nodes.stream().noneMatch(node -> node.containsAttr(ATTR))) {
            return nodes;
        }
        Set<String> names = new HashSet<>();
        nodes.forEach(node -> names.add(node.getName()));
        return nodes.stream().map(node -> withoutMissing(node, names)).toList();
    }

    private static NodeDef withoutMissing(NodeDef node, Set<String> names) {
        AttrValue value = node.getAttrMap().get(ATTR);
        if (value == null) {
            return node;
        }
        List<ByteString> left = value.getList().getSList().stream()
                .filter(entry -> {
                    String text = entry.toStringUtf8();
                    return !text.startsWith(PREFIX) || names.contains(text.substring(PREFIX.length()));
                })
                .toList();
        if (left.size() == value.getList().getSCount()) {
            return node;
        }
        NodeDef.Builder copy = node.toBuilder();
        if (left.isEmpty()) {
            return copy.removeAttr(ATTR).build();
        }
        AttrValue.Builder fewer = AttrValue.newBuilder();
        fewer.getListBuilder().addAllS(left);
        return copy.putAttr(ATTR, fewer.build()).build();
    }
}
