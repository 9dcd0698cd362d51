package io.github.tfmobile.graph.transform.fold;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.analysis.TensorFacts;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/**
 * Walks a graph once, in execution order, and computes what is constant in it; shapes are followed along the way
 * (tensorflow/core/common_runtime/constant_folding.cc, FindConstantFoldableNodes).
 */
final class ConstantPropagation {

    /** How many bytes of computed values are kept at one time. */
    private static final long MAX_COMPUTED = 256L << 20;

    /** Up to how many bytes a constant is no weights. */
    private static final int SMALL = 1024;

    private static final SortedSet<String> EMPTY = Collections.unmodifiableSortedSet(new TreeSet<>());

    private final GraphIndex index;
    private final BitSet needed;
    private final FedTensors fed;
    private final Set<String> outputs;
    private final Set<String> excludedOps;
    private final Set<String> excludedNodes;
    private final long maxBytes;
    private final TransformContext context;
    private final int constOp;
    private final TensorFacts facts;
    private final @Nullable List<TensorProto>[] values;
    private final @Nullable SortedSet<String>[] controls;
    private final SortedMap<String, Integer> withoutEvaluator = new TreeMap<>();

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of lists
    ConstantPropagation(
            Graph graph,
            BitSet needed,
            Set<String> excludedOps,
            Set<String> excludedNodes,
            long maxBytes,
            boolean mayGrow,
            TransformContext context) {
        this.index = graph.index();
        this.needed = needed;
        this.fed = new FedTensors(index, context.inputs());
        this.outputs = context.outputNodes();
        this.excludedOps = excludedOps;
        this.excludedNodes = excludedNodes;
        this.maxBytes = maxBytes;
        this.context = context;
        this.constOp = index.ops().indexOf("Const");
        this.values = new List[index.size()];
        this.controls = new SortedSet[index.size()];
        this.facts = new TensorFacts(graph, context.ops(), TensorFacts.Basis.PROVEN, this::outputs);
        BitSet shapeOps = index.opsWith(OpTrait.SHAPE_QUERY);
        long computed = 0;
        for (int node : index.runOrder()) {
            if (index.op(node) == constOp) {
                controls[node] = inherited(node, false);
            } else if (needed.get(node)) {
                computed += visit(node, shapeOps.get(index.op(node)), computed);
            }
        }
        if (!mayGrow) {
            BitSet kept = SizeLimit.kept(index, needed, this::isFoldable, this::outputs);
            kept.stream().forEach(node -> controls[node] = null);
            if (!kept.isEmpty()) {
                context.debug()
                        .accept(context.transform() + ": " + kept.cardinality()
                                + " constant nodes left, what they are computed from is smaller");
            }
        }
        withoutEvaluator.forEach((op, count) -> context.debug()
                .accept(context.transform() + ": " + count + " constant " + op + " left, no evaluator computes it"));
    }

    /** Whether a node and all it computes is constant. */
    boolean isFoldable(int node) {
        return controls[node] != null;
    }

    /** What a constant in place of a node has to wait for. */
    SortedSet<String> controls(int node) {
        SortedSet<String> found = controls[node];
        return found == null ? EMPTY : found;
    }

    /** The values of a constant node's outputs; null where they are not known. */
    private @Nullable List<TensorProto> outputs(int node) {
        List<TensorProto> found = values[node];
        if (found == null && index.op(node) == constOp) {
            found = List.of(index.node(node)
                    .attr("value", AttrValue.getDefaultInstance())
                    .getTensor());
            values[node] = found;
        }
        return found;
    }

    /** The tensors that nodes which are not constant read from constant ones, other than from Consts. */
    SortedMap<NodeInput, TensorProto> replacements() {
        SortedMap<NodeInput, TensorProto> found =
                new TreeMap<>(Comparator.comparing(NodeInput::node).thenComparingInt(NodeInput::port));
        for (int node = needed.nextSetBit(0); node >= 0; node = needed.nextSetBit(node + 1)) {
            if (isFoldable(node)) {
                continue;
            }
            for (int k = 0; k < index.inputs(node); k++) {
                int source = index.source(node, k);
                int port = index.port(node, k);
                if (source < 0
                        || port < 0
                        || !isFoldable(source)
                        || values[source] == null
                        || index.op(source) == constOp) {
                    continue;
                }
                List<TensorProto> results = outputs(source);
                if (results == null || port >= results.size() || fed.contains(source, port)) {
                    continue;
                }
                if (bytes(results.get(port)) <= maxBytes) {
                    found.put(new NodeInput(index.node(source).name(), port), results.get(port));
                }
            }
        }
        return found;
    }

    /**
     * Where a constant comes from that is handed on as it is, with what it has to wait for: constants of one origin are one. That of a
     * small one is its own, since sharing saves nothing.
     */
    Origin origin(NodeInput constant, TensorProto value) {
        NodeInput at = constant;
        int node = index.number(at.node());
        while (bytes(value) > SMALL
                && index.node(node).is("Identity")
                && isFoldable(index.source(node, 0))
                && index.port(node, 0) >= 0) {
            at = new NodeInput(index.node(index.source(node, 0)).name(), index.port(node, 0));
            node = index.source(node, 0);
        }
        return new Origin(at, controls(index.number(constant.node())));
    }

    /** Whether an origin is a Const that stays, because a node reads it that is not constant, with the same to wait for. */
    boolean stays(Origin origin) {
        int constant = index.number(origin.tensor().node());
        boolean[] read = {false};
        if (index.op(constant) == constOp && controls(constant).equals(origin.controls())) {
            index.readers(constant, (reader, input) -> {
                read[0] |= needed.get(reader) && !isFoldable(reader) && index.port(reader, input) >= 0;
                return !read[0];
            });
        }
        return read[0];
    }

    /** A tensor and the nodes that a constant in its place waits for. */
    record Origin(NodeInput tensor, SortedSet<String> controls) {}

    /**
     * Finds out whether a node is constant.
     *
     * @param computed how many bytes of values were computed before
     * @return how many more were
     */
    private long visit(int node, boolean asksForShapes, long computed) {
        boolean constant = readsConstantsOnly(node);
        if (!constant && !asksForShapes) {
            return 0;
        }
        OpDef op = context.ops().find(index.node(node).op());
        Node filled = NodeSignature.withDefaults(index.node(node), op);
        NodeSignature signature = op == null ? null : NodeSignature.of(filled, op);
        if (op == null || signature == null) {
            return 0;
        }
        List<Dtype> types = signature.outputTypes();
        List<TensorProto> known = asksForShapes ? shapeValues(filled, facts.ofInputs(node), types) : null;
        if (known != null) {
            store(node, known, inherited(node, true));
            return 0;
        }
        return constant && mayFold(filled, op) ? fold(node, filled, types, computed) : 0;
    }

    private boolean readsConstantsOnly(int node) {
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            int port = index.port(node, k);
            if (port == NodeInput.CONTROL) {
                continue;
            }
            if (source < 0 || !isFoldable(source) || fed.contains(source, port)) {
                return false;
            }
            List<TensorProto> results = outputs(source);
            if (results == null || port >= results.size()) {
                return false;
            }
        }
        return true;
    }

    private List<TensorProto> inputValues(int node) {
        List<TensorProto> inputs = new ArrayList<>(index.inputs(node));
        for (int k = 0; k < index.inputs(node); k++) {
            List<TensorProto> results = index.port(node, k) < 0 ? null : outputs(index.source(node, k));
            if (results != null) {
                inputs.add(results.get(index.port(node, k)));
            }
        }
        return inputs;
    }

    private boolean mayFold(Node node, OpDef op) {
        return !op.getIsStateful()
                && !isFed(node)
                && !OpTraits.isControlFlow(node.op())
                && !OpTrait.NEVER_FOLDED.includes(node.op())
                && !excludedOps.contains(node.op())
                && !excludedNodes.contains(node.name())
                && !node.attrs().containsKey("_scoped_allocator");
    }

    /** Whether a node is a Placeholder without a default: its value is what is fed. */
    private static boolean isFed(Node node) {
        return OpTrait.PLACEHOLDER.includes(node.op()) && node.inputCount() == 0;
    }

    private long fold(int number, Node node, List<Dtype> types, long computed) {
        boolean safe = OpTrait.NEVER_LARGER.includes(node.op());
        if (node.op().equals("NoOp")) {
            controls[number] = inherited(number, false);
            return 0;
        }
        BitSet read = readPorts(number);
        if (read.isEmpty() && !outputs.contains(node.name())) {
            return 0;
        }
        List<TensorFact> inferred = facts.of(number);
        for (int i = 0; i < types.size(); i++) {
            boolean isRead = read.get(i);
            boolean unknown = !isRead
                    || OpTrait.SHAPE_FROM_DATA.includes(node.op())
                    || (OpTrait.PLACEHOLDER.includes(node.op())
                            && !inferred.get(i).shape().isFullyKnown());
            long elements = inferred.get(i).shape().elements();
            ElementFormat format = ElementFormat.of(types.get(i));
            if ((unknown && !safe) || format == null || elements * (double) format.bytes() > maxBytes) {
                return 0;
            }
        }
        if (computed > MAX_COMPUTED) {
            withoutEvaluator.merge(node.op() + " beyond the limit of all constants together", 1, Integer::sum);
            return 0;
        }
        List<TensorProto> inputs = inputValues(number);
        Optional<List<TensorProto>> results = context.evaluator().evaluate(node, inputs);
        if (results.isEmpty() || results.get().size() != types.size()) {
            withoutEvaluator.merge(node.op(), 1, Integer::sum);
            return 0;
        }
        for (int i = 0; i < types.size(); i++) {
            if (results.get().get(i).getDtypeValue() != types.get(i).number()
                    || (!safe && bytes(results.get().get(i)) > maxBytes)) {
                return 0;
            }
        }
        store(number, results.get(), inherited(number, false));
        Set<TensorProto> given = new HashSet<>(inputs);
        return results.get().stream()
                .filter(result -> !given.contains(result))
                .mapToLong(ConstantPropagation::bytes)
                .sum();
    }

    private BitSet readPorts(int node) {
        BitSet read = new BitSet();
        index.readers(node, (reader, input) -> {
            if (index.port(reader, input) >= 0) {
                read.set(index.port(reader, input));
            }
            return true;
        });
        return read;
    }

    private void store(int node, List<TensorProto> results, SortedSet<String> waits) {
        values[node] = results;
        controls[node] = waits;
        facts.changed(node);
    }

    /** What constants in place of a node wait for: what its constant inputs do, and its other control inputs. */
    private SortedSet<String> inherited(int node, boolean data) {
        SortedSet<String> found = null;
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            int port = index.port(node, k);
            SortedSet<String> parent = source < 0 || fed.contains(source, port) ? null : controls[source];
            if (parent != null && !parent.isEmpty()) {
                found = found == null ? new TreeSet<>() : found;
                found.addAll(parent);
            } else if (parent == null && (data || port == NodeInput.CONTROL)) {
                found = found == null ? new TreeSet<>() : found;
                found.add(index.node(node).input(k).node());
            }
        }
        return found == null ? EMPTY : found;
    }

    /** The values of an op that asks for shapes; null when they are not known. */
    private static @Nullable List<TensorProto> shapeValues(Node node, List<TensorFact> inputs, List<Dtype> types) {
        List<TensorProto> results = new ArrayList<>();
        for (int i = 0; i < types.size() && i < inputs.size(); i++) {
            PartialShape shape = inputs.get(i).shape();
            long[] numbers;
            if (node.op().equals("Rank")) {
                numbers = new long[] {shape.rank()};
            } else if (node.op().equals("Size")) {
                numbers = new long[] {shape.elements()};
            } else {
                numbers = shape.dims();
                if (!shape.isFullyKnown()) {
                    return null;
                }
            }
            boolean vector = !node.op().equals("Rank") && !node.op().equals("Size");
            Tensor.Builder value = vector ? Tensor.builder(types.get(i), numbers.length) : Tensor.builder(types.get(i));
            for (int k = 0; k < numbers.length; k++) {
                if (numbers[k] < 0 || (types.get(i).is(DataType.DT_INT32) && numbers[k] > Integer.MAX_VALUE)) {
                    return null;
                }
                value.setLong(k, numbers[k]);
            }
            results.add(value.build().toProto());
        }
        return results.size() == types.size() ? results : null;
    }

    private static long bytes(TensorProto value) {
        ElementFormat format = ElementFormat.of(new Dtype(value.getDtypeValue()));
        long bytes = 0;
        for (ByteString string : value.getStringValList()) {
            bytes += string.size() + 16L;
        }
        long elements = PartialShape.of(value.getTensorShape()).elements();
        if (format == null || elements < 0 || elements > Long.MAX_VALUE / 16) {
            return Long.MAX_VALUE;
        }
        return bytes + elements * format.bytes();
    }
}
