package io.github.tfmobile.codegen.lite;

import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.Operator;
import io.github.tfmobile.lite.model.Signature;
import io.github.tfmobile.lite.model.Subgraph;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * Variables of Flex ops that are read before anything assigns them. The converter writes an initialiser for variables that are
 * builtin ops; for those of Flex ops it writes a subgraph that nothing calls.
 */
final class FlexVariables {

    private static final String HANDLE = "VarHandleOp";
    private static final String ASSIGN = "AssignVariableOp";

    private final List<Subgraph> subgraphs;
    private final IdentityHashMap<Operator, NodeDef> nodes;
    private final Set<String> assigned = new HashSet<>();
    private final Set<Integer> entered = new HashSet<>();
    private final SortedMap<String, String> found;

    private FlexVariables(
            List<Subgraph> subgraphs, IdentityHashMap<Operator, NodeDef> nodes, SortedMap<String, String> found) {
        this.subgraphs = subgraphs;
        this.nodes = nodes;
        this.found = found;
    }

    /**
     * The variables that a run of the main subgraph or of a signature reads first, each with the operator that does.
     *
     * @param nodes the nodes of Flex ops, by their operators
     */
    static SortedMap<String, String> readFirst(LiteModel model, IdentityHashMap<Operator, NodeDef> nodes) {
        SortedMap<String, String> found = new TreeMap<>();
        Stream.concat(Stream.of(0), model.signatures().stream().map(Signature::subgraph))
                .distinct()
                .forEach(entry -> new FlexVariables(model.subgraphs(), nodes, found).run(entry, new HashMap<>()));
        return found;
    }

    /** Goes through a subgraph, once; what a branch or a loop assigns counts, whether it runs or not. */
    private void run(int index, Map<Integer, String> handles) {
        if (!entered.add(index)) {
            return;
        }
        Subgraph subgraph = subgraphs.get(index);
        for (Operator operator : subgraph.operators()) {
            NodeDef node = nodes.get(operator);
            if (node == null) {
                operator.calls().forEach(call -> run(call, handed(operator, subgraphs.get(call), handles)));
            } else if (node.getOp().equals(HANDLE)) {
                operator.outputs().forEach(tensor -> handles.put(tensor, name(node, subgraph, operator)));
            } else {
                use(node, subgraph, operator, handles);
            }
        }
    }

    private void use(NodeDef node, Subgraph subgraph, Operator operator, Map<Integer, String> handles) {
        for (int tensor : operator.inputs()) {
            String variable = handles.get(tensor);
            if (variable == null) {
                continue;
            }
            if (node.getOp().equals("Identity")) {
                operator.outputs().forEach(output -> handles.put(output, variable));
            } else if (node.getOp().equals(ASSIGN)) {
                assigned.add(variable);
            } else if (!OpTrait.VARIABLE_QUERY.includes(node.getOp()) && assigned.add(variable)) {
                found.putIfAbsent(variable, subgraph.text(operator));
            }
        }
    }

    /** The handles that a subgraph is called with: its inputs are the last ones of the operator. */
    private static Map<Integer, String> handed(Operator operator, Subgraph called, Map<Integer, String> handles) {
        Map<Integer, String> handed = new HashMap<>();
        int before = operator.inputs().size() - called.inputs().size();
        for (int i = Math.max(0, -before); i < called.inputs().size(); i++) {
            String variable = handles.get(operator.inputs().get(before + i));
            if (variable != null) {
                handed.put(called.inputs().get(i), variable);
            }
        }
        return handed;
    }

    private static String name(NodeDef node, Subgraph subgraph, Operator operator) {
        String shared = text(node.getAttrMap().get("shared_name"));
        return shared.isEmpty() ? "of " + subgraph.text(operator) : shared;
    }

    private static String text(@Nullable AttrValue value) {
        return value == null ? "" : value.getS().toStringUtf8();
    }
}
