package io.github.tfmobile.graph.function;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.Colocation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A function's body written out in place of a call (tensorflow/core/common_runtime/inline_function_utils.cc).
 *
 * @param nodes the body's nodes under a prefix, its arguments replaced by what the caller passes
 * @param results what the function returns, in order
 * @param controls the nodes that a control edge on the call waits for
 */
public record Expansion(List<Node> nodes, List<NodeInput> results, List<String> controls) {

    /** Copies the lists. */
    public Expansion {
        nodes = List.copyOf(nodes);
        results = List.copyOf(results);
        controls = List.copyOf(controls);
    }

    /**
     * Writes a body out.
     *
     * @param prefix goes before every name
     * @param arguments what the caller passes, in order
     * @param start what nodes wait for that read nothing of the body but arguments in {@code outside}, or nothing at all
     * @param outside arguments that do not wait for {@code start} themselves
     * @param device the caller's device, for nodes that have none
     */
    public static Expansion of(
            FunctionBody body,
            String prefix,
            List<NodeInput> arguments,
            Collection<String> start,
            Set<Integer> outside,
            String device) {
        Map<String, NodeInput> passed = new HashMap<>();
        Set<String> inside = new HashSet<>();
        for (Node node : body.nodes()) {
            if (node.op().equals(FunctionBody.ARG)) {
                int index = (int) node.attrOrThrow("index").getI();
                passed.put(node.name(), arguments.get(index));
                if (!outside.contains(index)) {
                    inside.add(node.name());
                }
            } else {
                inside.add(node.name());
            }
        }
        List<Node> nodes = new ArrayList<>();
        for (Node node : body.nodes()) {
            if (node.op().equals(FunctionBody.ARG)) {
                continue;
            }
            Node.Builder copy = node.toBuilder().name(prefix + node.name()).inputs(List.of());
            Set<NodeInput> controls = new LinkedHashSet<>();
            boolean waits = false;
            for (NodeInput input : node.inputs()) {
                waits |= inside.contains(input.node());
                NodeInput argument = passed.get(input.node());
                if (input.isControl()) {
                    controls.add(NodeInput.control(argument == null ? prefix + input.node() : argument.node()));
                } else {
                    copy.input(argument == null ? new NodeInput(prefix + input.node(), input.port()) : argument);
                }
            }
            if (!waits) {
                start.forEach(name -> controls.add(NodeInput.control(name)));
            }
            copy.addInputs(controls);
            if (node.device().isEmpty() && !device.isEmpty()) {
                copy.device(device);
            }
            nodes.add(Colocation.rename(copy.build(), name -> inside.contains(name) ? prefix + name : null));
        }
        List<NodeInput> results = new ArrayList<>();
        for (FunctionBody.Result result : body.results()) {
            NodeInput argument = passed.get(result.tensor().node());
            results.add(
                    argument == null
                            ? new NodeInput(
                                    prefix + result.tensor().node(),
                                    result.tensor().port())
                            : argument);
        }
        Set<String> controls = new LinkedHashSet<>();
        for (String control : body.controlResults().values()) {
            NodeInput argument = passed.get(control);
            controls.add(argument == null ? prefix + control : argument.node());
        }
        return new Expansion(nodes, results, List.copyOf(controls));
    }

    /**
     * The same with every node that has or reads state behind the nodes that the call waits for: arguments alone order
     * nothing.
     *
     * @param start what the call waits for
     * @param hasState which nodes must not run before that
     */
    Expansion startedAfter(Set<String> start, Predicate<Node> hasState) {
        if (start.isEmpty() || nodes.stream().noneMatch(hasState)) {
            return this;
        }
        Map<String, List<String>> readers = new HashMap<>();
        Set<String> behind = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        for (Node node : nodes) {
            for (NodeInput input : node.inputs()) {
                if (!input.isControl() || !start.contains(input.node())) {
                    readers.computeIfAbsent(input.node(), name -> new ArrayList<>())
                            .add(node.name());
                } else if (behind.add(node.name())) {
                    open.push(node.name());
                }
            }
        }
        while (!open.isEmpty()) {
            readers.getOrDefault(open.pop(), List.of()).stream()
                    .filter(behind::add)
                    .forEach(open::push);
        }
        List<Node> ordered = new ArrayList<>();
        for (Node node : nodes) {
            if (behind.contains(node.name()) || !hasState.test(node)) {
                ordered.add(node);
            } else {
                Node.Builder copy = node.toBuilder();
                start.forEach(name -> copy.control(name));
                ordered.add(copy.build());
            }
        }
        return new Expansion(ordered, results, controls);
    }
}
