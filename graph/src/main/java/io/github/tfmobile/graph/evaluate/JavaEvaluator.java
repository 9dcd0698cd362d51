package io.github.tfmobile.graph.evaluate;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.evaluate.array.ArrangeKernels;
import io.github.tfmobile.graph.evaluate.array.ForwardKernels;
import io.github.tfmobile.graph.evaluate.array.GatherKernels;
import io.github.tfmobile.graph.evaluate.array.GenerateKernels;
import io.github.tfmobile.graph.evaluate.array.JoinKernels;
import io.github.tfmobile.graph.evaluate.array.ShapeKernels;
import io.github.tfmobile.graph.evaluate.array.SliceKernels;
import io.github.tfmobile.graph.evaluate.array.StringKernels;
import io.github.tfmobile.graph.evaluate.image.ConvolutionKernels;
import io.github.tfmobile.graph.evaluate.image.NormalizationKernels;
import io.github.tfmobile.graph.evaluate.image.QuantizationKernels;
import io.github.tfmobile.graph.evaluate.image.ResizeKernels;
import io.github.tfmobile.graph.evaluate.kernel.Denormals;
import io.github.tfmobile.graph.evaluate.kernel.Kernel;
import io.github.tfmobile.graph.evaluate.kernel.KernelCall;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.math.ArithmeticKernels;
import io.github.tfmobile.graph.evaluate.math.CastKernels;
import io.github.tfmobile.graph.evaluate.math.ComparisonKernels;
import io.github.tfmobile.graph.evaluate.math.MatMulKernels;
import io.github.tfmobile.graph.evaluate.math.ReductionKernels;
import io.github.tfmobile.graph.evaluate.math.SelectKernels;
import io.github.tfmobile.graph.evaluate.math.UnaryKernels;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * Computes constants in Java, with the results of TensorFlow's CPU kernels: exactly for integers, strings and what is
 * moved or rounded once, within a few units in the last place for sums, products of matrices and transcendental
 * functions. What it has no kernel for, what TensorFlow refuses, and what exceeds the limit is not computed. Thread-safe.
 */
public final class JavaEvaluator implements Evaluator {

    /** The limit of an evaluator that is given none: the outputs of a node take at most this many bytes. */
    public static final long DEFAULT_MOST_BYTES = 64L << 20;

    private final long mostBytes;
    private @Nullable Map<String, Kernel> kernels;

    /** An evaluator with the default limit. */
    public JavaEvaluator() {
        this(DEFAULT_MOST_BYTES);
    }

    /**
     * An evaluator with a limit of its own.
     *
     * @param mostBytes how many bytes the outputs of one node may take together
     */
    public JavaEvaluator(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** The kernels, made when they are first asked for: most graphs are frozen without any. */
    private synchronized Map<String, Kernel> kernels() {
        if (kernels == null) {
            kernels = table();
        }
        return kernels;
    }

    private static Map<String, Kernel> table() {
        Map<String, Kernel> table = new TreeMap<>();
        ForwardKernels.addTo(table);
        ArithmeticKernels.addTo(table);
        ComparisonKernels.addTo(table);
        UnaryKernels.addTo(table);
        CastKernels.addTo(table);
        SelectKernels.addTo(table);
        ShapeKernels.addTo(table);
        SliceKernels.addTo(table);
        JoinKernels.addTo(table);
        ArrangeKernels.addTo(table);
        GatherKernels.addTo(table);
        GenerateKernels.addTo(table);
        ReductionKernels.addTo(table);
        MatMulKernels.addTo(table);
        NormalizationKernels.addTo(table);
        ConvolutionKernels.addTo(table);
        ResizeKernels.addTo(table);
        QuantizationKernels.addTo(table);
        StringKernels.addTo(table);
        return Collections.unmodifiableMap(table);
    }

    /** The ops that have a kernel. */
    public SortedSet<String> ops() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(kernels().keySet()));
    }

    @Override
    public Optional<List<TensorProto>> evaluate(Node node, List<TensorProto> inputs) {
        Kernel kernel = kernels().get(node.op());
        if (kernel == null) {
            return Optional.empty();
        }
        try {
            boolean flushes = OpTrait.FLUSHES_DENORMALS.includes(node.op());
            List<Tensor> tensors = new ArrayList<>();
            for (TensorProto input : inputs) {
                Tensor tensor = Tensor.of(input);
                // Kernels refuse to visit the elements of larger ones.
                tensors.add(flushes && tensor.elements() <= mostBytes ? Denormals.flushed(tensor) : tensor);
            }
            return Optional.of(kernel.compute(new KernelCall(node, tensors, mostBytes)).stream()
                    .map(tensor -> flushes ? Denormals.flushed(tensor) : tensor)
                    .map(Tensor::toProto)
                    .toList());
        } catch (NotComputableException | ProblemException e) {
            return Optional.empty(); // left alone: running the model will tell why
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            return Optional.empty(); // attrs and inputs that contradict each other, which only a damaged graph has
        }
    }
}
