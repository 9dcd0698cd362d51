package io.github.tfmobile.graph.evaluate.kernel;

import io.github.tfmobile.graph.tensor.Tensor;
import java.util.List;

/** Computes one op. */
@FunctionalInterface
public interface Kernel {

    /** The outputs of a node. */
    List<Tensor> compute(OpKernelContext call) throws NotComputableException;
}
