package io.github.tfmobile.graph.freeze.state;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.Liveness;
import java.util.ArrayList;
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

    /**
     * A tensor in the checkpoint.
     *
     * @param name its name there
     * @param slice which part of it; null for all
     */
    public record Key(String name, @Nullable TensorSlice slice) {}

    private final Graph graph;
    private final Map<String, List<Key>> keys = new LinkedHashMap<>();

    private VariableKeys(Graph graph) {
        this.graph = graph;
    }

    /**
     * Looks at the restore ops of a graph whose function calls are written out.
     *
     * @param saver the only restore op to look at, with all that it waits for; null for all of them
     */
    static VariableKeys of(Graph graph, @Nullable SaverDef saver) {
        VariableKeys keys = new VariableKeys(graph);
        Liveness reached = null;
        if (saver != null && !saver.getRestoreOpName().isEmpty()) {
            String restore = NodeInput.parse(saver.getRestoreOpName()).node();
            reached = Liveness.of(graph, Set.of(restore));
        }
        for (int number = 0; number < graph.size(); number++) {
            Node node = graph.all().get(number);
            boolean assigns = node.op().equals("Assign") || node.op().equals("AssignVariableOp");
            if (assigns && (reached == null || reached.isLive(number))) {
                keys.assignment(node);
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

    private void assignment(Node assign) {
        if (assign.inputCount() < 2) {
            return;
        }
        NodeInput variable = source(assign.input(0));
        Key key = restored(source(assign.input(1)));
        if (key != null) {
            keys.computeIfAbsent(variable.node(), name -> new ArrayList<>(1)).add(key);
        }
    }

    /** The tensor of the checkpoint that an output of a restore op is; null when it is none. */
    @Nullable
    public Key restored(NodeInput tensor) {
        NodeInput from = source(tensor);
        Node restore = graph.named(from.node());
        if (restore == null || restore.inputCount() < 2) {
            return null;
        }
        String name;
        String slice;
        switch (restore.op()) {
            case "RestoreV2" -> {
                name = text(restore.input(1), from.port());
                slice = restore.inputCount() < 3 ? "" : text(restore.input(2), from.port());
            }
            case "RestoreSlice" -> {
                name = text(restore.input(1), 0);
                slice = restore.inputCount() < 3 ? "" : text(restore.input(2), 0);
            }
            case "Restore" -> {
                name = text(restore.input(1), 0);
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
            Node node = graph.named(at.node());
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

    private @Nullable String text(NodeInput input, int index) {
        Node node = graph.named(source(input).node());
        if (node == null || !node.op().equals("Const") || index < 0) {
            return null;
        }
        TensorProto tensor = node.attrs().containsKey("value")
                ? node.attrOrThrow("value").getTensor()
                : TensorProto.getDefaultInstance();
        if (tensor.getStringValCount() == 0) {
            return null;
        }
        ByteString value = tensor.getStringVal(Math.min(index, tensor.getStringValCount() - 1));
        return value.toStringUtf8();
    }
}
