package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code remove_nodes}: takes nodes of each {@code op} out of the graph; who read them reads their first input
 * (tensorflow/tools/graph_transforms/remove_nodes.cc). Nodes with more data inputs than {@code max_inputs}, inputs and
 * outputs of the model stay.
 *
 * <p>What the removed node alone read beside its first input goes, too. What it waited for its readers wait for now. A
 * node stays where taking it out would change when others run: one that a Merge reads and that itself waits, and one
 * that others wait for and that says which way a Switch went.
 */
@AutoService(Transform.class)
public final class RemoveNodes implements Transform {

    @Override
    public String name() {
        return "remove_nodes";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("op", "max_inputs");
    }

    @Override
    public boolean appliesToFunctions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        if (!context.has("op")) {
            throw context.missing("op", "remove_nodes(op=Identity)");
        }
        int maxInputs = context.int32("max_inputs", 1);
        Graph current = graph;
        for (String op : new LinkedHashSet<>(context.strings("op"))) {
            current = remove(current, op, maxInputs, context);
        }
        return current;
    }

    private static Graph remove(Graph graph, String op, int maxInputs, TransformContext context)
            throws ProblemException {
        Set<String> kept = context.protectedNodes();
        GraphIndex index = graph.index();
        int number = index.ops().indexOf(op);
        GraphEditor editor = new GraphEditor(graph);
        Set<String> removed = new HashSet<>();
        // What the readers of a removed node wait for in its stead.
        Map<String, List<String>> waits = new HashMap<>();
        for (int i : number < 0 ? new int[0] : index.runOrder()) {
            if (index.op(i) != number) {
                continue;
            }
            Node node = index.node(i);
            List<NodeInput> data = node.dataInputs();
            if (kept.contains(node.name()) || data.isEmpty() || data.size() > maxInputs) {
                continue;
            }
            NodeInput source = editor.resolve(data.get(0));
            List<String> controls = new ArrayList<>(waitsOf(node, waits));
            String reason = reasonToKeep(index, i, source, controls);
            if (!reason.isEmpty()) {
                context.debug().accept("remove_nodes: " + node.name() + " stays, " + reason);
                continue;
            }
            removed.add(node.name());
            editor.reroute(new NodeInput(node.name(), 0), source);
            editor.rerouteControls(node.name(), List.of(source.node()));
            if (!controls.isEmpty()) {
                waits.put(node.name(), controls);
            }
        }
        if (removed.isEmpty()) {
            return graph;
        }
        BitSet gone = withOwnInputs(index, removed, kept);
        gone.stream().forEach(editor::remove);
        for (int i = gone.nextClearBit(0); !waits.isEmpty() && i < index.size(); i = gone.nextClearBit(i + 1)) {
            Node node = index.node(i);
            List<String> controls = waitsOf(node, waits);
            if (!new HashSet<>(node.controls()).containsAll(controls)) {
                Node.Builder waiting = editor.resolve(node).toBuilder();
                controls.forEach(control -> waiting.controls(editor.resolveControl(control)));
                editor.replace(i, waiting.distinctControls().build());
            }
        }
        return editor.build();
    }

    /** The removed nodes, and what they alone read beside their first input. */
    private static BitSet withOwnInputs(GraphIndex index, Set<String> removed, Set<String> kept) {
        BitSet gone = new BitSet(index.size());
        removed.forEach(name -> gone.set(index.number(name)));
        BitSet all = (BitSet) gone.clone();
        BitSet seen = new BitSet(index.size());
        for (int i = gone.nextSetBit(0); i >= 0; i = gone.nextSetBit(i + 1)) {
            for (int k = 1; k < index.inputs(i); k++) {
                int source = index.source(i, k);
                if (source < 0
                        || seen.get(source)
                        || kept.contains(index.node(source).name())) {
                    continue;
                }
                seen.set(source);
                // The first input of one that is removed has readers again, and so has what it waits for.
                boolean[] own = {true};
                index.readers(source, (reader, input) -> {
                    own[0] &= gone.get(reader) && input > 0 && index.port(reader, input) >= 0;
                    return own[0];
                });
                if (own[0]) {
                    all.set(source);
                }
            }
        }
        return all;
    }

    /** The nodes that a node waits for, and those that the removed nodes that it reads wait for. */
    private static List<String> waitsOf(Node node, Map<String, List<String>> waits) {
        Set<String> controls = new LinkedHashSet<>(node.controls());
        for (NodeInput input : node.inputs()) {
            controls.addAll(waits.getOrDefault(input.node(), List.of()));
        }
        return List.copyOf(controls);
    }

    private static String reasonToKeep(GraphIndex index, int node, NodeInput source, List<String> controls) {
        int from = index.number(source.node());
        boolean saysWhichWay = from >= 0 && isSwitch(index.node(from).op());
        String[] reason = {""};
        index.readers(node, (reader, input) -> {
            int port = index.port(reader, input);
            boolean merge = isMerge(index.ops().get(index.op(reader)));
            if (port > 0) {
                reason[0] = "another of its outputs is read: "
                        + new NodeInput(index.node(node).name(), port);
            } else if (port == NodeInput.CONTROL && saysWhichWay) {
                reason[0] = "others wait for it to learn which way " + source.node() + " went";
            } else if (merge && port != NodeInput.CONTROL && !controls.isEmpty()) {
                reason[0] = "a Merge reads it and it waits for others";
            }
            return reason[0].isEmpty();
        });
        return reason[0];
    }

    private static boolean isMerge(String op) {
        return OpTrait.MERGE.includes(op);
    }

    private static boolean isSwitch(String op) {
        return OpTrait.SWITCH.includes(op);
    }
}
