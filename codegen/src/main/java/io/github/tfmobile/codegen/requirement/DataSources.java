package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of a final graph that have a kernel and yet give nothing on a phone: they take from what nothing fills or initialises,
 * or they read files.
 */
final class DataSources {

    /** Nodes on the way from where a handle is taken to where it is made; real graphs have a few. */
    private static final int MAX_STEPS = 1000;

    /** What holds elements until they are taken. */
    private enum Store {
        QUEUE(OpTrait.DEQUEUE, OpTrait.ENQUEUE, "it waits for ever: nothing in the graph fills the queue "),
        BARRIER(
                OpTrait.BARRIER_TAKE,
                OpTrait.BARRIER_INSERT,
                "it waits for ever: nothing in the graph fills the barrier "),
        STAGING_AREA(OpTrait.UNSTAGE, OpTrait.STAGE, "it waits for ever: nothing in the graph fills the staging area "),
        ACCUMULATOR(
                OpTrait.ACCUMULATOR_TAKE,
                OpTrait.ACCUMULATOR_APPLY,
                "it waits for ever: nothing in the graph fills the accumulator "),
        ITERATOR(OpTrait.ITERATOR_NEXT, OpTrait.ITERATOR_INITIALIZER, "nothing in the graph initialises the iterator ");

        private final OpTrait takes;
        private final OpTrait fills;
        private final String empty;

        Store(OpTrait takes, OpTrait fills, String empty) {
            this.takes = takes;
            this.fills = fills;
            this.empty = empty;
        }
    }

    private final Graph graph;
    /** The names of those that something fills. */
    private final Map<Store, Set<String>> filled = new EnumMap<>(Store.class);

    DataSources(Graph graph) {
        this.graph = graph;
        for (Store store : Store.values()) {
            Set<String> names = new HashSet<>();
            for (Node node : graph.all()) {
                if (!store.fills.includes(node.op())) {
                    continue;
                }
                if (store == Store.STAGING_AREA) {
                    names.add(resource(node));
                } else {
                    for (NodeInput input : node.inputs()) {
                        names.add(resource(maker(input.node())));
                    }
                }
            }
            filled.put(store, names);
        }
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
                || OpTrait.FILE_DATASET.includes(op)
                || (OpTrait.FILE_READ.includes(op) && !OpTrait.TABLE_FROM_FILE.includes(op))) {
            return new MissingKernelReason.ReadsFiles(
                    "it reads files, which the app does not have where the graph looks");
        }
        for (Store store : inGraph ? Store.values() : new Store[0]) {
            if (store.takes.includes(op)) {
                return reason(store, node);
            }
        }
        return null;
    }

    private @Nullable MissingKernelReason reason(Store store, Node node) {
        // Ops of a staging area have no handle: they agree on its name.
        boolean named = store == Store.STAGING_AREA;
        if (!named && node.inputCount() == 0) {
            return null;
        }
        String maker = named ? node.name() : maker(node.input(0).node());
        Node source = named ? node : graph.named(maker);
        if (source == null
                || OpTrait.PLACEHOLDER.includes(source.op())
                || OpTrait.SELF_INITIALIZED_ITERATOR.includes(source.op())
                || filled.getOrDefault(store, Set.of()).contains(resource(source))) {
            return null;
        }
        return new MissingKernelReason.NeverReady(store.empty + Names.quoted(named ? sharedName(node) : maker));
    }

    private String resource(String maker) {
        Node node = graph.named(maker);
        return node == null ? maker : resource(node);
    }

    /** What a node's resource is called at run time: nodes that give the same name share it. */
    private static String resource(Node node) {
        return text(node, "container") + '\n' + sharedName(node);
    }

    private static String sharedName(Node node) {
        String name = text(node, "shared_name");
        return name.isEmpty() ? node.name() : name;
    }

    private static String text(Node node, String attr) {
        return Attrs.orEmpty(node.attr(attr)).getS().toStringUtf8();
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
