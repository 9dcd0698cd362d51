package io.github.tfmobile.graph.function;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.registry.Dtype;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.FunctionDef;

/**
 * A library function in the syntax of a graph: inputs read {@code node:port}, and each argument is a node of op
 * {@code _Arg} with attrs {@code T} and {@code index}, as TensorFlow's runtime has it
 * (tensorflow/core/framework/function.cc, FunctionInstantiationHelper).
 *
 * @param name the function's name
 * @param nodes the nodes, arguments first and in their order
 * @param results what it returns, in order
 * @param controlResults the nodes that a caller's control edge waits for, by name in the signature
 * @param origin the function as the library has it, for attrs and argument attrs
 */
public record FunctionBody(
        String name,
        List<Node> nodes,
        List<Result> results,
        SortedMap<String, String> controlResults,
        FunctionDef origin) {

    /** The op of an argument. */
    public static final String ARG = "_Arg";

    /**
     * One value that a function returns.
     *
     * @param name its name in the signature
     * @param dtype its type
     * @param tensor where it comes from
     */
    public record Result(String name, Dtype dtype, NodeInput tensor) {}

    /** Copies the collections. */
    public FunctionBody {
        nodes = List.copyOf(nodes);
        results = List.copyOf(results);
        controlResults = new TreeMap<>(controlResults);
    }

    /** The names of the nodes. */
    public List<String> names() {
        return nodes.stream().map(Node::name).toList();
    }

    /** The arguments in order. */
    public List<Node> arguments() {
        return nodes.stream().filter(node -> node.op().equals(ARG)).toList();
    }

    /** The node of an argument. */
    static Node argument(String name, int index, Dtype dtype) {
        return Node.builder(name, ARG)
                .attr("T", dtype.attr())
                .attr("index", Attrs.integer(index))
                .build();
    }

    /** The same function with other nodes and results. */
    public FunctionBody with(String newName, List<Node> newNodes, List<Result> newResults) {
        return new FunctionBody(newName, newNodes, newResults, controlResults, origin);
    }

    /** The same function with other control results. */
    public FunctionBody withControlResults(SortedMap<String, String> others) {
        return new FunctionBody(name, nodes, results, others, origin);
    }
}
