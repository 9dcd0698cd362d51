package io.github.tfmobile.graph.transform.fold;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.registry.OpDefs;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;

/**
 * A batch norm at inference: each channel is multiplied by a factor and has an offset added to it.
 *
 * @param scale the factors
 * @param offset the offsets
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BatchNorm(double[] scale, double[] offset) {

    static final Set<String> FUSED = Set.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3");

    static final String GLOBAL = "BatchNormWithGlobalNormalization";

    /** The data inputs that hold mean, variance, offset and scale. */
    private static List<Integer> order(Node node) {
        return node.op().equals(GLOBAL) ? List.of(1, 2, 3, 4) : List.of(3, 4, 2, 1);
    }

    /** Whether this is a batch norm that does not compute the statistics of its batch. */
    static boolean isInference(Node node, OpDefs ops) {
        if (node.op().equals(GLOBAL)) {
            return true;
        }
        AttrValue training = Attrs.of(node, "is_training", ops);
        return FUSED.contains(node.op()) && training != null && !training.getB();
    }

    /** Whether somebody reads more of it than the normalised tensor. */
    static boolean hasStatisticsReader(GraphIndex index, int node) {
        boolean[] found = {false};
        index.readers(node, (reader, input) -> {
            found[0] = index.port(reader, input) > 0;
            return !found[0];
        });
        return found[0];
    }

    /**
     * Reads the parameters.
     *
     * @param constant gives the value of a data input, null when it is not constant
     * @return null when they are not all constant, or would divide by zero
     * @throws BadShape when they are not vectors of one length
     */
    static @Nullable BatchNorm of(Node node, Function<NodeInput, @Nullable Tensor> constant, OpDefs ops)
            throws BadShape {
        Tensor[] parameters = new Tensor[4];
        List<Integer> order = order(node);
        for (int i = 0; i < 4; i++) {
            if (node.inputCount() <= order.get(i)) {
                return null;
            }
            Tensor value = constant.apply(node.input(order.get(i)));
            if (value == null || value.format().category() != ElementFormat.Category.REAL) {
                return null;
            }
            parameters[i] = value;
        }
        Tensor mean = parameters[0];
        String[] names = {"Mean", "Variance", "Beta", "gamma"};
        for (int i = 0; i < 4; i++) {
            if (parameters[i].rank() != 1 || parameters[i].dim(0) != mean.dim(0) || mean.dim(0) > 1 << 20) {
                throw new BadShape(names[i] + " input to batch norm \"" + node.name() + "\" has bad shape: \""
                        + parameters[i] + "\"");
            }
        }
        boolean global = node.op().equals(GLOBAL);
        AttrValue epsilon = Attrs.of(node, global ? "variance_epsilon" : "epsilon", ops);
        AttrValue scaled = Attrs.of(node, "scale_after_normalization", ops);
        boolean withScale = !global || (scaled != null && scaled.getB());
        double[] scale = new double[(int) mean.dim(0)];
        double[] offset = new double[scale.length];
        for (int i = 0; i < scale.length; i++) {
            double variance = parameters[1].getDouble(i) + (epsilon == null ? 0 : epsilon.getF());
            scale[i] = (withScale ? parameters[3].getDouble(i) : 1) / Math.sqrt(variance);
            offset[i] = parameters[2].getDouble(i) - parameters[0].getDouble(i) * scale[i];
            if (!Double.isFinite(scale[i]) || !Double.isFinite(offset[i])) {
                return null;
            }
        }
        return new BatchNorm(scale, offset);
    }

    /** Factors alone; null when they are no vector of finite numbers. */
    static @Nullable BatchNorm ofFactors(Tensor factors) {
        if (factors.rank() != 1
                || factors.format().category() != ElementFormat.Category.REAL
                || factors.dim(0) > 1 << 20) {
            return null;
        }
        double[] scale = new double[(int) factors.dim(0)];
        for (int i = 0; i < scale.length; i++) {
            scale[i] = factors.getDouble(i);
            if (!Double.isFinite(scale[i])) {
                return null;
            }
        }
        return new BatchNorm(scale, new double[scale.length]);
    }

    /** The same with the values of Consts in a graph. */
    static @Nullable BatchNorm of(Node node, Graph graph, OpDefs ops) throws BadShape, ProblemException {
        for (NodeInput input : node.inputs()) {
            Node source = graph.named(input.node());
            if (source != null && source.op().equals("Const")) {
                ChannelWeights.value(source); // tells of a damaged one
            }
        }
        return of(node, input -> quietly(graph.named(input.node())), ops);
    }

    static @Nullable Tensor quietly(@Nullable Node constant) {
        try {
            return ChannelWeights.value(constant);
        } catch (ProblemException e) {
            return null;
        }
    }

    /** Parameters that no runtime takes. */
    static final class BadShape extends Exception {

        private static final long serialVersionUID = 1L;

        BadShape(String message) {
            super(message);
        }
    }
}
