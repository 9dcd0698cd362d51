package io.github.tfmobile.graph.shape;

import java.util.List;

/** What is known of an op's outputs, as far as it follows from what is known of its inputs. */
@FunctionalInterface
public interface ShapeFunction {

    /** A fact for each output; outputs behind the last one are unknown. */
    List<TensorFact> infer(InferenceContext call);
}
