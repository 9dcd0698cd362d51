package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.graph.Analysis;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.NodeSignatures;
import io.github.tfmobile.graph.Placeholders;
import io.github.tfmobile.graph.TopologicalOrder;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.table.ShapeInference;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/**
 * What is known of the tensors of a graph before it runs: types, shapes, and values of small integer tensors, from which
 * shapes are made. Found out when asked for: of a large graph few shapes matter. Nothing is known of what a node reads
 * from the previous iteration of a loop.
 */
public final class TensorFacts {

    /** How much is believed. Each basis includes the ones before. */
    public enum Basis {
        /** What follows from constants and from what placeholders and variables say: enough to compute with. */
        PROVEN,
        /** Also what comes out of a branch, whichever was taken. */
        BRANCHES,
        /** Also the shapes that an exporter recorded, of the graph as it was then: a guess. */
        RECORDED
    }

    private final GraphIndex index;
    private final VersionDef versions;
    private final OpDefs ops;
    private final Basis basis;
    private final IntFunction<@Nullable List<TensorProto>> constants;
    private final TopologicalOrder order;
    private final @Nullable List<TensorFact>[] facts;
    private final NodeSignatures signatures = new NodeSignatures();

    /**
     * The facts of a graph.
     *
     * @param constants the values of a node's outputs; null for one that is not constant
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists
    public TensorFacts(Graph graph, OpDefs ops, Basis basis, IntFunction<@Nullable List<TensorProto>> constants) {
        this.index = graph.index();
        this.versions = graph.versions();
        this.ops = ops;
        this.basis = basis;
        this.constants = constants;
        this.order = graph.index().topologicalOrder();
        this.facts = new List[index.size()];
    }

    /** The analysis of a graph whose only constants are its Consts. */
    public static Analysis<TensorFacts> of(OpDefs ops, Basis basis) {
        return new Kept(ops, basis);
    }

    private record Kept(OpDefs ops, Basis basis) implements Analysis<TensorFacts> {

        @Override
        public TensorFacts of(Graph graph) {
            GraphIndex index = graph.index();
            return new TensorFacts(graph, ops, basis, node -> value(index.node(node)));
        }

        @Override
        public TensorFacts after(Graph graph, GraphIndex earlier, TensorFacts known) {
            TensorFacts facts = of(graph);
            facts.takeOver(known);
            return facts;
        }

        private static @Nullable List<TensorProto> value(Node node) {
            AttrValue value = node.op().equals("Const") ? node.attr("value") : null;
            return value == null ? null : List.of(value.getTensor());
        }
    }

    /** What was known of a node is no longer all: its outputs are constants now. */
    public void changed(int node) {
        facts[node] = null;
    }

    /** What is known of a tensor; nothing when there is no such tensor. */
    public TensorFact of(NodeInput tensor) {
        int node = index.number(tensor.node());
        List<TensorFact> outputs = node < 0 || tensor.port() < 0 ? List.of() : of(node);
        return tensor.port() < outputs.size() && tensor.port() >= 0 ? outputs.get(tensor.port()) : TensorFact.UNKNOWN;
    }

    /** A tensor's dtype, without the mark of a reference; null when it is not known. */
    public @Nullable Dtype dtype(NodeInput tensor) {
        int node = index.number(tensor.node());
        OpDef op = node < 0 ? null : ops.find(index.node(node).op());
        NodeSignature signature = op == null ? null : signatures.of(index.node(node), op);
        Dtype dtype = signature == null ? null : signature.outputType(tensor.port());
        return dtype == null ? null : dtype.withoutRef();
    }

    /** What is known of a node's outputs. */
    public List<TensorFact> of(int node) {
        int[] open = {node};
        int count = 1;
        while (count > 0) {
            int at = open[count - 1];
            int before = count;
            if (facts[at] == null && constants.apply(at) == null) {
                for (int k = 0; k < index.inputs(at); k++) {
                    if (isKnowable(at, k) && facts[index.source(at, k)] == null) {
                        open = count < open.length ? open : Arrays.copyOf(open, 2 * count + 16);
                        open[count++] = index.source(at, k);
                    }
                }
            }
            if (count == before) {
                count--;
                facts[at] = facts[at] == null ? infer(at) : facts[at];
            }
        }
        List<TensorFact> found = facts[node];
        return found == null ? List.of() : found;
    }

    /** What is known of a node's data inputs, in order. */
    public List<TensorFact> ofInputs(int node) {
        List<TensorFact> inputs = new ArrayList<>(index.inputs(node));
        for (int k = 0; k < index.inputs(node); k++) {
            int port = index.port(node, k);
            if (port == NodeInput.CONTROL) {
                continue;
            }
            List<TensorFact> source = isKnowable(node, k) ? of(index.source(node, k)) : List.of();
            inputs.add(port < source.size() ? source.get(port) : TensorFact.UNKNOWN);
        }
        return inputs;
    }

    /** Why a node cannot compute with the shapes of its inputs; null when nothing is known to be wrong with them. */
    public @Nullable String refusal(int node) {
        OpDef op = ops.find(index.node(node).op());
        NodeSignature signature = op == null ? null : signatures.of(index.node(node), op);
        return signature == null
                ? null
                : ShapeInference.refusal(
                        NodeSignature.withDefaults(index.node(node), op), ofInputs(node), signature.outputCount());
    }

    private boolean isKnowable(int node, int input) {
        int source = index.source(node, input);
        return index.port(node, input) >= 0
                && source >= 0
                && !order.isBackEdge(node, source)
                && order.isPlaced(node)
                && order.isPlaced(source);
    }

    private List<TensorFact> infer(int number) {
        List<TensorProto> values = constants.apply(number);
        if (values != null) {
            return values.stream().map(TensorFact::of).toList();
        }
        Node node = index.node(number);
        List<TensorFact> inputs = ofInputs(number);
        if (OpTrait.VARIABLE.includes(node.op())) {
            // What stands for a variable has the shape of its value here.
            AttrValue shape = node.attr("shape");
            return List.of(shape == null ? TensorFact.UNKNOWN : TensorFact.of(PartialShape.of(shape.getShape())));
        }
        if (node.is("Placeholder")) {
            TensorShapeProto shape = Placeholders.shape(node, versions);
            TensorFact fact = shape == null ? TensorFact.UNKNOWN : TensorFact.of(PartialShape.of(shape));
            return basis == Basis.RECORDED ? recorded(node, List.of(fact)) : List.of(fact);
        }
        if (passesOn(node) && !inputs.isEmpty()) {
            return inputs.subList(0, 1);
        }
        List<TensorFact> elements = node.is(OpTrait.DEQUEUE) ? QueueShapes.of(index, number, inputs) : List.of();
        if (!elements.isEmpty()) {
            return elements;
        }
        OpDef op = ops.find(node.op());
        Node filled = NodeSignature.withDefaults(node, op);
        NodeSignature signature = op == null ? null : signatures.of(node, op);
        int outputs = signature == null ? 0 : signature.outputCount();
        List<TensorFact> inferred = basis == Basis.PROVEN
                ? ShapeInference.infer(filled, inputs, outputs)
                : throughBranches(filled, inputs, outputs);
        return basis == Basis.RECORDED ? recorded(node, inferred) : inferred;
    }

    /** Whether the output is the first input: what enters a loop as a constant is the same in all iterations. */
    private static boolean passesOn(Node node) {
        return node.op().equals("ReadVariableOp")
                || (OpTrait.ENTER.includes(node.op()) && node.flag("is_constant", false));
    }

    private static List<TensorFact> throughBranches(Node node, List<TensorFact> inputs, int outputs) {
        if (OpTrait.SWITCH.includes(node.op()) && !inputs.isEmpty()) {
            return new ArrayList<>(
                    Collections.nCopies(outputs, TensorFact.of(inputs.get(0).shape())));
        }
        if (OpTrait.MERGE.includes(node.op()) && !inputs.isEmpty()) {
            PartialShape common = inputs.get(0).shape();
            for (TensorFact input : inputs) {
                common = common.common(input.shape());
            }
            return new ArrayList<>(List.of(TensorFact.of(common), TensorFact.of(PartialShape.scalar())));
        }
        return ShapeInference.infer(node, inputs, outputs);
    }

    private static List<TensorFact> recorded(Node node, List<TensorFact> inferred) {
        AttrValue shapes = node.attr("_output_shapes");
        if (shapes == null) {
            return inferred;
        }
        List<TensorShapeProto> recorded = shapes.getList().getShapeList();
        List<TensorFact> both = new ArrayList<>(inferred);
        for (int i = 0; i < recorded.size() && (i < both.size() || inferred.isEmpty()); i++) {
            PartialShape shape = PartialShape.of(recorded.get(i));
            if (i < both.size()) {
                TensorFact fact = both.get(i);
                both.set(i, new TensorFact(fact.shape().merge(shape), fact.values(), fact.exact()));
            } else {
                both.add(TensorFact.of(shape));
            }
        }
        return both;
    }

    /** Takes over what is known of nodes that are the same as in an earlier graph, with all that they depend on. */
    private void takeOver(TensorFacts earlier) {
        int[] numbers = index.numbersIn(earlier.index);
        BitSet same = new BitSet(index.size());
        for (int node : order.placed()) {
            int old = numbers[node];
            boolean kept = old >= 0 && earlier.order.isPlaced(old);
            for (int k = 0; kept && k < index.inputs(node); k++) {
                int source = index.source(node, k);
                int then = earlier.index.source(old, k);
                boolean isData = index.port(node, k) >= 0;
                kept = !isData
                        || (source < 0 && then < 0)
                        || (source >= 0
                                && then >= 0
                                && (order.isBackEdge(node, source)
                                        ? earlier.order.isBackEdge(old, then)
                                        : numbers[source] == then && same.get(source)));
            }
            if (kept) {
                same.set(node);
                facts[node] = earlier.facts[old];
            }
        }
    }
}
