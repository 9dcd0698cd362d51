package io.github.tfmobile.graph.freeze;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.Reachability;
import io.github.tfmobile.graph.controlflow.KnownValues;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.registry.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Keeps lookup tables working in a graph that nothing but its outputs is run of: what takes a table waits for its
 * initializer, and an initializer that reads a file gets the file's contents as constants.
 */
final class TableInitializers {

    /** The rank of a node that does not fill its table when the model is loaded. */
    private static final int NEVER = 5;

    /** The length of a chain of nodes that only hand a file name on. */
    private static final int LONGEST_CHAIN = 100;

    private final Graph whole;
    private final KnownValues values;
    private final VariableKeys keys;
    private final Map<String, Path> assets;
    private final @Nullable Path folder;
    private final BitSet onLoading;
    private final boolean isTraced;
    private final Consumer<String> notes;

    /**
     * The tables of a graph.
     *
     * @param whole all of its nodes, function calls written out
     * @param values what is known of its tensors
     * @param model tells of files and of what runs when the model is loaded
     * @param notes takes what a user should know
     */
    TableInitializers(Graph whole, KnownValues values, VariableKeys keys, LoadedModel model, Consumer<String> notes) {
        this.whole = whole;
        this.values = values;
        this.keys = keys;
        this.assets = model.assets();
        this.folder = model.vocabularyFolder();
        this.onLoading = Reachability.of(whole.index(), model.initializers());
        this.isTraced = model.isTraced();
        this.notes = notes;
    }

    /** Whether a node of this op makes a lookup table. */
    static boolean isTable(String op) {
        return OpTrait.TABLE.includes(op);
    }

    /** Whether a node of this op fills a lookup table. */
    static boolean isInitializer(String op) {
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
        for (NodeDef node : graph.nodes()) {
            if (isTable(node.getOp())) {
                tables.add(node.getName());
            }
        }
        if (tables.isEmpty()) {
            return graph;
        }
        Set<String> present = new LinkedHashSet<>();
        graph.nodes().forEach(node -> present.add(node.getName()));
        Map<String, NodeDef> chosen = choose(tables, outputs);
        Map<String, String> initializers = new LinkedHashMap<>();
        Map<String, List<NodeDef>> added = new LinkedHashMap<>();
        for (Map.Entry<String, NodeDef> choice : chosen.entrySet()) {
            NodeDef node = choice.getValue();
            // Who names an initializer as an output runs it: nothing need wait for it.
            initializers.put(choice.getKey(), outputs.contains(node.getName()) ? "" : node.getName());
            added.put(choice.getKey(), initializer(node, tensors));
        }
        for (String table : tables) {
            if (!initializers.containsKey(table)) {
                notes.accept(
                        "table \"" + table + "\" has no initializer in the graph, it is empty when the graph runs");
            }
        }
        Map<String, NodeDef> made = new LinkedHashMap<>();
        added.values().forEach(result -> result.forEach(node -> made.putIfAbsent(node.getName(), node)));
        List<NodeDef> all = new ArrayList<>();
        for (NodeDef given : graph.nodes()) {
            NodeDef node = made.getOrDefault(given.getName(), given);
            Set<String> waits = new LinkedHashSet<>();
            for (String text : node.getInputList()) {
                NodeInput input = NodeInput.parse(text);
                String initializer = input.isControl() ? null : initializers.get(input.node());
                if (initializer != null && !initializer.isEmpty() && !initializer.equals(node.getName())) {
                    waits.add("^" + initializer);
                }
            }
            waits.removeAll(node.getInputList());
            all.add(waits.isEmpty() ? node : node.toBuilder().addAllInput(waits).build());
        }
        made.values().stream().filter(node -> present.add(node.getName())).forEach(all::add);
        return graph.withNodes(all);
    }

    /** The node that fills each table when the model is loaded, in file order. */
    private Map<String, NodeDef> choose(Set<String> tables, Set<String> outputs) {
        Map<String, NodeDef> chosen = new LinkedHashMap<>();
        Map<String, Integer> ranks = new HashMap<>();
        for (NodeDef node : whole.nodes()) {
            if (isInitializer(node.getOp()) && node.getInputCount() > 1) {
                String table = keys.source(NodeInput.parse(node.getInput(0))).node();
                int rank = outputs.contains(node.getName()) ? 0 : rank(node);
                if (tables.contains(table) && rank < ranks.getOrDefault(table, NEVER)) {
                    chosen.put(table, node);
                    ranks.put(table, rank);
                }
            }
        }
        return chosen;
    }

    /** How sure it is that a node fills its table when the model is loaded, 1 the surest. */
    private int rank(NodeDef node) {
        NodeInput entries = NodeInput.parse(node.getInput(1));
        if (keys.restored(entries) != null) {
            return 1;
        }
        if (onLoading.get(whole.index().number(node.getName()))) {
            return 2;
        }
        if (!OpTrait.TABLE_INSERT.includes(node.getOp())) {
            return 3;
        }
        // A function that inserts belongs to some signature, and what it inserts often comes from outside.
        return isTraced || values.find(entries) == null ? NEVER : 4;
    }

    private List<NodeDef> initializer(NodeDef node, VariableRewrite.Values tensors) throws ProblemException {
        NodeDef.Builder copy = node.toBuilder().clearInput().addInput(node.getInput(0));
        List<NodeDef> result = new ArrayList<>();
        if (OpTrait.TABLE_FROM_FILE.includes(node.getOp())) {
            return fromFile(node, copy);
        }
        NodeDef table =
                whole.find(keys.source(NodeInput.parse(node.getInput(0))).node());
        if (table != null
                && OpTrait.DENSE_TABLE.includes(table.getOp())
                && OpTrait.TABLE_IMPORT.includes(node.getOp())) {
            return dense(node, table, tensors);
        }
        for (int i = 1; i < node.getInputCount(); i++) {
            NodeInput input = NodeInput.parse(node.getInput(i));
            if (input.isControl()) {
                continue;
            }
            NodeDef source = whole.find(input.node());
            VariableKeys.Key saved = keys.restored(input);
            if (source != null && source.getOp().equals("Const")) {
                copy.addInput(node.getInput(i));
                result.add(source);
                continue;
            }
            TensorProto value = saved != null ? tensors.read(saved.name()) : values.find(input);
            if (value == null) {
                notes.accept("table initializer \"" + node.getName() + "\" does not get constants: it computes \""
                        + input + "\" whenever the graph runs");
                copy.addInput(node.getInput(i));
                result.addAll(Reachability.extract(whole, List.of(input.node())).nodes());
            } else {
                String name = node.getName() + (i == 1 ? "/keys" : "/values");
                result.add(Constants.node(name, value));
                copy.addInput(name);
            }
        }
        result.add(copy.build());
        return result;
    }

    /** Of a saved table of this kind only the entries are kept; they are inserted, not imported with all free places. */
    private List<NodeDef> dense(NodeDef node, NodeDef table, VariableRewrite.Values tensors) throws ProblemException {
        List<TensorProto> saved = new ArrayList<>();
        List<TensorProto> unused = new ArrayList<>();
        for (int i = 1; i < 3 && i < node.getInputCount(); i++) {
            NodeInput input = NodeInput.parse(node.getInput(i));
            VariableKeys.Key key = keys.restored(input);
            TensorProto value = key != null ? tensors.read(key.name()) : values.find(input);
            if (value != null) {
                saved.add(value);
            }
        }
        for (String text : table.getInputList()) {
            TensorProto value = values.find(NodeInput.parse(text));
            if (value != null) {
                unused.add(value);
            }
        }
        if (saved.size() < 2 || unused.isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                            "table \"" + table.getName()
                                    + "\": its entries or its empty key are computed when the graph runs",
                            "Only a table with constant keys for free places can be kept. Choose outputs that do not need it."));
        }
        DenseTableEntries entries = DenseTableEntries.of(
                table.getName(),
                saved.get(0),
                saved.get(1),
                unused,
                table.getAttrOrDefault("value_shape", AttrValue.getDefaultInstance())
                        .getShape());
        NodeDef keysNode = Constants.node(node.getName() + "/keys", entries.keys());
        NodeDef valuesNode = Constants.node(node.getName() + "/values", entries.values());
        NodeDef insert = node.toBuilder()
                .setOp(node.getOp().endsWith("V2") ? "LookupTableInsertV2" : "LookupTableInsert")
                .clearInput()
                .addInput(node.getInput(0))
                .addInput(keysNode.getName())
                .addInput(valuesNode.getName())
                .build();
        return List.of(keysNode, valuesNode, insert);
    }

    private List<NodeDef> fromFile(NodeDef node, NodeDef.Builder copy) throws ProblemException {
        NodeInput name = NodeInput.parse(node.getInput(1));
        Path file = file(name);
        NodeDef table =
                whole.find(keys.source(NodeInput.parse(node.getInput(0))).node());
        if (file == null || table == null) {
            notes.accept("table initializer \"" + node.getName()
                    + "\" reads its vocabulary from a file when the graph runs: " + text(name));
            copy.addInput(node.getInput(1));
            List<NodeDef> result = new ArrayList<>(
                    Reachability.extract(whole, List.of(name.node())).nodes());
            result.add(copy.build());
            return result;
        }
        VocabularyFile.Entries entries = new VocabularyFile(
                        integer(node, "key_index", -2),
                        integer(node, "value_index", -1),
                        type(table, "key_dtype", DataType.DT_STRING),
                        type(table, "value_dtype", DataType.DT_INT64),
                        integer(node, "vocab_size", -1),
                        node.getAttrOrDefault("delimiter", AttrValue.getDefaultInstance())
                                .getS()
                                .toStringUtf8(),
                        integer(node, "offset", 0))
                .read(file, node.getName());
        notes.accept("the vocabulary \"" + file.getFileName() + "\" of table initializer \"" + node.getName()
                + "\" is part of the graph now");
        NodeDef keysNode = Constants.node(node.getName() + "/keys", entries.keys());
        NodeDef valuesNode = Constants.node(node.getName() + "/values", entries.values());
        NodeDef.Builder tensors = NodeDef.newBuilder()
                .setName(node.getName())
                .setOp(node.getOp().endsWith("V2") ? "InitializeTableV2" : "InitializeTable")
                .setDevice(node.getDevice())
                .addInput(node.getInput(0))
                .addInput(keysNode.getName())
                .addInput(valuesNode.getName())
                .putAttr("Tkey", new Dtype(entries.keys().getDtypeValue()).attr())
                .putAttr("Tval", new Dtype(entries.values().getDtypeValue()).attr());
        return List.of(keysNode, valuesNode, tensors.build());
    }

    private static long integer(NodeDef node, String attr, long missing) {
        AttrValue value = node.getAttrMap().get(attr);
        return value == null ? missing : value.getI();
    }

    private static Dtype type(NodeDef node, String attr, DataType missing) {
        return Dtype.of(node.getAttrOrDefault(attr, Attrs.type(missing)));
    }

    private String text(NodeInput name) {
        TensorProto value = values.find(name);
        return value == null || value.getStringValCount() == 0
                ? "\"" + name + "\""
                : "\"" + value.getStringVal(0).toStringUtf8() + "\"";
    }

    /** The file that a file name tensor means; null when it is none that may be read. */
    private @Nullable Path file(NodeInput name) {
        NodeInput source = name;
        for (int steps = 0; steps < LONGEST_CHAIN; steps++) {
            Path asset = assets.get(source.node());
            if (asset != null) {
                return asset;
            }
            NodeDef node = whole.find(source.node());
            NodeInput before = null;
            if (node != null && node.getInputCount() > 0 && node.getOp().equals("Identity")) {
                before = NodeInput.parse(node.getInput(0));
            } else if (node != null && node.getInputCount() > 0 && node.getOp().equals("ReadVariableOp")) {
                before = assigned(keys.source(NodeInput.parse(node.getInput(0))).node());
            }
            if (before == null) {
                break;
            }
            source = before;
        }
        TensorProto value = values.find(source);
        if (folder == null || value == null || value.getStringValCount() != 1) {
            return null;
        }
        ByteString text = value.getStringVal(0);
        try {
            Path wanted = folder.resolve(text.toStringUtf8()).normalize();
            boolean inside = wanted.startsWith(folder.normalize()) && Files.isRegularFile(wanted);
            return inside && wanted.toRealPath().startsWith(folder.toRealPath()) ? wanted : null;
        } catch (InvalidPathException | IOException e) {
            return null; // no name of a file here
        }
    }

    private @Nullable NodeInput assigned(String variable) {
        for (NodeDef node : whole.nodes()) {
            if (node.getOp().equals("AssignVariableOp")
                    && node.getInputCount() > 1
                    && keys.source(NodeInput.parse(node.getInput(0))).node().equals(variable)
                    && keys.restored(NodeInput.parse(node.getInput(1))) == null) {
                return NodeInput.parse(node.getInput(1));
            }
        }
        return null;
    }
}
