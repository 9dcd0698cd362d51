package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.ModelTensor;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Where a model can be given another input so that some of its nodes fall away: the nodes through which every path
 * from those to an output leads (post-dominators of them all).
 */
final class InputCut {

    /** A Const of more elements is taken for trained weights, which no cut should throw away. */
    private static final long WEIGHTS = 256;
    /** Nodes of one path that are looked at as a cut. */
    private static final int MOST_TRIED = 50;

    /**
     * A node that can become an input.
     *
     * @param node its name
     * @param tensor what the app would feed, dtype and shape where they are known
     * @param removed how many nodes fall away, the node itself not counted
     * @param replaced placeholders among them: inputs of today that the new one takes the place of
     */
    record Cut(String node, ModelTensor tensor, int removed, List<String> replaced) {}

    private final Graph graph;
    private final OpDefs ops;
    /** Numbers of nodes that the outputs need; 0 is the sink that reads all outputs. */
    private final Map<String, Integer> numbers = new HashMap<>();

    private final List<NodeDef> nodes = new ArrayList<>();
    private final int[][] inputs;
    private final int[] dominator;
    private final int[] order;
    private final int[] postorder;
    private final Set<String> outputs = new TreeSet<>();

    InputCut(Graph graph, Collection<String> outputTensors, OpDefs ops) {
        this.graph = graph;
        this.ops = ops;
        outputTensors.forEach(output -> outputs.add(NodeInput.parse(output).node()));
        collect();
        inputs = new int[nodes.size()][];
        List<Integer> sinkInputs = new ArrayList<>();
        outputs.forEach(name -> {
            Integer number = numbers.get(name);
            if (number != null) {
                sinkInputs.add(number);
            }
        });
        inputs[0] = sinkInputs.stream().mapToInt(Integer::intValue).toArray();
        for (int i = 1; i < nodes.size(); i++) {
            inputs[i] = nodes.get(i).getInputList().stream()
                    .map(input -> numbers.get(NodeInput.parse(input).node()))
                    .filter(number -> number != null)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        order = depthFirst();
        postorder = new int[nodes.size()];
        for (int i = 0; i < order.length; i++) {
            postorder[order[i]] = i;
        }
        dominator = dominators();
    }

    /** Whether an output needs the node. */
    boolean isNeeded(String node) {
        return numbers.containsKey(node);
    }

    /**
     * The cuts that remove all the given nodes (or replace the one that there is): the nearest one, and the one
     * farthest towards the outputs that throws no trained weights away, if that is another. Empty when there is none.
     */
    List<Cut> of(Collection<String> unwanted) {
        int common = -1;
        for (String name : unwanted) {
            Integer number = numbers.get(name);
            if (number != null) {
                common = common < 0 ? number : intersect(common, number);
            }
        }
        if (common <= 0) {
            return List.of();
        }
        List<List<Integer>> dominated = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            dominated.add(new ArrayList<>());
        }
        for (int i = 1; i < nodes.size(); i++) {
            dominated.get(dominator[i]).add(i);
        }
        List<Integer> chain = new ArrayList<>();
        int below = -1;
        for (int at = common; at != 0; at = dominator[at]) {
            int under = below;
            boolean newWeights = dominated.get(at).stream()
                    .filter(child -> child != under)
                    .anyMatch(child ->
                            isWeight(child) || below(child, dominated).stream().anyMatch(this::isWeight));
            if (newWeights || (under >= 0 && isWeight(under))) {
                break;
            }
            chain.add(at);
            below = at;
        }
        Cut nearest = firstCut(chain, dominated);
        Collections.reverse(chain);
        Cut farthest = firstCut(chain, dominated);
        if (nearest == null || farthest == null) {
            return List.of();
        }
        return nearest.equals(farthest) ? List.of(nearest) : List.of(nearest, farthest);
    }

    private @Nullable Cut firstCut(List<Integer> chain, List<List<Integer>> dominated) {
        for (int at : chain.subList(0, Math.min(chain.size(), MOST_TRIED))) {
            Cut cut = cut(at, below(at, dominated));
            if (cut != null) {
                return cut;
            }
        }
        return null;
    }

    private @Nullable Cut cut(int at, List<Integer> removed) {
        NodeDef node = nodes.get(at);
        if (outputs.contains(node.getName())) {
            return null;
        }
        Set<String> gone = new TreeSet<>();
        removed.forEach(number -> gone.add(nodes.get(number).getName()));
        for (NodeDef reader : graph.consumers(node.getName())) {
            if (gone.contains(reader.getName()) || !numbers.containsKey(reader.getName())) {
                continue;
            }
            for (String text : reader.getInputList()) {
                NodeInput input = NodeInput.parse(text);
                if (input.node().equals(node.getName()) && input.port() > 0) {
                    return null; // a Placeholder has one output only
                }
            }
        }
        OpDef def = ops.find(node.getOp());
        if (def == null || def.getOutputArgCount() == 0) {
            return null;
        }
        NodeSignature signature = NodeSignature.of(node, def);
        Dtype dtype = signature == null ? null : signature.outputType(0);
        if (dtype == null
                || !dtype.isKnown()
                || dtype.is(DataType.DT_RESOURCE)
                || dtype.is(DataType.DT_VARIANT)
                || isConstant(node)) {
            return null;
        }
        List<String> replaced = gone.stream()
                .filter(name -> {
                    NodeDef found = graph.find(name);
                    return found != null && OpTrait.PLACEHOLDER.includes(found.getOp());
                })
                .toList();
        ModelTensor tensor = new ModelTensor(node.getName(), dtype.withoutRef(), knownShape(node));
        return new Cut(node.getName(), tensor, gone.size(), replaced);
    }

    private static boolean isConstant(NodeDef node) {
        return node.getOp().equals("Const") || OpTrait.PLACEHOLDER.includes(node.getOp());
    }

    private static @Nullable TensorShapeProto knownShape(NodeDef node) {
        AttrValue shapes = node.getAttrMap().get("_output_shapes");
        return shapes != null && shapes.getList().getShapeCount() > 0
                ? shapes.getList().getShape(0)
                : null;
    }

    private boolean isWeight(int number) {
        NodeDef node = nodes.get(number);
        if (!node.getOp().equals("Const")) {
            return OpTrait.VARIABLE.includes(node.getOp());
        }
        AttrValue value = node.getAttrMap().get("value");
        if (value == null) {
            return false;
        }
        TensorProto tensor = value.getTensor();
        long elements = 1;
        for (TensorShapeProto.Dim dim : tensor.getTensorShape().getDimList()) {
            elements = dim.getSize() < 0 || elements > WEIGHTS
                    ? elements
                    : elements * Math.min(dim.getSize(), WEIGHTS + 1);
        }
        return elements > WEIGHTS;
    }

    private static List<Integer> below(int at, List<List<Integer>> dominated) {
        List<Integer> found = new ArrayList<>(dominated.get(at));
        for (int i = 0; i < found.size(); i++) {
            found.addAll(dominated.get(found.get(i)));
        }
        return found;
    }

    private void collect() {
        nodes.add(NodeDef.getDefaultInstance());
        List<String> open = new ArrayList<>(outputs);
        Collections.reverse(open);
        while (!open.isEmpty()) {
            String name = open.remove(open.size() - 1);
            NodeDef node = graph.find(name);
            if (node == null || numbers.containsKey(name)) {
                continue;
            }
            numbers.put(name, nodes.size());
            nodes.add(node);
            node.getInputList().forEach(input -> open.add(NodeInput.parse(input).node()));
        }
    }

    /** Nodes in postorder from the sink against the direction of the edges; no recursion, graphs are deep. */
    private int[] depthFirst() {
        int[] result = new int[nodes.size()];
        int count = 0;
        boolean[] seen = new boolean[nodes.size()];
        int[] stack = new int[nodes.size()];
        int[] next = new int[nodes.size()];
        int depth = 0;
        seen[0] = true;
        while (depth >= 0) {
            int node = stack[depth];
            if (next[node] < inputs[node].length) {
                int input = inputs[node][next[node]++];
                if (!seen[input]) {
                    seen[input] = true;
                    stack[++depth] = input;
                }
            } else {
                result[count++] = node;
                depth--;
            }
        }
        return result;
    }

    /** Cooper, Harvey and Kennedy, A Simple, Fast Dominance Algorithm. */
    private int[] dominators() {
        int count = nodes.size();
        List<List<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readers.add(new ArrayList<>());
        }
        for (int i = 0; i < count; i++) {
            for (int input : inputs[i]) {
                readers.get(input).add(i);
            }
        }
        int[] result = new int[count];
        Arrays.fill(result, -1);
        result[0] = 0;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = count - 1; i >= 0; i--) {
                int node = order[i];
                if (node == 0) {
                    continue;
                }
                int best = -1;
                for (int reader : readers.get(node)) {
                    if (result[reader] >= 0) {
                        best = best < 0 ? reader : intersect(result, best, reader);
                    }
                }
                if (best != result[node]) {
                    result[node] = best;
                    changed = true;
                }
            }
        }
        return result;
    }

    private int intersect(int first, int second) {
        return intersect(dominator, first, second);
    }

    private int intersect(int[] dominators, int first, int second) {
        int a = first;
        int b = second;
        while (a != b) {
            while (postorder[a] < postorder[b]) {
                a = dominators[a];
            }
            while (postorder[b] < postorder[a]) {
                b = dominators[b];
            }
        }
        return a;
    }
}
