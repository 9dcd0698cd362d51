package io.github.tfmobile.codegen.java.runtime;

import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.Missing;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the nodes of a GraphDef, in the graph and in the functions that it calls, and asks for each whether the build can
 * run it; tensors are skipped, never kept. Field numbers are those of
 * tensorflow/core/framework/{graph,node_def,attr_value,function,versions}.proto.
 */
final class KernelRegistryReader {

    private static final int VARINT = 0;
    private static final int BYTES = 2;

    /** What a graph or a function holds: its nodes by what they ask for, and the functions they may call. */
    private static final class Scope {
        String name = "";
        final Map<String, Missing> missing = new TreeMap<>();
        /** Nodes of ops that are refused from some graph version on: which one a graph has comes at its end. */
        final Map<String, Missing> retired = new TreeMap<>();

        final Set<String> functions = new HashSet<>();
    }

    private final KernelRegistryTables tables;
    private final KernelRegistryWire wire;
    private final Map<String, Scope> library = new HashMap<>();
    private final Map<String, String> gradients = new HashMap<>();
    private long producer;

    private KernelRegistryReader(KernelRegistryTables tables, InputStream in) {
        this.tables = tables;
        this.wire = new KernelRegistryWire(in);
    }

    /** What the build cannot run of a GraphDef or a TensorFlow Lite model, sorted by op. */
    static List<Missing> missingFrom(KernelRegistryTables tables, InputStream model) throws IOException {
        PushbackInputStream in = new PushbackInputStream(model, KernelRegistryLite.START);
        byte[] start = new byte[KernelRegistryLite.START];
        int count = 0;
        int read = in.read(start);
        while (read > 0) {
            count += read;
            read = in.read(start, count, start.length - count);
        }
        in.unread(start, 0, count);
        return KernelRegistryLite.isModel(start)
                ? KernelRegistryLite.missingFrom(tables, KernelRegistryWire.all(in))
                : new KernelRegistryReader(tables, in).graph();
    }

    private List<Missing> graph() throws IOException {
        Scope main = new Scope();
        boolean empty = true;
        while (!wire.atEnd(Long.MAX_VALUE)) {
            int tag = wire.tag(Long.MAX_VALUE);
            if (is(tag, 1, BYTES)) {
                empty = false;
                node(main, wire.end(Long.MAX_VALUE));
            } else if (is(tag, 2, BYTES)) {
                functions(wire.end(Long.MAX_VALUE));
            } else if (is(tag, 4, BYTES)) {
                versions(wire.end(Long.MAX_VALUE));
            } else if (is(tag, 1, VARINT)) {
                throw wire.malformed("This is a SavedModel, no GraphDef");
            } else if (is(tag, 3, BYTES)) {
                throw wire.metaGraph();
            } else {
                wire.skip(tag, Long.MAX_VALUE, 0);
            }
        }
        if (empty) {
            throw wire.malformed("The graph has no nodes, or this is none");
        }
        return reachable(main);
    }

    private static boolean is(int tag, int field, int wireType) {
        return tag == (field << 3 | wireType);
    }

    /** What is missing of the graph and the functions that it calls, directly or through others. */
    private List<Missing> reachable(Scope main) {
        Map<String, Missing> found = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        List<Scope> open = new ArrayList<>();
        open.add(main);
        for (int i = 0; i < open.size(); i++) {
            Scope scope = open.get(i);
            String prefix = i == 0 ? "" : scope.name + ":";
            merge(scope.missing, false, prefix, found);
            merge(scope.retired, true, prefix, found);
            for (String function : scope.functions) {
                call(function, seen, open);
                if (scope.functions.contains("SymbolicGradient")) {
                    call(gradients.get(function), seen, open);
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    private void merge(Map<String, Missing> ofScope, boolean retired, String prefix, Map<String, Missing> found) {
        for (Map.Entry<String, Missing> entry : ofScope.entrySet()) {
            Missing some = entry.getValue();
            boolean isCall = library.containsKey(some.op());
            if (isCall || (retired && producer < tables.retiredSince(some.op()))) {
                continue;
            }
            Missing all = found.get(entry.getKey());
            if (all == null) {
                all = new Missing(some.op(), some.dtypes(), some.reason());
                found.put(entry.getKey(), all);
            }
            for (String node : some.nodes()) {
                all.add(prefix + node);
            }
        }
    }

    private void call(@Nullable String function, Set<String> seen, List<Scope> open) {
        Scope scope = function == null ? null : library.get(function);
        if (scope != null && seen.add(scope.name)) {
            open.add(scope);
        }
    }

    private void functions(long limit) throws IOException {
        while (!wire.atEnd(limit)) {
            int tag = wire.tag(limit);
            if (is(tag, 1, BYTES)) {
                function(wire.end(limit));
            } else if (is(tag, 2, BYTES)) {
                gradient(wire.end(limit));
            } else {
                wire.skip(tag, limit, 0);
            }
        }
    }

    private void function(long limit) throws IOException {
        Scope scope = new Scope();
        while (!wire.atEnd(limit)) {
            int tag = wire.tag(limit);
            if (is(tag, 1, BYTES)) {
                long end = wire.end(limit);
                if (wire.isText(end)) {
                    // The name of a node: a MetaGraphDef has its graph here.
                    throw wire.metaGraph();
                }
                signature(scope, end);
            } else if (is(tag, 3, BYTES)) {
                node(scope, wire.end(limit));
            } else {
                wire.skip(tag, limit, 0);
            }
        }
        if (!library.containsKey(scope.name)) {
            library.put(scope.name, scope);
        }
    }

    private void signature(Scope scope, long limit) throws IOException {
        while (!wire.atEnd(limit)) {
            int tag = wire.tag(limit);
            if (is(tag, 1, BYTES)) {
                scope.name = wire.text(limit);
            } else {
                wire.skip(tag, limit, 0);
            }
        }
    }

    private void gradient(long limit) throws IOException {
        String function = "";
        String gradient = "";
        while (!wire.atEnd(limit)) {
            int tag = wire.tag(limit);
            if (is(tag, 1, BYTES)) {
                function = wire.text(limit);
            } else if (is(tag, 2, BYTES)) {
                gradient = wire.text(limit);
            } else {
                wire.skip(tag, limit, 0);
            }
        }
        gradients.put(function, gradient);
    }

    /** A graph says which runtimes may read it, and which must not. */
    private void versions(long limit) throws IOException {
        while (!wire.atEnd(limit)) {
            int tag = wire.tag(limit);
            if (is(tag, 1, VARINT)) {
                producer = wire.varint(limit);
            } else if (is(tag, 2, VARINT)) {
                long minConsumer = wire.varint(limit);
                if (minConsumer > tables.graphVersion()) {
                    throw wire.malformed("The graph needs a TensorFlow that reads version " + minConsumer + ", and "
                            + tables.release() + " reads up to " + tables.graphVersion());
                }
            } else if (is(tag, 3, VARINT)) {
                badConsumer(wire.varint(limit));
            } else if (is(tag, 3, BYTES)) {
                long end = wire.end(limit);
                while (!wire.atEnd(end)) {
                    badConsumer(wire.varint(end));
                }
            } else {
                wire.skip(tag, limit, 0);
            }
        }
    }

    private void badConsumer(long version) throws IOException {
        if (version == tables.graphVersion()) {
            throw wire.malformed("The graph must not be read by TensorFlow " + tables.release());
        }
    }

    private void node(Scope scope, long limit) throws IOException {
        KernelRegistryNode node = KernelRegistryNode.read(wire, tables, limit);
        if (node.name.isEmpty()) {
            throw wire.malformed("This is no GraphDef: a node has no name");
        }
        scope.functions.add(node.op);
        scope.functions.addAll(node.functions);
        String reason = tables.reason(node.op, node.device, node.attrs);
        if (reason != null) {
            add(scope.missing, node, reason);
        } else if (tables.retiredSince(node.op) != Integer.MAX_VALUE) {
            add(scope.retired, node, "the release refuses this op in graphs of this version");
        }
    }

    private void add(Map<String, Missing> missing, KernelRegistryNode node, String reason) {
        KernelRegistryTypes.add(missing, node.op, tables.dtypes(node.op, node.attrs), reason, node.name);
    }
}
