package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.freeze.state.Variable;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.tensorflow.proto.AttrValue;

/** Variables that are made within functions and not passed to them. */
public final class FunctionVariables {

    private final FunctionLibrary library;
    private final Map<String, Node> declared = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> keys = new HashMap<>();
    private final Map<String, Boolean> contain = new HashMap<>();

    /**
     * Looks at the functions that nodes call.
     *
     * @param nodes the nodes
     * @param graph the variables of the graph itself: one within a function that shares its memory with one of these is
     *     that one
     */
    FunctionVariables(FunctionLibrary library, List<Node> nodes, List<Node> graph) {
        this.library = library;
        if (library.functions().stream()
                .flatMap(function -> function.getNodeDefList().stream())
                .noneMatch(node -> OpTrait.VARIABLE.includes(node.getOp()))) {
            return;
        }
        Map<String, Node> shared = new HashMap<>();
        Set<String> taken = new HashSet<>();
        graph.stream().filter(node -> OpTrait.VARIABLE.includes(node.op())).forEach(node -> {
            shared.putIfAbsent(resource(node), node);
            taken.add(node.name());
        });
        for (String function : library.calls().reached(nodes)) {
            for (Node node : FunctionLibrary.nodes(Objects.requireNonNull(library.find(function)))) {
                if (OpTrait.VARIABLE.includes(node.op())) {
                    String resource = resource(node);
                    Node variable = shared.computeIfAbsent(resource, name -> {
                        String free = name;
                        while (!taken.add(free)) {
                            free += "_in_function";
                        }
                        return node.toBuilder().name(free).build();
                    });
                    declared.put(variable.name(), variable);
                    keys.computeIfAbsent(function, name -> new HashMap<>()).put(node.name(), variable.name());
                }
            }
        }
    }

    /** The name under which the runtime knows a variable: two nodes of one such name are one variable. */
    static String resource(Node node) {
        String shared =
                node.attr("shared_name", AttrValue.getDefaultInstance()).getS().toStringUtf8();
        return shared.isEmpty() ? node.name() : shared;
    }

    /** The variables as nodes of the graph, by name. */
    Map<String, Node> declared() {
        return declared;
    }

    /**
     * The variables within a function that become constants, by node.
     *
     * @param constants all variables that do, by name
     */
    Map<String, Variable> of(String function, Map<String, Variable> constants) {
        Map<String, Variable> variables = new HashMap<>();
        keys.getOrDefault(function, Map.of()).forEach((node, key) -> {
            Variable variable = constants.get(key);
            if (variable != null) {
                variables.put(node, variable);
            }
        });
        return variables;
    }

    /** Whether a function has a variable in it, or one that it calls does. */
    boolean isIn(String function) {
        if (keys.isEmpty()) {
            return false;
        }
        return contain.computeIfAbsent(
                function,
                name -> keys.containsKey(name)
                        || library.calls().reached(name).stream().anyMatch(keys::containsKey));
    }
}
