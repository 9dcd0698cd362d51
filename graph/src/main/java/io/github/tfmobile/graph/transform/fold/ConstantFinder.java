package io.github.tfmobile.graph.transform.fold;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeTypes;
import io.github.tfmobile.graph.match.ExecutionOrder;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.ShapeInference;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/**
 * Walks a graph once, in execution order, and computes what is constant in it; shapes are followed along the way
 * (tensorflow/core/common_runtime/constant_folding.cc, FindConstantFoldableNodes).
 */
final class ConstantFinder {

    /** Folded even where shapes are not known: their outputs are no larger than their inputs. */
    private static final Set<String> SAFE =
            Set.of("Cast", "Const", "Identity", "IdentityN", "Less", "NoOp", "StopGradient");

    private static final Set<String> SHAPE_OPS = Set.of("Shape", "ShapeN", "Rank", "Size");

    private static final Set<String> NEVER = Set.of(
            "Enter",
            "Exit",
            "LoopCond",
            "Merge",
            "NextIteration",
            "Switch",
            "ControlTrigger",
            "_SwitchN",
            "RefEnter",
            "RefExit",
            "RefMerge",
            "RefNextIteration",
            "RefSwitch",
            "_Send",
            "_Recv",
            "_HostSend",
            "_HostRecv",
            "GetSessionHandle",
            "GetSessionHandleV2",
            "GetSessionTensor",
            "DeleteSessionTensor",
            "FakeParam",
            "StatelessRandomGetKeyCounter");

    /** Ops whose shape functions do not know the result's shape, though the inputs are constants. */
    private static final Set<String> SHAPE_FROM_DATA = Set.of(
            "Where",
            "Unique",
            "UniqueV2",
            "UniqueWithCounts",
            "UniqueWithCountsV2",
            "ListDiff",
            "DynamicPartition",
            "NonMaxSuppression",
            "NonMaxSuppressionV2",
            "NonMaxSuppressionV3",
            "NonMaxSuppressionV4",
            "NonMaxSuppressionWithOverlaps",
            "StringSplit",
            "StringSplitV2",
            "DecodeRaw",
            "DecodePaddedRaw",
            "DecodeJpeg",
            "DecodePng",
            "DecodeBmp",
            "DecodeGif",
            "DecodeImage",
            "DecodeCompressed",
            "DecodeWav",
            "SparseReorder",
            "SparseConcat",
            "SparseSlice",
            "SparseFillEmptyRows",
            "SetSize",
            "StringNGrams",
            "UnicodeDecode",
            "UnicodeDecodeWithOffsets",
            "RaggedRange",
            "RaggedGather");

    /** How many bytes of computed values are kept at one time. */
    private static final long MOST_COMPUTED = 256L << 20;

    private static final SortedSet<String> EMPTY = Collections.unmodifiableSortedSet(new TreeSet<>());

    private final Graph graph;
    private final Set<String> needed;
    private final Set<NodeInput> fed;
    private final Set<String> outputs;
    private final Set<String> excludedOps;
    private final Set<String> excludedNodes;
    private final long mostBytes;
    private final TransformContext context;
    private final ShapeInference shapes = new ShapeInference();
    private final Map<String, List<TensorFact>> facts = new HashMap<>();
    private final Map<String, List<TensorProto>> values = new HashMap<>();
    private final Map<String, SortedSet<String>> controls = new HashMap<>();
    private final Set<NodeInput> read = new HashSet<>();
    private final SortedMap<String, Integer> withoutEvaluator = new TreeMap<>();
    private long computed;

    ConstantFinder(
            Graph graph,
            Set<String> needed,
            Set<NodeInput> fed,
            Set<String> excludedOps,
            Set<String> excludedNodes,
            long mostBytes,
            TransformContext context) {
        this.graph = graph;
        this.needed = needed;
        this.fed = fed;
        this.outputs = context.outputNodes();
        this.excludedOps = excludedOps;
        this.excludedNodes = excludedNodes;
        this.mostBytes = mostBytes;
        this.context = context;
        for (NodeDef node : graph.nodes()) {
            node.getInputList().forEach(input -> read.add(NodeInput.parse(input)));
        }
        for (NodeDef node : ExecutionOrder.of(graph).nodes()) {
            visit(node);
        }
        withoutEvaluator.forEach((op, count) -> context.debug()
                .accept(context.transform() + ": " + count + " constant " + op + " left, no evaluator computes it"));
    }

    /** Whether a node and all it computes is constant. */
    boolean isFoldable(String node) {
        return controls.containsKey(node);
    }

    /** What a constant in place of a node has to wait for. */
    SortedSet<String> controls(String node) {
        SortedSet<String> found = controls.get(node);
        return found == null ? new TreeSet<>() : found;
    }

    /** The tensors that nodes which are not constant read from constant ones, other than from Consts. */
    SortedMap<NodeInput, TensorProto> replacements() {
        SortedMap<NodeInput, TensorProto> found =
                new TreeMap<>(Comparator.comparing(NodeInput::node).thenComparingInt(NodeInput::port));
        for (NodeDef node : graph.nodes()) {
            if (!needed.contains(node.getName()) || isFoldable(node.getName())) {
                continue;
            }
            for (String text : node.getInputList()) {
                NodeInput input = NodeInput.parse(text);
                List<TensorProto> outputs = input.isControl() || fed.contains(input) ? null : values.get(input.node());
                if (outputs == null || input.port() >= outputs.size() || isConst(input.node())) {
                    continue;
                }
                TensorProto value = outputs.get(input.port());
                if (bytes(value) <= mostBytes) {
                    found.put(input, value);
                }
            }
        }
        return found;
    }

    private boolean isConst(String name) {
        NodeDef node = graph.find(name);
        return node != null && node.getOp().equals("Const");
    }

    private void visit(NodeDef given) {
        if (given.getOp().equals("Const")) {
            TensorProto value = given.getAttrOrDefault("value", AttrValue.getDefaultInstance())
                    .getTensor();
            facts.put(given.getName(), List.of(TensorFact.of(value)));
            values.put(given.getName(), List.of(value));
            controls.put(given.getName(), inherited(given, false));
            return;
        }
        OpDef op = context.ops().find(given.getOp());
        NodeDef node = withDefaults(given, op);
        List<DataType> types = op == null ? null : NodeTypes.outputs(node, op);
        List<TensorFact> inputFacts = new ArrayList<>();
        List<TensorProto> inputValues = new ArrayList<>();
        boolean constant = true;
        for (String text : node.getInputList()) {
            NodeInput input = NodeInput.parse(text);
            if (input.isControl()) {
                continue;
            }
            List<TensorFact> source = facts.get(input.node());
            inputFacts.add(
                    source == null || input.port() >= source.size() ? TensorFact.UNKNOWN : source.get(input.port()));
            List<TensorProto> outputs = fed.contains(input) ? null : values.get(input.node());
            if (outputs == null || input.port() >= outputs.size() || !isFoldable(input.node())) {
                constant = false;
            } else {
                inputValues.add(outputs.get(input.port()));
            }
        }
        int count = types == null ? 0 : types.size();
        List<TensorFact> inferred = shapes.infer(node, inputFacts, count);
        facts.put(node.getName(), inferred);
        if (op == null || types == null || !needed.contains(node.getName())) {
            return;
        }
        List<TensorProto> known = SHAPE_OPS.contains(node.getOp()) ? shapeValues(node, inputFacts, types) : null;
        if (known != null) {
            store(node, known, inherited(node, true));
        } else if (constant && mayFold(node, op)) {
            fold(node, types, inferred, inputValues);
        }
    }

    private boolean mayFold(NodeDef node, OpDef op) {
        return !op.getIsStateful()
                // Has no inputs and is no constant: its value is what is fed.
                && !node.getOp().equals("Placeholder")
                && !NEVER.contains(node.getOp())
                && !excludedOps.contains(node.getOp())
                && !excludedNodes.contains(node.getName())
                && !node.containsAttr("_scoped_allocator");
    }

    private void fold(NodeDef node, List<DataType> types, List<TensorFact> inferred, List<TensorProto> inputs) {
        boolean safe = SAFE.contains(node.getOp());
        if (node.getOp().equals("NoOp")) {
            controls.put(node.getName(), inherited(node, false));
            return;
        }
        for (int i = 0; i < types.size(); i++) {
            boolean isRead = read.contains(new NodeInput(node.getName(), i));
            boolean unknown = !isRead
                    || SHAPE_FROM_DATA.contains(node.getOp())
                    || (node.getOp().equals("PlaceholderWithDefault")
                            && !inferred.get(i).shape().isFullyKnown());
            long elements = inferred.get(i).shape().elements();
            ElementFormat format = ElementFormat.of(types.get(i));
            if ((unknown && !safe)
                    || (!isRead && !outputs.contains(node.getName()))
                    || format == null
                    || elements * (double) format.bytes() > mostBytes) {
                return;
            }
        }
        if (computed > MOST_COMPUTED) {
            withoutEvaluator.merge(node.getOp() + " beyond the limit of all constants together", 1, Integer::sum);
            return;
        }
        Optional<List<TensorProto>> results = context.evaluator().evaluate(node, inputs);
        if (results.isEmpty() || results.get().size() != types.size()) {
            withoutEvaluator.merge(node.getOp(), 1, Integer::sum);
            return;
        }
        for (int i = 0; i < types.size(); i++) {
            if (results.get().get(i).getDtype() != types.get(i)
                    || (!safe && bytes(results.get().get(i)) > mostBytes)) {
                return;
            }
        }
        store(node, results.get(), inherited(node, false));
        Set<TensorProto> shared = Collections.newSetFromMap(new IdentityHashMap<>());
        shared.addAll(inputs);
        for (TensorProto result : results.get()) {
            computed += shared.contains(result) ? 0 : bytes(result);
        }
    }

    private void store(NodeDef node, List<TensorProto> results, SortedSet<String> waits) {
        values.put(node.getName(), results);
        controls.put(node.getName(), waits);
        facts.put(node.getName(), results.stream().map(TensorFact::of).toList());
    }

    /** What constants in place of a node wait for: what its constant inputs do, and its other control inputs. */
    private SortedSet<String> inherited(NodeDef node, boolean data) {
        SortedSet<String> found = null;
        for (String text : node.getInputList()) {
            NodeInput input = NodeInput.parse(text);
            SortedSet<String> parent = fed.contains(input) ? null : controls.get(input.node());
            if (parent != null && !parent.isEmpty()) {
                found = found == null ? new TreeSet<>() : found;
                found.addAll(parent);
            } else if (parent == null && (data || input.isControl())) {
                found = found == null ? new TreeSet<>() : found;
                found.add(input.node());
            }
        }
        return found == null ? EMPTY : found;
    }

    /** The values of an op that asks for shapes; null when they are not known. */
    private static @Nullable List<TensorProto> shapeValues(
            NodeDef node, List<TensorFact> inputs, List<DataType> types) {
        List<TensorProto> results = new ArrayList<>();
        for (int i = 0; i < types.size() && i < inputs.size(); i++) {
            PartialShape shape = inputs.get(i).shape();
            long[] numbers;
            if (node.getOp().equals("Rank")) {
                numbers = new long[] {shape.rank()};
            } else if (node.getOp().equals("Size")) {
                numbers = new long[] {shape.elements()};
            } else {
                numbers = shape.dims();
                if (!shape.isFullyKnown()) {
                    return null;
                }
            }
            boolean vector = node.getOp().startsWith("Shape");
            Tensor.Builder value = vector ? Tensor.builder(types.get(i), numbers.length) : Tensor.builder(types.get(i));
            for (int k = 0; k < numbers.length; k++) {
                if (numbers[k] < 0 || (types.get(i) == DataType.DT_INT32 && numbers[k] > Integer.MAX_VALUE)) {
                    return null;
                }
                value.setLong(k, numbers[k]);
            }
            results.add(value.build().toProto());
        }
        return results.size() == types.size() ? results : null;
    }

    private static NodeDef withDefaults(NodeDef node, @Nullable OpDef op) {
        NodeDef.Builder filled = null;
        for (OpDef.AttrDef attr : op == null ? List.<OpDef.AttrDef>of() : op.getAttrList()) {
            if (attr.hasDefaultValue() && !node.containsAttr(attr.getName())) {
                filled = filled == null ? node.toBuilder() : filled;
                filled.putAttr(attr.getName(), attr.getDefaultValue());
            }
        }
        return filled == null ? node : filled.build();
    }

    private static long bytes(TensorProto value) {
        ElementFormat format = ElementFormat.of(value.getDtype());
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
