package io.github.tfmobile.graph;

import io.github.tfmobile.graph.op.OpTrait;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/** What placeholders say of what they are fed. */
public final class Placeholders {

    /**
     * The last GraphDef version in which a Placeholder of any shape was written with the shape of a scalar
     * (tensorflow/core/ops/array_ops.cc, the shape function of Placeholder).
     */
    private static final int LAST_WITHOUT_UNKNOWN_SHAPE = 21;

    private Placeholders() {}

    /**
     * The shape that a placeholder takes; null when it takes any, or the node is none. Up to producer 21, which is also that of
     * a graph whose versions were dropped, a scalar cannot be told from anything.
     */
    public static @Nullable TensorShapeProto shape(Node node, VersionDef versions) {
        AttrValue attr = node.attr("shape");
        if (attr == null || !attr.hasShape() || !node.is(OpTrait.PLACEHOLDER)) {
            return null;
        }
        TensorShapeProto shape = attr.getShape();
        boolean isAny = shape.getDimCount() == 0
                && versions.getProducer() <= LAST_WITHOUT_UNKNOWN_SHAPE
                && node.is("Placeholder");
        return shape.getUnknownRank() || isAny ? null : shape;
    }
}
