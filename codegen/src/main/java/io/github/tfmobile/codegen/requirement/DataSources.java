package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of a final graph that have a kernel and yet give nothing on a phone: they take from a queue that nothing fills or from
 * an iterator that nothing initialises, or they read files.
 */
final class DataSources {

    /** Nodes on the way from where a handle is taken to where it is made; real graphs have a few. */
    private static final int MAX_STEPS = 1000;

    private final Graph graph;
    /** Names of the nodes whose handles are filled or initialised. */
    private final Set<String> supplied = new HashSet<>();

    DataSources(Graph graph) {
        this.graph = graph;
        for (Node node : graph.all()) {
            String op = node.op();
            if (OpTrait.ENQUEUE.includes(op) || initialises(op)) {
                for (NodeInput input : node.inputs()) {
                    supplied.add(maker(input.node()));
                }
            }
        }
    }

    /** What MakeIterator and its kin do to one of their inputs. */
    private static boolean initialises(String op) {
        return op.equals("MakeIterator") || op.equals("MultiDeviceIteratorInit") || op.equals("DeserializeIterator");
    }

    /**
     * Why a node gives nothing; null when it may.
     *
     * @param inGraph whether it is a node of the graph itself; of those in functions it is not known what they are called with
     */
    @Nullable
    MissingKernelReason reason(Node node, boolean inGraph) {
        String op = node.op();
        if (OpTrait.READER_READ.includes(op)
                || (OpTrait.FILE_READ.includes(op) && !OpTrait.TABLE_FROM_FILE.includes(op))) {
            return new MissingKernelReason.ReadsFiles(
                    "it reads files, which the app does not have where the graph looks");
        }
        boolean dequeues = OpTrait.DEQUEUE.includes(op);
        if (!inGraph || (!dequeues && !OpTrait.ITERATOR_NEXT.includes(op)) || node.inputCount() == 0) {
            return null;
        }
        String maker = maker(node.input(0).node());
        Node source = graph.named(maker);
        if (source == null || supplied.contains(maker) || OpTrait.PLACEHOLDER.includes(source.op())) {
            return null;
        }
        if (dequeues) {
            return new MissingKernelReason.NeverReady(
                    "it waits for ever: nothing in the graph fills the queue " + Names.quoted(maker));
        }
        return OpTrait.SELF_INITIALIZED_ITERATOR.includes(source.op())
                ? null
                : new MissingKernelReason.NeverReady(
                        "nothing in the graph initialises the iterator " + Names.quoted(maker));
    }

    /** Where a handle comes from, behind Identity and its kin. */
    private String maker(String name) {
        String at = name;
        for (int i = 0; i < MAX_STEPS; i++) {
            Node node = graph.named(at);
            if (node == null || !OpTrait.FORWARD.includes(node.op()) || node.inputCount() == 0) {
                return at;
            }
            at = node.input(0).node();
        }
        return at;
    }
}
