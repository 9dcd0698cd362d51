package io.github.tfmobile.graph;

import com.google.protobuf.ByteString;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorShapeProto;

/** Attr values: making them, and reading those of a node with the defaults of its op's definition. */
public final class Attrs {

    private Attrs() {}

    /** The value itself, or one without any content in place of none. */
    public static AttrValue orEmpty(@Nullable AttrValue value) {
        return value == null ? AttrValue.getDefaultInstance() : value;
    }

    /** The value of a type attr. */
    public static AttrValue type(DataType dtype) {
        return Dtype.of(dtype).attr();
    }

    /** The value of a type attr. */
    public static AttrValue type(Dtype dtype) {
        return dtype.attr();
    }

    /** The value of an int attr. */
    public static AttrValue integer(long value) {
        return AttrValue.newBuilder().setI(value).build();
    }

    /** The value of a bool attr. */
    public static AttrValue bool(boolean value) {
        return AttrValue.newBuilder().setB(value).build();
    }

    /** The value of a string attr. */
    public static AttrValue string(String value) {
        return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
    }

    /** The value of a shape attr. */
    public static AttrValue shape(TensorShapeProto value) {
        return AttrValue.newBuilder().setShape(value).build();
    }

    /** A node's attr; when the node leaves it out the default of its op; null when there is none. */
    public static @Nullable AttrValue of(Node node, String name, OpDefs ops) {
        AttrValue value = node.attr(name);
        OpDef op = value == null ? ops.find(node.op()) : null;
        return op == null ? value : NodeSignature.defaultOf(op, name);
    }

    /** Copies attrs that the source has or that its op gives a default; others are left out. */
    public static void copy(Node source, Node.Builder target, OpDefs ops, String... names) {
        for (String name : names) {
            copyAs(source, name, name, target, ops);
        }
    }

    /** Copies one attr under another name, if the source has it or its op gives it a default. */
    public static void copyAs(Node source, String name, String as, Node.Builder target, OpDefs ops) {
        AttrValue value = of(source, name, ops);
        if (value != null) {
            target.attr(as, value);
        }
    }
}
