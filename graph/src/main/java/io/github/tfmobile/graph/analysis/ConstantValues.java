package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Analysis;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.TopologicalOrder;
import io.github.tfmobile.graph.evaluate.Evaluator;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * The tensors of a graph whose values do not depend on what is fed, computed where they are asked for. Nodes with side
 * effects, random numbers and all that may change from one iteration of a loop to the next have no value here. What enters a
 * loop as a constant has one value in all of its iterations.
 */
public final class ConstantValues {

    private final Graph graph;
    private final GraphIndex index;
    private final OpDefs ops;
    private final Evaluator evaluator;
    /** The outputs of nodes that are constant, as far as somebody has asked. */
    private final @Nullable List<TensorProto>[] outputs;
    /** Nodes that are not constant, as far as somebody has asked. */
    private final BitSet variable = new BitSet();
    /** For nodes of control flow the input that they hand on, where that is decided. */
    private final Map<Integer, Integer> handedOn = new HashMap<>();

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists
    private ConstantValues(Graph graph, OpDefs ops, Evaluator evaluator) {
        this.graph = graph;
        this.index = graph.index();
        this.ops = ops;
        this.evaluator = evaluator;
        this.outputs = new List[index.size()];
    }

    /** The values of a graph, kept with it. */
    public static ConstantValues of(Graph graph, OpDefs ops, Evaluator evaluator) {
        return graph.analysis(new Kept(ops, evaluator));
    }

    /** The same values, in which control flow can be decided. */
    public ConstantValues deciding() {
        ConstantValues copy = new ConstantValues(graph, ops, evaluator);
        System.arraycopy(outputs, 0, copy.outputs, 0, outputs.length);
        return copy;
    }

    /**
     * Says that a Switch or Merge hands one of its inputs on: where it runs, what it gives is that. To be said before anybody asks
     * for what depends on it.
     */
    public void decide(int node, int input) {
        handedOn.put(node, input);
    }

    /** The analysis. */
    record Kept(OpDefs ops, Evaluator evaluator) implements Analysis<ConstantValues> {

        @Override
        public ConstantValues of(Graph graph) {
            return new ConstantValues(graph, ops, evaluator);
        }

        @Override
        public ConstantValues after(Graph graph, GraphIndex earlier, ConstantValues known) {
            ConstantValues values = of(graph);
            values.takeOver(known);
            return values;
        }

        // As a record has them by itself, but that nothing has to be generated for them at run time.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Kept that && ops.equals(that.ops) && evaluator.equals(that.evaluator);
        }

        @Override
        public int hashCode() {
            return 31 * ops.hashCode() + evaluator.hashCode();
        }
    }

    /** The value of a tensor, null when it is not constant. */
    public @Nullable TensorProto find(NodeInput tensor) {
        int node = tensor.isControl() ? GraphIndex.NONE : index.number(tensor.node());
        List<TensorProto> values = node < 0 ? null : outputs(node);
        return values != null && tensor.port() < values.size() ? values.get(tensor.port()) : null;
    }

    /**
     * The value of a tensor as a condition: of a scalar true for any number but 0 and any string but the empty one, else true
     * when there are elements (tensorflow/core/kernels/functional_ops.cc, ToBool); null when it is not known.
     */
    public @Nullable Boolean condition(NodeInput tensor) {
        TensorProto proto = find(tensor);
        if (proto != null && proto.getTensorShape().getDimCount() > 0) {
            return proto.getTensorShape().getDimList().stream().noneMatch(dim -> dim.getSize() == 0);
        }
        Tensor value = tensor(tensor);
        if (value == null) {
            return null;
        }
        return switch (value.format().category()) {
            case STRING -> !value.getString(0).isEmpty();
            case BOOL -> value.getBoolean(0);
            case COMPLEX -> null;
            default -> value.getDouble(0) != 0;
        };
    }

    /** The value of a tensor as an index; null when it is not known or no int32. */
    public @Nullable Integer index(NodeInput tensor) {
        Tensor value = tensor(tensor);
        return value == null || !value.dtype().is(DataType.DT_INT32) ? null : Integer.valueOf((int) value.getLong(0));
    }

    private @Nullable Tensor tensor(NodeInput tensor) {
        TensorProto value = find(tensor);
        try {
            Tensor read = value == null || value.getDtype() == DataType.UNRECOGNIZED ? null : Tensor.of(value);
            return read == null || read.elements() == 0 ? null : read;
        } catch (ProblemException e) {
            return null; // a damaged value is told of by who needs it
        }
    }

    /** What a constant node waits for, all the way back: who no longer waits for it may have to wait for this. */
    public Set<String> waits(String node) {
        Set<String> waits = new HashSet<>();
        back(node, (reader, input) -> {
            int source = index.source(reader, input);
            boolean waitsForIt =
                    index.port(reader, input) == NodeInput.CONTROL && (source < 0 || outputs[source] == null);
            if (waitsForIt) {
                waits.add(index.node(reader).input(input).node());
            }
            return !waitsForIt;
        });
        return waits;
    }

    /** Whether a constant was brought into a loop: who needs it or waits for it is there, too. */
    public boolean isInLoop(String node) {
        boolean[] entered = {false};
        back(node, (reader, input) -> {
            entered[0] |= OpTrait.ENTER.includes(index.node(reader).op());
            return !entered[0];
        });
        return entered[0];
    }

    /** Follows inputs from a node, as long as the visitor says so. */
    private void back(String name, GraphIndex.EdgeVisitor follows) {
        int start = index.number(name);
        BitSet seen = new BitSet();
        int[] open = {start};
        int count = start < 0 ? 0 : 1;
        while (count > 0) {
            int node = open[--count];
            for (int k = 0; k < index.inputs(node); k++) {
                int source = index.source(node, k);
                if (follows.visit(node, k) && source >= 0 && !seen.get(source)) {
                    seen.set(source);
                    open = count < open.length ? open : Arrays.copyOf(open, 2 * count + 16);
                    open[count++] = source;
                }
            }
        }
    }

    private @Nullable List<TensorProto> outputs(int wanted) {
        int[] open = {wanted};
        int count = 1;
        BitSet entered = new BitSet();
        while (count > 0) {
            int node = open[count - 1];
            if (outputs[node] != null || variable.get(node)) {
                count--;
                continue;
            }
            Integer decided = handedOn.isEmpty() ? null : handedOn.get(node);
            if (decided == null && !isComputable(index.node(node))) {
                variable.set(node);
                continue;
            }
            boolean ready = true;
            boolean possible = true;
            int first = decided == null ? 0 : decided;
            int last = decided == null ? index.inputs(node) - 1 : decided;
            for (int k = first; k <= last && possible; k++) {
                int port = index.port(node, k);
                int source = index.source(node, k);
                if (port == NodeInput.CONTROL) {
                    continue;
                }
                List<TensorProto> values = source < 0 ? null : outputs[source];
                if (source < 0 || variable.get(source) || (values != null && port >= values.size())) {
                    possible = false;
                } else if (values == null) {
                    ready = false;
                    possible = !entered.get(source); // one that is being computed: a cycle
                    open = count < open.length ? open : Arrays.copyOf(open, 2 * count + 16);
                    open[count++] = source;
                }
            }
            entered.set(node);
            if (!possible) {
                variable.set(node);
            } else if (ready && decided != null) {
                handOn(node, decided);
            } else if (ready) {
                run(node);
            }
        }
        return outputs[wanted];
    }

    private void handOn(int node, int input) {
        List<TensorProto> values = outputs[index.source(node, input)];
        if (values == null || index.port(node, input) == NodeInput.CONTROL) {
            variable.set(node);
            return;
        }
        // Of the outputs of a Switch only the one that is taken is alive; a Merge says by its second one which it took.
        TensorProto value = values.get(index.port(node, input));
        int count = index.node(node).is(OpTrait.MERGE) ? 1 : switchOutputs(index.node(node));
        outputs[node] = Collections.nCopies(count, value);
    }

    private static int switchOutputs(Node node) {
        AttrValue count = node.attr("num_outs");
        return count == null ? 2 : (int) Math.max(1, count.getI());
    }

    private void run(int number) {
        Node node = index.node(number);
        AttrValue value = node.is("Const") ? node.attr("value") : null;
        if (value != null && value.hasTensor()) {
            outputs[number] = List.of(value.getTensor());
            return;
        }
        List<TensorProto> inputs = new ArrayList<>();
        for (int k = 0; k < index.inputs(number); k++) {
            List<TensorProto> values =
                    index.port(number, k) == NodeInput.CONTROL ? null : outputs[index.source(number, k)];
            if (values != null) {
                inputs.add(values.get(index.port(number, k)));
            }
        }
        if ((node.is("Identity") || isConstantEnter(node)) && inputs.size() == 1) {
            outputs[number] = inputs;
            return;
        }
        List<TensorProto> results = node.is("Const")
                ? null
                : evaluator
                        .evaluate(NodeSignature.withDefaults(node, ops.find(node.op())), inputs)
                        .orElse(null);
        if (results == null) {
            variable.set(number);
        } else {
            outputs[number] = List.copyOf(results);
        }
    }

    private boolean isComputable(Node node) {
        return OpTraits.isControlFlow(node.op()) ? isConstantEnter(node) : OpTraits.isPure(ops.find(node.op()));
    }

    private static boolean isConstantEnter(Node node) {
        return node.is(OpTrait.ENTER) && node.flag("is_constant", false);
    }

    /** Takes over the values of nodes that are the same as in an earlier graph, with all that they depend on. */
    private void takeOver(ConstantValues earlier) {
        int[] numbers = index.numbersIn(earlier.index);
        TopologicalOrder order = graph.index().topologicalOrder();
        for (int node : order.placed()) {
            int old = numbers[node];
            boolean same = old >= 0 && earlier.outputs[old] != null;
            for (int k = 0; same && k < index.inputs(node); k++) {
                int source = index.source(node, k);
                same = index.port(node, k) == NodeInput.CONTROL
                        || (source >= 0 && outputs[source] != null && numbers[source] == earlier.index.source(old, k));
            }
            if (same) {
                outputs[node] = earlier.outputs[old];
            }
        }
    }
}
