package io.github.tfmobile.graph.freeze.state;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.Liveness;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.TensorProto;

/**
 * Under which name the checkpoint has each variable, as the graph's own restore ops know it: what a Saver put between
 * {@code RestoreV2} and {@code Assign} (tensorflow/python/training/saver.py).
 */
public final class VariableKeys {

    /** The length of a chain of Identity nodes that is followed. */
    private static final int LONGEST_CHAIN = 1000;

    private static final Set<String> HAND_ON = Set.of("Identity", "IdentityN", "RefIdentity", "Reshape");

    /**
     * A tensor in the checkpoint.
     *
     * @param name its name there
     * @param slice which part of it; null for all
     */
    public record Key(String name, @Nullable TensorSlice slice) {}

    private final GraphIndex index;
    /** The ops that only hand on what they read. */
    private final BitSet handOn;

    private final Map<String, List<Key>> keys = new LinkedHashMap<>();

    private VariableKeys(GraphIndex index) {
        this.index = index;
        this.handOn = index.opsWhere(HAND_ON::contains);
    }

    /**
     * Looks at the restore ops of a graph whose function calls are written out.
     *
     * @param saver the only restore op to look at, with all that it waits for; null for all of them
     */
    static VariableKeys of(Graph graph, @Nullable SaverDef saver) {
        GraphIndex index = graph.index();
        VariableKeys keys = new VariableKeys(index);
        Liveness reached = null;
        if (saver != null && !saver.getRestoreOpName().isEmpty()) {
            String restore = NodeInput.parse(saver.getRestoreOpName()).node();
            reached = Liveness.of(graph, Set.of(restore));
        }
        BitSet assigns = index.opsWhere(op -> op.equals("Assign") || op.equals("AssignVariableOp"));
        for (int number = 0; number < index.size(); number++) {
            if (assigns.get(index.op(number)) && (reached == null || reached.isLive(number))) {
                keys.assignment(number);
            }
        }
        return keys;
    }

    /** What restore ops assign to a variable, in file order; empty when none does. */
    List<Key> of(String variable) {
        return keys.getOrDefault(variable, List.of());
    }

    /** Whether no restore op was found. */
    boolean isEmpty() {
        return keys.isEmpty();
    }

    private void assignment(int assign) {
        if (index.inputs(assign) < 2) {
            return;
        }
        NodeInput variable = source(assign, 0);
        Key key = restoredFrom(source(assign, 1));
        if (key != null) {
            add(variable.node(), key);
        }
    }

    private void add(String variable, Key key) {
        List<Key> known = keys.putIfAbsent(variable, List.of(key)); // as a rule there is one
        if (known != null) {
            List<Key> several = known.size() == 1 ? new ArrayList<>(known) : known;
            several.add(key);
            keys.put(variable, several);
        }
    }

    /** The tensor of the checkpoint that an output of a restore op is; null when it is none. */
    @Nullable
    public Key restored(NodeInput tensor) {
        return restoredFrom(source(tensor));
    }

    private @Nullable Key restoredFrom(NodeInput from) {
        int number = index.number(from.node());
        Node restore = number < 0 ? null : index.node(number);
        if (restore == null || restore.inputCount() < 2) {
            return null;
        }
        String name;
        String slice;
        switch (restore.op()) {
            case "RestoreV2" -> {
                name = text(number, 1, from.port());
                slice = restore.inputCount() < 3 ? "" : text(number, 2, from.port());
            }
            case "RestoreSlice" -> {
                name = text(number, 1, 0);
                slice = restore.inputCount() < 3 ? "" : text(number, 2, 0);
            }
            case "Restore" -> {
                name = text(number, 1, 0);
                slice = "";
            }
            default -> {
                return null;
            }
        }
        return name == null || slice == null ? null : new Key(name, TensorSlice.parse(slice));
    }

    /** Goes back through ops that only hand on what they read. */
    public NodeInput source(NodeInput tensor) {
        NodeInput at = tensor;
        for (int steps = 0; steps < LONGEST_CHAIN; steps++) {
            int number = index.number(at.node());
            Node node = number < 0 ? null : index.node(number);
            if (node == null || node.inputCount() == 0) {
                return at;
            }
            switch (node.op()) {
                case "Identity", "Reshape", "RefIdentity" -> at = node.input(0);
                case "IdentityN" -> {
                    if (at.port() < 0 || at.port() >= node.inputCount()) {
                        return at;
                    }
                    at = node.input(at.port());
                }
                default -> {
                    return at;
                }
            }
        }
        return at;
    }

    /** What an input of a node is, with the names of nodes looked up only where some hand it on. */
    private NodeInput source(int node, int input) {
        NodeInput tensor = index.node(node).input(input);
        int from = index.source(node, input);
        return from < 0 || !handOn.get(index.op(from)) ? tensor : source(tensor);
    }

    private @Nullable String text(int restore, int input, int element) {
        int number = index.number(source(restore, input).node());
        Node node = number < 0 ? null : index.node(number);
        if (node == null || !node.op().equals("Const") || element < 0) {
            return null;
        }
        TensorProto tensor = node.attrs().containsKey("value")
                ? node.attrOrThrow("value").getTensor()
                : TensorProto.getDefaultInstance();
        if (tensor.getStringValCount() == 0) {
            return null;
        }
        ByteString value = tensor.getStringVal(Math.min(element, tensor.getStringValCount() - 1));
        return value.toStringUtf8();
    }
}
