package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.shape.PartialShape;
import org.tensorflow.proto.AttrValue;

/** What a model has learned, as far as its graph shows it. */
public final class Weights {

    /** A matrix of no more elements may as well be a parameter of an op: sizes, a crop, paddings. */
    private static final int MAX_PARAMETER = 4;

    /** A vector of more elements is no parameter of an op. */
    private static final int MAX_VECTOR = 256;

    private Weights() {}

    /** Whether a node holds weights: a variable, or a constant that is too large to be a parameter of an op. */
    public static boolean isWeight(Node node) {
        if (OpTrait.VARIABLE.includes(node.op())) {
            return true;
        }
        AttrValue value = node.op().equals("Const") ? node.attr("value") : null;
        if (value == null) {
            return false;
        }
        PartialShape shape = PartialShape.of(value.getTensor().getTensorShape());
        return shape.elements() > (shape.rank() >= 2 ? MAX_PARAMETER : MAX_VECTOR);
    }

    /** Whether a node is a layer: a convolution, a matrix product or a recurrent cell that multiplies with weights. */
    public static boolean isLayer(GraphIndex index, int node) {
        String op = index.node(node).op();
        if (OpTrait.CONVOLUTION.includes(op) || OpTrait.RECURRENT_CELL.includes(op)) {
            return true;
        }
        if (!OpTrait.MATRIX_PRODUCT.includes(op)) {
            return false;
        }
        for (int k = 0; k < index.inputs(node); k++) {
            if (index.port(node, k) >= 0 && isHeld(index, index.source(node, k))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a node holds a value, or passes one on that is held. */
    private static boolean isHeld(GraphIndex index, int node) {
        int at = node;
        for (int steps = 0; at >= 0 && steps < index.size(); steps++) {
            String op = index.node(at).op();
            if (op.equals("Const") || OpTrait.VARIABLE.includes(op)) {
                return true;
            }
            boolean passes = OpTrait.FORWARD.includes(op) || op.equals("ReadVariableOp") || op.equals("Cast");
            at = passes && index.inputs(at) > 0 ? index.source(at, 0) : GraphIndex.NONE;
        }
        return false;
    }
}
