package io.github.tfmobile.graph.freeze.table;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.ConstantValues;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.freeze.model.LoadedModel;
import io.github.tfmobile.graph.freeze.state.FileNames;
import io.github.tfmobile.graph.freeze.state.TrainedState;
import io.github.tfmobile.graph.freeze.state.VariableKeys;
import io.github.tfmobile.graph.freeze.variable.VariableRewrite;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.registry.Dtype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * Keeps lookup tables working in a graph that nothing but its outputs is run of: what takes a table waits for its
 * initializer, and an initializer that reads a file gets the file's contents as constants.
 */
public final class TableInitializers {

    /** The rank of a node that does not fill its table when the model is loaded. */
    private static final int NEVER = 5;

    private final Graph whole;
    private final ConstantValues values;
    private final VariableKeys keys;
    private final FileNames files;
    private final Liveness onLoading;
    private final boolean isTraced;
    private final Consumer<String> notes;

    /**
     * The tables of a graph.
     *
     * @param state all of the graph, function calls written out, and what is known of it
     * @param notes takes what a user should know
     */
    TableInitializers(TrainedState state, Consumer<String> notes) {
        LoadedModel model = state.model();
        this.whole = state.whole();
        this.values = state.known();
        this.keys = state.keys();
        this.files = new FileNames(state);
        this.onLoading = Liveness.of(whole, model.initializers());
        this.isTraced = model.isTraced();
        this.notes = notes;
    }

    /** Whether a node of this op makes a lookup table. */
    static boolean isTable(String op) {
        return OpTrait.TABLE.includes(op);
    }

    /** Whether a node of this op fills a lookup table. */
    public static boolean isInitializer(String op) {
        return OpTrait.TABLE_FROM_FILE.includes(op) || OpTrait.TABLE_FROM_TENSORS.includes(op);
    }

    /**
     * The graph of what the outputs need with the initializers of their tables.
     *
     * @param graph what the outputs need
     * @param outputs the outputs; nothing waits for an initializer among them
     * @param tensors reads a tensor of the checkpoint
     * @throws ProblemException if a vocabulary file is missing or damaged
     */
    Graph attach(Graph graph, Set<String> outputs, VariableRewrite.Values tensors) throws ProblemException {
        Set<String> tables = new LinkedHashSet<>();
        for (Node node : graph.all()) {
            if (isTable(node.op())) {
                tables.add(node.name());
            }
        }
        if (tables.isEmpty()) {
            return graph;
        }
        Set<String> present = new LinkedHashSet<>();
        graph.all().forEach(node -> present.add(node.name()));
        Map<String, Node> chosen = choose(tables, outputs);
        Map<String, String> initializers = new LinkedHashMap<>();
        Map<String, List<Node>> added = new LinkedHashMap<>();
        for (Map.Entry<String, Node> choice : chosen.entrySet()) {
            Node node = choice.getValue();
            // Who names an initializer as an output runs it: nothing need wait for it.
            initializers.put(choice.getKey(), outputs.contains(node.name()) ? "" : node.name());
            added.put(choice.getKey(), initializer(node, tensors));
        }
        for (String table : tables) {
            if (!initializers.containsKey(table)) {
                notes.accept(
                        "table \"" + table + "\" has no initializer in the graph, it is empty when the graph runs");
            }
        }
        Map<String, Node> made = new LinkedHashMap<>();
        added.values().forEach(result -> result.forEach(node -> made.putIfAbsent(node.name(), node)));
        List<Node> all = new ArrayList<>();
        for (Node given : graph.all()) {
            all.add(made.getOrDefault(given.name(), given));
        }
        made.values().stream().filter(node -> present.add(node.name())).forEach(all::add);
        return waiting(graph.with(all), initializers);
    }

    /** The graph with who takes a table waiting for its initializer, but for what the initializer itself needs. */
    private Graph waiting(Graph graph, Map<String, String> initializers) {
        List<Node> nodes = new ArrayList<>(graph.size());
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.node(i);
            Set<NodeInput> waits = new LinkedHashSet<>();
            for (NodeInput input : node.inputs()) {
                String initializer = input.isControl() || handsOn(node)
                        ? null
                        : initializers.get(keys.source(input).node());
                if (initializer != null
                        && !initializer.isEmpty()
                        && !Liveness.of(graph, List.of(initializer)).isLive(i)) {
                    waits.add(NodeInput.control(initializer));
                }
            }
            waits.removeAll(node.inputs());
            nodes.add(waits.isEmpty() ? node : node.toBuilder().addInputs(waits).build());
        }
        return graph.with(nodes);
    }

    /** Whether a node only hands on the table that it takes; who takes it from there waits. */
    private boolean handsOn(Node node) {
        NodeInput own = new NodeInput(node.name(), 0);
        return !keys.source(own).equals(own);
    }

    /** The node that fills each table when the model is loaded, in file order. */
    private Map<String, Node> choose(Set<String> tables, Set<String> outputs) {
        Map<String, Node> chosen = new LinkedHashMap<>();
        Map<String, Integer> ranks = new HashMap<>();
        for (Node node : whole.all()) {
            if (isInitializer(node.op()) && node.inputCount() > 1) {
                String table = keys.source(node.input(0)).node();
                int rank = outputs.contains(node.name()) ? 0 : rank(node);
                if (tables.contains(table) && rank < ranks.getOrDefault(table, NEVER)) {
                    chosen.put(table, node);
                    ranks.put(table, rank);
                }
            }
        }
        return chosen;
    }

    /** How sure it is that a node fills its table when the model is loaded, 1 the surest. */
    private int rank(Node node) {
        NodeInput entries = node.input(1);
        if (keys.restored(entries) != null) {
            return 1;
        }
        if (onLoading.isLive(whole.index().number(node.name()))) {
            return 2;
        }
        if (!OpTrait.TABLE_INSERT.includes(node.op())) {
            return 3;
        }
        // A function that inserts belongs to some signature, and what it inserts often comes from outside.
        return isTraced || values.find(entries) == null ? NEVER : 4;
    }

    private List<Node> initializer(Node node, VariableRewrite.Values tensors) throws ProblemException {
        // The table itself, not by a way that the outputs may not need or on which others wait.
        NodeInput taken = keys.source(node.input(0));
        Node.Builder copy = node.toBuilder().inputs(List.of()).input(taken);
        List<Node> result = new ArrayList<>();
        if (OpTrait.TABLE_FROM_FILE.includes(node.op())) {
            return fromFile(node, copy);
        }
        Node table = whole.named(keys.source(node.input(0)).node());
        if (table != null && OpTrait.DENSE_TABLE.includes(table.op()) && OpTrait.TABLE_IMPORT.includes(node.op())) {
            return dense(node, table, tensors);
        }
        for (int i = 1; i < node.inputCount(); i++) {
            NodeInput input = node.input(i);
            if (input.isControl()) {
                continue;
            }
            Node source = whole.named(input.node());
            VariableKeys.Key saved = keys.restored(input);
            if (source != null && source.op().equals("Const")) {
                copy.input(node.input(i));
                result.add(source);
                continue;
            }
            TensorProto value = saved != null ? tensors.read(saved.name()) : values.find(input);
            if (value == null) {
                notes.accept("table initializer \"" + node.name() + "\" does not get constants: it computes \"" + input
                        + "\" whenever the graph runs");
                copy.input(node.input(i));
                result.addAll(Liveness.extract(whole, List.of(input.node())).all());
            } else {
                String name = node.name() + (i == 1 ? "/keys" : "/values");
                result.add(Constants.node(name, value));
                copy.input(name);
            }
        }
        result.add(copy.build());
        return result;
    }

    /** Of a saved table of this kind only the entries are kept; they are inserted, not imported with all free places. */
    private List<Node> dense(Node node, Node table, VariableRewrite.Values tensors) throws ProblemException {
        List<TensorProto> saved = new ArrayList<>();
        List<TensorProto> unused = new ArrayList<>();
        for (int i = 1; i < 3 && i < node.inputCount(); i++) {
            NodeInput input = node.input(i);
            VariableKeys.Key key = keys.restored(input);
            TensorProto value = key != null ? tensors.read(key.name()) : values.find(input);
            if (value != null) {
                saved.add(value);
            }
        }
        for (NodeInput each : table.inputs()) {
            TensorProto value = values.find(each);
            if (value != null) {
                unused.add(value);
            }
        }
        if (saved.size() < 2 || unused.isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                            GraphProblem.TABLE_COMPUTED,
                            "table \"" + table.name()
                                    + "\": its entries or its empty key are computed when the graph runs",
                            "Only a table with constant keys for free places can be kept. Choose outputs that do not need it."));
        }
        DenseTableEntries entries = DenseTableEntries.of(
                table.name(),
                saved.get(0),
                saved.get(1),
                unused,
                table.attr("value_shape", AttrValue.getDefaultInstance()).getShape());
        Node keysNode = Constants.node(node.name() + "/keys", entries.keys());
        Node valuesNode = Constants.node(node.name() + "/values", entries.values());
        Node insert = node.toBuilder()
                .op(node.op().endsWith("V2") ? "LookupTableInsertV2" : "LookupTableInsert")
                .inputs(List.of())
                .input(keys.source(node.input(0)))
                .input(keysNode.name())
                .input(valuesNode.name())
                .build();
        return List.of(keysNode, valuesNode, insert);
    }

    private List<Node> fromFile(Node node, Node.Builder copy) throws ProblemException {
        NodeInput name = node.input(1);
        Path file = files.file(name);
        Node table = whole.named(keys.source(node.input(0)).node());
        if (file == null || table == null) {
            notes.accept("table initializer \"" + node.name()
                    + "\" reads its vocabulary from a file when the graph runs: " + text(name));
            copy.input(node.input(1));
            List<Node> result = new ArrayList<>(
                    Liveness.extract(whole, List.of(name.node())).all());
            result.add(copy.build());
            return result;
        }
        VocabularyFile.Entries entries = new VocabularyFile(
                        integer(node, "key_index", -2),
                        integer(node, "value_index", -1),
                        type(table, "key_dtype", DataType.DT_STRING),
                        type(table, "value_dtype", DataType.DT_INT64),
                        integer(node, "vocab_size", -1),
                        node.attr("delimiter", AttrValue.getDefaultInstance())
                                .getS()
                                .toStringUtf8(),
                        integer(node, "offset", 0))
                .read(file, node.name());
        notes.accept("the vocabulary \"" + file.getFileName() + "\" of table initializer \"" + node.name()
                + "\" is part of the graph now");
        Node keysNode = Constants.node(node.name() + "/keys", entries.keys());
        Node valuesNode = Constants.node(node.name() + "/values", entries.values());
        Node.Builder tensors = Node.builder(
                        node.name(), node.op().endsWith("V2") ? "InitializeTableV2" : "InitializeTable")
                .device(node.device())
                .input(keys.source(node.input(0)))
                .input(keysNode.name())
                .input(valuesNode.name())
                .attr("Tkey", new Dtype(entries.keys().getDtypeValue()).attr())
                .attr("Tval", new Dtype(entries.values().getDtypeValue()).attr());
        return List.of(keysNode, valuesNode, tensors.build());
    }

    private static long integer(Node node, String attr, long missing) {
        AttrValue value = node.attr(attr);
        return value == null ? missing : value.getI();
    }

    private static Dtype type(Node node, String attr, DataType missing) {
        return Dtype.of(node.attr(attr, Attrs.type(missing)));
    }

    private String text(NodeInput name) {
        TensorProto value = values.find(name);
        return value == null || value.getStringValCount() == 0
                ? "\"" + name + "\""
                : "\"" + value.getStringVal(0).toStringUtf8() + "\"";
    }
}
