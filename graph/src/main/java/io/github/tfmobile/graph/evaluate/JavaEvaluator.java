package io.github.tfmobile.graph.evaluate;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.evaluate.kernel.Kernel;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.table.OpTable;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.TensorProto;

/**
 * Computes constants in Java, with the results of TensorFlow's CPU kernels: exactly for integers, strings and what is
 * moved or rounded once, within a few units in the last place for sums, products of matrices and transcendental
 * functions. What it has no kernel for, what TensorFlow refuses, and what exceeds the limit is not computed. Thread-safe.
 */
public final class JavaEvaluator implements Evaluator {

    /** The limit of an evaluator that is given none: the outputs of a node take at most this many bytes. */
    public static final long DEFAULT_MOST_BYTES = 64L << 20;

    private final long maxBytes;

    /** An evaluator with the default limit. */
    public JavaEvaluator() {
        this(DEFAULT_MOST_BYTES);
    }

    /**
     * An evaluator with a limit of its own.
     *
     * @param maxBytes how many bytes the outputs of one node may take together
     */
    public JavaEvaluator(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether an op has a kernel. */
    public static boolean computes(String op) {
        return OpTable.of(op).kernel() != null;
    }

    @Override
    public Optional<List<TensorProto>> evaluate(Node node, List<TensorProto> inputs) {
        Kernel kernel = OpTable.of(node.op()).kernel();
        if (kernel == null) {
            return Optional.empty();
        }
        try {
            List<Tensor> tensors = new ArrayList<>();
            for (TensorProto input : inputs) {
                tensors.add(Tensor.of(input));
            }
            return Optional.of(kernel.compute(new OpKernelContext(node, tensors, maxBytes)).stream()
                    .map(Tensor::toProto)
                    .toList());
        } catch (NotComputableException | ProblemException e) {
            return Optional.empty(); // left alone: running the model will tell why
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            return Optional.empty(); // attrs and inputs that contradict each other, which only a damaged graph has
        }
    }
}
