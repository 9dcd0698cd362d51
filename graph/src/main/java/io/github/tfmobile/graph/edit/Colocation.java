package io.github.tfmobile.graph.edit;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;

/**
 * The {@code _class} attr, which names the nodes whose device a node shares as {@code loc:@name}. TensorFlow does not
 * import a graph in which it names a node that is not there.
 */
public final class Colocation {

    private static final String ATTR = "_class";
    private static final String PREFIX = "loc:@";

    private Colocation() {}

    /** The graph with other names in all {@code _class} attrs. */
    public static Graph rename(Graph graph, Map<String, String> names) {
        return names.isEmpty() ? graph : rewrite(graph, name -> names.getOrDefault(name, name));
    }

    /** The graph without mentions of nodes that it does not have. */
    public static Graph withoutMissing(Graph graph) {
        return rewrite(graph, name -> graph.named(name) == null ? null : name);
    }

    /** The graph without mentions of nodes that it does not have and that an earlier graph had. */
    public static Graph withoutRemoved(Graph graph, Graph before) {
        return rewrite(graph, name -> graph.named(name) == null && before.named(name) != null ? null : name);
    }

    private static Graph rewrite(Graph graph, Function<String, @Nullable String> names) {
        List<Node> nodes = null;
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.all().get(i);
            Node renamed = rename(node, names);
            if (!renamed.equals(node)) {
                nodes = nodes == null ? new ArrayList<>(graph.all()) : nodes;
                nodes.set(i, renamed);
            }
        }
        return nodes == null ? graph : graph.with(nodes);
    }

    /** A node that mentions other names; those that have none it mentions no longer. */
    public static Node rename(Node node, Function<String, @Nullable String> names) {
        AttrValue value = node.attr(ATTR);
        if (value == null || !value.hasList()) {
            return node;
        }
        AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
        for (ByteString entry : value.getList().getSList()) {
            String text = entry.toStringUtf8();
            String name = text.startsWith(PREFIX) ? names.apply(text.substring(PREFIX.length())) : null;
            if (!text.startsWith(PREFIX)) {
                list.addS(entry);
            } else if (name != null) {
                list.addS(ByteString.copyFromUtf8(PREFIX + name));
            }
        }
        if (list.getSList().equals(value.getList().getSList())) {
            return node;
        }
        return list.getSCount() == 0
                ? node.withoutAttr(ATTR)
                : node.toBuilder()
                        .attr(ATTR, AttrValue.newBuilder().setList(list).build())
                        .build();
    }

    /** A node that shares the devices that another one does. */
    public static Node.Builder copy(Node from, Node.Builder to) {
        AttrValue value = from.attr(ATTR);
        return value == null ? to : to.attr(ATTR, value);
    }
}
