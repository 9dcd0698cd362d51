package io.github.tfmobile.graph.verify;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.analysis.InputShapes;
import io.github.tfmobile.graph.analysis.TensorFacts;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Runs a graph before and after transforms on the same random feeds and compares the outputs: {@code verify=true}.
 *
 * <p>Floats are fed from a normal distribution, integers 0 or 1 (they may be indices), unknown dims are 1. The feeds of
 * a seed are always the same.
 */
public final class GraphVerifier {

    /** By how much outputs may differ where nothing else is asked for. */
    public static final double TOLERANCE = 1e-3;

    /** Fed tensors are no larger than this. */
    private static final long MAX_ELEMENTS = 1L << 26;

    private final GraphRunner runner;
    private final OpDefs ops;
    private final double tolerance;

    /**
     * A verifier.
     *
     * @param runner runs the graphs
     * @param ops the op definitions that tell dtypes of inputs which are no Placeholders
     * @param tolerance by how much outputs may differ: {@code |a-b| <= tolerance * max(1, |b|)}; integers, bools and
     *     strings must be equal
     */
    public GraphVerifier(GraphRunner runner, OpDefs ops, double tolerance) {
        this.runner = runner;
        this.ops = ops;
        this.tolerance = tolerance;
    }

    /**
     * The largest difference between the outputs of both graphs.
     *
     * @param before the graph before the transforms
     * @param after the graph after them
     * @param inputs the model's inputs; what they declare holds where the graph is silent
     * @param outputs the model's outputs; those that give no tensor are not looked at
     * @param seed chooses the feeds
     * @throws ProblemException if outputs differ by more than the tolerance, in dtype or in shape, or a graph cannot be
     *     run
     */
    public double verify(Graph before, Graph after, List<InputSpec> inputs, List<NodeInput> outputs, long seed)
            throws ProblemException {
        Map<NodeInput, TensorProto> feeds = feeds(before, after, inputs, seed);
        List<NodeInput> fetches = new ArrayList<>();
        for (NodeInput output : outputs) {
            Dtype dtype = dtype(before, output);
            if (!output.isControl() && ElementFormat.of(dtype) != null) {
                fetches.add(output);
            }
        }
        List<TensorProto> expected = runner.run(before, feeds, fetches);
        List<TensorProto> actual = runner.run(after, feeds, fetches);
        List<Problem> problems = new ArrayList<>();
        double largest = 0;
        for (int i = 0; i < fetches.size(); i++) {
            Tensor old = Tensor.of(expected.get(i));
            Tensor now = Tensor.of(actual.get(i));
            if (!old.dtype().equals(now.dtype()) || !Arrays.equals(old.dims(), now.dims())) {
                problems.add(problem(fetches.get(i), "is \"" + now + "\" instead of \"" + old + "\""));
                continue;
            }
            double difference = difference(old, now);
            largest = Math.max(largest, difference);
            if (difference > tolerance) {
                problems.add(problem(
                        fetches.get(i), "differs by \"" + difference + "\", more than the tolerance of " + tolerance));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return largest;
    }

    private static Problem problem(NodeInput output, String what) {
        return Problem.of(
                GraphProblem.VERIFY_DIFFERS,
                "verify: the transforms change what the model computes, output \"" + output + "\" " + what,
                "Leave transforms out until it holds, or leave verify out if they are meant to round"
                        + " (round_weights, quantize_weights, quantize_nodes).");
    }

    /** 0 when equal, infinite when they differ in what is no number. */
    private static double difference(Tensor old, Tensor now) {
        double largest = 0;
        for (int i = 0; i < old.elements(); i++) {
            largest = Math.max(
                    largest,
                    switch (old.format().category()) {
                        case REAL, COMPLEX ->
                            Math.max(
                                    relative(old.getDouble(i), now.getDouble(i)),
                                    relative(old.getImaginary(i), now.getImaginary(i)));
                        case STRING -> old.getString(i).equals(now.getString(i)) ? 0 : Double.POSITIVE_INFINITY;
                        default -> old.getLong(i) == now.getLong(i) ? 0 : Double.POSITIVE_INFINITY;
                    });
        }
        return largest;
    }

    private static double relative(double old, double now) {
        if (old == now || (Double.isNaN(old) && Double.isNaN(now))) {
            return 0;
        }
        double difference = Math.abs(old - now) / Math.max(1, Math.abs(old));
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }

    private Map<NodeInput, TensorProto> feeds(Graph before, Graph after, List<InputSpec> inputs, long seed)
            throws ProblemException {
        Random random = new Random(seed);
        Map<NodeInput, TensorProto> feeds = new LinkedHashMap<>();
        for (InputSpec input : inputs) {
            Node node = before.named(input.tensor().node());
            Dtype dtype = input.dtype() != null ? input.dtype() : dtype(before, input.tensor());
            if (node == null || after.named(input.tensor().node()) == null) {
                continue;
            }
            Dtype dtypeAfter = dtype(after, input.tensor());
            if (ElementFormat.of(dtype) == null || !dtypeAfter.equals(dtype)) {
                throw new ProblemException(Problem.of(
                        GraphProblem.VERIFY_OTHER_DTYPE,
                        "verify cannot feed the input \"" + input.tensor() + "\": it is " + dtype.name()
                                + " before and " + dtypeAfter.name() + " after the transforms",
                        "Leave verify out for transforms that change the dtype of an input."));
            }
            feeds.put(input.tensor(), feed(dtype, shape(after, input), random).toProto());
        }
        return feeds;
    }

    /** What is declared, else what the graph knows, else what the readers take. */
    private PartialShape shape(Graph graph, InputSpec input) {
        PartialShape declared = input.shape() == null ? PartialShape.unknown() : PartialShape.of(input.shape());
        TensorFacts facts = graph.analysis(TensorFacts.of(ops, TensorFacts.Basis.PROVEN));
        TensorShapeProto known = InputShapes.possible(graph, facts, input.tensor());
        return known == null ? declared : declared.merge(PartialShape.of(known));
    }

    private static Tensor feed(Dtype dtype, PartialShape shape, Random random) throws ProblemException {
        long[] dims = shape.dims();
        long elements = 1;
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims[i] < 0 ? 1 : dims[i];
            elements = elements > MAX_ELEMENTS ? elements : elements * dims[i];
        }
        if (elements > MAX_ELEMENTS) {
            throw new ProblemException(Problem.of(
                    GraphProblem.VERIFY_NO_SHAPE,
                    "verify cannot feed an input of shape \"" + shape + "\"",
                    "declare a shape that can be fed: " + Setting.INPUTS.inFull()));
        }
        Tensor.Builder values = Tensor.builder(dtype, dims);
        for (int i = 0; i < values.elements(); i++) {
            switch (values.format().category()) {
                case REAL -> values.setDouble(i, random.nextGaussian());
                case COMPLEX -> values.setComplex(i, random.nextGaussian(), random.nextGaussian());
                case STRING -> values.setString(i, ByteString.copyFromUtf8("s" + random.nextInt(100)));
                default -> values.setLong(i, random.nextInt(2));
            }
        }
        return values.build();
    }

    private Dtype dtype(Graph graph, NodeInput tensor) {
        Node node = graph.named(tensor.node());
        OpDef op = node == null ? null : ops.find(node.op());
        NodeSignature signature = node == null || op == null ? null : NodeSignature.of(node, op);
        Dtype type = signature == null ? null : signature.outputType(tensor.port());
        return type == null ? Dtype.INVALID : type.withoutRef();
    }
}
