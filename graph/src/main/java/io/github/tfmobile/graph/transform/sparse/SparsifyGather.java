package io.github.tfmobile.graph.transform.sparse;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * {@code sparsify_gather}: Gather and GatherV2 from a table of shape [N, 1] most of which is zero become a look-up in a
 * HashTable of its other values (tensorflow/tools/graph_transforms/sparsify_gather.cc). Who runs the graph runs the node
 * {@code group_init_node}, {@code group_deps} by default, first. A table that is a variable is read from
 * {@code input_checkpoint}.
 */
@AutoService(Transform.class)
public final class SparsifyGather implements Transform {

    /** What is nearer to zero than this is left out of the table. */
    private static final float SMALLEST = 1.0e-5f;

    private static final Set<String> TABLES = Set.of("Const", "Variable", "VariableV2");

    @Override
    public String name() {
        return "sparsify_gather";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("input_checkpoint", "group_init_node");
    }

    /** A gather that reads a table. */
    private record Lookup(Node gather, Node identity, Node table, NodeInput ids) {}

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        String group = context.string("group_init_node", "group_deps");
        Map<String, Lookup> lookups = lookups(graph, context);
        if (lookups.isEmpty()) {
            return graph;
        }
        Node old = graph.named(group);
        if (old != null && !old.op().equals("NoOp")) {
            throw context.problem(
                    TransformProblem.GROUP_NAME_TAKEN,
                    "needs a NoOp to initialize its tables by, but \"" + group + "\" is a " + old.op(),
                    "give another name, as in sparsify_gather(group_init_node=init_tables)");
        }
        Map<String, List<Node>> tables = tables(graph, lookups, context);
        Set<String> removed = DeadTables.find(graph, lookups.keySet(), tables.keySet(), context.protectedNodes());
        List<Node> nodes = new ArrayList<>(graph.size());
        Set<String> written = new HashSet<>();
        List<NodeInput> inits = new ArrayList<>();
        tables.keySet().forEach(table -> inits.add(NodeInput.control(table + "/InitializeTable")));
        for (Node node : graph.all()) {
            Lookup lookup = lookups.get(node.name());
            if (lookup != null) {
                String table = lookup.table().name();
                if (written.add(table)) {
                    nodes.addAll(tables.getOrDefault(table, List.of()));
                }
                nodes.addAll(lookUp(lookup));
            } else if (node.name().equals(group)) {
                nodes.add(DeadTables.without(node, removed).toBuilder()
                        .addInputs(inits)
                        .build());
            } else if (!removed.contains(node.name())) {
                nodes.add(DeadTables.without(node, removed));
            }
        }
        if (old == null) {
            nodes.add(Node.builder(group, "NoOp").addInputs(inits).build());
        }
        return graph.with(nodes);
    }

    private static Map<String, Lookup> lookups(Graph graph, TransformContext context) throws ProblemException {
        Map<String, Lookup> lookups = new LinkedHashMap<>();
        for (Node node : graph.all()) {
            boolean v2 = node.op().equals("GatherV2");
            List<NodeInput> inputs = v2 || node.op().equals("Gather") ? node.dataInputs() : List.of();
            if (inputs.size() != (v2 ? 3 : 2)) {
                continue;
            }
            Node identity = graph.named(inputs.get(0).node());
            List<NodeInput> read =
                    identity != null && identity.op().equals("Identity") ? identity.dataInputs() : List.of();
            Node table = read.size() == 1 ? graph.named(read.get(0).node()) : null;
            if (identity == null || table == null || !TABLES.contains(table.op())) {
                continue;
            }
            if (v2) {
                Node axis = graph.named(inputs.get(2).node());
                if (axis == null || !axis.op().equals("Const")) {
                    continue;
                }
                check(node, axis, context);
            }
            lookups.put(node.name(), new Lookup(node, identity, table, inputs.get(1)));
        }
        return lookups;
    }

    private static void check(Node gather, Node axis, TransformContext context) throws ProblemException {
        Tensor value =
                Tensor.of(axis.attr("value", AttrValue.getDefaultInstance()).getTensor());
        if (value.elements() != 1 || value.getLong(0) != 0) {
            throw unfit(
                    context,
                    "takes gathers along axis 0 alone; the axis of \"" + gather.name() + "\" is \""
                            + (value.elements() == 1 ? Long.toString(value.getLong(0)) : value.toString()) + "\"");
        }
        AttrValue batch = gather.attr("batch_dims");
        if (batch != null && batch.getI() != 0) {
            throw unfit(
                    context,
                    "takes gathers without batch_dims alone; \"" + gather.name() + "\" has \"" + batch.getI() + "\"");
        }
    }

    /** The nodes of the hash table in place of each table. */
    private static Map<String, List<Node>> tables(Graph graph, Map<String, Lookup> lookups, TransformContext context)
            throws ProblemException {
        Map<String, List<Node>> tables = new LinkedHashMap<>();
        Checkpoint checkpoint = null;
        for (Lookup lookup : lookups.values()) {
            Node table = lookup.table();
            if (tables.containsKey(table.name())) {
                continue;
            }
            DataType dtype = table.attr("dtype", AttrValue.getDefaultInstance()).getType();
            if (dtype != DataType.DT_FLOAT) {
                throw unfit(context, "takes tables of float alone; \"" + table.name() + "\" is of \"" + dtype + "\"");
            }
            TensorProto value;
            if (table.op().equals("Const")) {
                value = table.attr("value", AttrValue.getDefaultInstance()).getTensor();
            } else {
                checkpoint = checkpoint == null ? checkpoint(table, context) : checkpoint;
                value = SavedSlice.read(graph, table.name(), checkpoint, context);
            }
            tables.put(table.name(), table(table, value, context));
        }
        return tables;
    }

    private static Checkpoint checkpoint(Node table, TransformContext context) throws ProblemException {
        String file = context.string("input_checkpoint", "");
        if (file.isEmpty()) {
            throw context.problem(
                    TransformProblem.GATHER_WITHOUT_CHECKPOINT,
                    "needs a checkpoint to read the variable \"" + table.name() + "\" from",
                    "for example sparsify_gather(input_checkpoint=\"model.ckpt\"), or freeze the graph first");
        }
        return Checkpoints.open(context.file(file));
    }

    private static List<Node> table(Node table, TensorProto proto, TransformContext context) throws ProblemException {
        Tensor value = Tensor.of(proto);
        if (value.rank() != 2 || value.dim(1) != 1 || value.elements() > Integer.MAX_VALUE) {
            throw unfit(
                    context,
                    "takes tables of shape [N,1] alone; \"" + table.name() + "\" has \""
                            + TensorShapes.text(proto.getTensorShape()) + "\"");
        }
        int kept = 0;
        for (int i = 0; i < value.elements(); i++) {
            kept += isKept(value, i) ? 1 : 0;
        }
        // A table without any value cannot be initialized; a zero for the first row changes nothing.
        Tensor.Builder indices = Tensor.builder(DataType.DT_INT64, Math.max(1, kept));
        Tensor.Builder values = Tensor.builder(DataType.DT_FLOAT, Math.max(1, kept));
        int at = 0;
        for (int i = 0; i < value.elements(); i++) {
            if (isKept(value, i)) {
                indices.setLong(at, i);
                values.copyBits(at++, value, i);
            }
        }
        String name = table.name();
        Node keys = Constants.node(name + "/indices", indices.build().toProto());
        Node entries = Constants.node(name + "/values", values.build().toProto());
        Node hashTable = Node.builder(name + "/HashTable", "HashTable")
                .attr("key_dtype", Attrs.type(DataType.DT_INT64))
                .attr("value_dtype", Attrs.type(DataType.DT_FLOAT))
                .build();
        Node initialize = Node.builder(name + "/InitializeTable", "InitializeTable")
                .input(hashTable.name())
                .input(keys.name())
                .input(entries.name())
                .attr("Tkey", Attrs.type(DataType.DT_INT64))
                .attr("Tval", Attrs.type(DataType.DT_FLOAT))
                .build();
        return List.of(keys, entries, hashTable, initialize);
    }

    private static boolean isKept(Tensor value, int index) {
        return Math.abs(value.getDouble(index)) >= SMALLEST;
    }

    /** The look-up, under the gather's name. */
    private static List<Node> lookUp(Lookup lookup) {
        Node gather = lookup.gather();
        String name = gather.name();
        List<Node> nodes = new ArrayList<>();
        NodeInput ids = lookup.ids();
        AttrValue type = gather.attr("Tindices");
        if (type != null && type.getType() != DataType.DT_INT64) {
            Node cast = Node.builder(name + "/ids_int64", "Cast")
                    .input(ids)
                    .attr("SrcT", type)
                    .attr("DstT", Attrs.type(DataType.DT_INT64))
                    .build();
            nodes.add(cast);
            ids = new NodeInput(cast.name(), 0);
        }
        nodes.add(Node.builder(name + "/LookupTableFind", "LookupTableFind")
                .input(lookup.table().name() + "/HashTable")
                .input(ids)
                .input(name + "/Const")
                .attr("Tin", Attrs.type(DataType.DT_INT64))
                .attr("Tout", Attrs.type(DataType.DT_FLOAT))
                .build());
        nodes.add(Constants.node(name + "/Const", Constants.scalar(0.0f)));
        nodes.add(Constants.node(name + "/ExpandDims/Const", Constants.scalar(-1)));
        nodes.add(Node.builder(name, "ExpandDims")
                .input(name + "/LookupTableFind")
                .input(name + "/ExpandDims/Const")
                .addInputs(Node.controlInputs(List.of(gather, lookup.identity())))
                .attr("T", Attrs.type(DataType.DT_FLOAT))
                .build());
        return nodes;
    }

    /** The nodes that only the replaced tables needed. */
    private static final class DeadTables {

        /** What else a training graph does with a table, which goes with it. */
        private static final Set<String> MAINTENANCE =
                Set.of("Assign", "Reshape", "Equal", "Mean", "ScalarSummary", "IsVariableInitialized");

        private DeadTables() {}

        static Set<String> find(Graph graph, Set<String> gathers, Set<String> tables, Set<String> kept) {
            // First with all tables, then without those that others read: a reader may hang on several.
            Set<String> doomed = new HashSet<>(tables);
            while (true) {
                Map<String, String> owner = new HashMap<>();
                String survivor = null;
                for (String table : doomed) {
                    survivor = collect(graph, table, table, gathers, kept, owner);
                    if (survivor != null) {
                        break;
                    }
                }
                if (survivor == null) {
                    Set<String> removed = new HashSet<>(owner.keySet());
                    addSources(graph, gathers, kept, removed);
                    return removed;
                }
                doomed.remove(survivor);
            }
        }

        /** Marks a node and all that hangs on it; gives the table that must stay, null when it can go. */
        private static @Nullable String collect(
                Graph graph,
                String node,
                String table,
                Set<String> gathers,
                Set<String> kept,
                Map<String, String> owner) {
            List<String> open = new ArrayList<>(List.of(node));
            while (!open.isEmpty()) {
                String name = open.remove(open.size() - 1);
                if (kept.contains(name)) {
                    return table;
                }
                if (owner.putIfAbsent(name, table) != null) {
                    continue;
                }
                for (Node reader : graph.readers(name)) {
                    boolean data = reader.inputs().stream()
                            .anyMatch(
                                    input -> !input.isControl() && input.node().equals(name));
                    if (!data || gathers.contains(reader.name())) {
                        continue;
                    }
                    boolean goes =
                            MAINTENANCE.contains(reader.op()) || (reader.op().equals("Identity") && name.equals(table));
                    if (!goes) {
                        return table;
                    }
                    open.add(reader.name());
                }
            }
            return null;
        }

        /** Adds what fed none but removed nodes and the gathers' other inputs. */
        private static void addSources(Graph graph, Set<String> gathers, Set<String> kept, Set<String> removed) {
            List<String> open = new ArrayList<>(removed);
            open.addAll(gathers);
            while (!open.isEmpty()) {
                Node node = graph.named(open.remove(open.size() - 1));
                List<NodeInput> inputs = node == null ? List.of() : node.inputs();
                for (int i = 0; i < inputs.size(); i++) {
                    String source = inputs.get(i).node();
                    boolean ids = node != null && gathers.contains(node.name()) && i == 1;
                    Node from = graph.named(source);
                    if (from == null
                            || ids
                            || kept.contains(source)
                            || removed.contains(source)
                            || from.op().equals("RestoreV2")
                            || (!from.op().equals("Const") && node != null && gathers.contains(node.name()))) {
                        continue;
                    }
                    boolean unread = graph.readers(source).stream()
                            .allMatch(reader -> removed.contains(reader.name()) || gathers.contains(reader.name()));
                    if (unread && !readAsIds(graph, source, gathers)) {
                        removed.add(source);
                        open.add(source);
                    }
                }
            }
        }

        private static boolean readAsIds(Graph graph, String source, Set<String> gathers) {
            return graph.readers(source).stream()
                    .filter(reader -> gathers.contains(reader.name()))
                    .anyMatch(reader -> reader.input(1).node().equals(source)
                            || reader.inputs().contains(NodeInput.control(source)));
        }

        /** A node that does not wait for removed nodes any more. */
        static Node without(Node node, Set<String> removed) {
            return node.filtered(input -> !input.isControl() || !removed.contains(input.node()));
        }
    }

    private static ProblemException unfit(TransformContext context, String what) {
        return context.problem(TransformProblem.GATHER_UNFIT, what, "leave the transform out");
    }
}
