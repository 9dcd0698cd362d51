package io.github.tfmobile.graph.function;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/** The names that a graph has, for finding ones that it has not. Not thread-safe. */
public final class NodeNames {

    private final Set<String> used = new HashSet<>();

    /** The names of these nodes. */
    public NodeNames(Collection<NodeDef> nodes) {
        nodes.forEach(node -> used.add(node.getName()));
    }

    /** Takes a name: the wanted one, or with the first free number behind it. */
    public String take(String wanted) {
        String name = wanted;
        for (int i = 1; !used.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    /** Takes a prefix, ending in a slash, under which none of a body's nodes has a name that is used. */
    public String takePrefix(String wanted, FunctionBody body) {
        String prefix = wanted + "/";
        for (int i = 1; collides(prefix, body); i++) {
            prefix = wanted + "_" + i + "/";
        }
        for (NodeDef node : body.nodes()) {
            used.add(prefix + node.getName());
        }
        return prefix;
    }

    private boolean collides(String prefix, FunctionBody body) {
        return body.nodes().stream().anyMatch(node -> used.contains(prefix + node.getName()));
    }
}
