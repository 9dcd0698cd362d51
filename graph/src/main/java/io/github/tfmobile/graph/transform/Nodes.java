package io.github.tfmobile.graph.transform;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Making and changing nodes. */
public final class Nodes {

    private Nodes() {}

    /** A Const. */
    public static NodeDef constant(String name, TensorProto value) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Const")
                .putAttr("dtype", type(new Dtype(value.getDtypeValue())))
                .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
                .build();
    }

    /** The same Const with another value; it waits for what it waited for. */
    public static NodeDef withValue(NodeDef constant, TensorProto value) {
        return constant(constant.getName(), value).toBuilder()
                .addAllInput(controlInputs(List.of(constant)))
                .build();
    }

    /** A float scalar. */
    public static TensorProto scalar(float value) {
        return TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addFloatVal(value)
                .build();
    }

    /** An int32 scalar. */
    public static TensorProto scalar(int value) {
        return TensorProto.newBuilder()
                .setDtype(DataType.DT_INT32)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addIntVal(value)
                .build();
    }

    /** An int32 tensor, its elements in row-major order. */
    public static TensorProto int32(TensorShapeProto shape, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return tensor(Dtype.of(DataType.DT_INT32), shape, ByteString.copyFrom(bytes));
    }

    /** A tensor from little-endian elements in row-major order. */
    public static TensorProto tensor(Dtype dtype, TensorShapeProto shape, ByteString content) {
        return TensorProto.newBuilder()
                .setDtypeValue(dtype.number())
                .setTensorShape(shape)
                .setTensorContent(content)
                .build();
    }

    /** The value of a type attr. */
    public static AttrValue type(DataType dtype) {
        return AttrValue.newBuilder().setType(dtype).build();
    }

    /** An attr value that is a dtype. */
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
    public static @Nullable AttrValue attr(NodeDef node, String name, OpDefs ops) {
        OpDef op = ops.find(node.getOp());
        return op == null ? node.getAttrMap().get(name) : NodeSignature.attr(node, op, name);
    }

    /** Copies attrs that the source has or that its op gives a default; others are left out. */
    public static void copyAttrs(NodeDef source, NodeDef.Builder target, OpDefs ops, String... names) {
        for (String name : names) {
            copyAttr(source, name, name, target, ops);
        }
    }

    /** Copies one attr under another name, if the source has it or its op gives it a default. */
    public static void copyAttr(NodeDef source, String name, String as, NodeDef.Builder target, OpDefs ops) {
        AttrValue value = attr(source, name, ops);
        if (value != null) {
            target.putAttr(as, value);
        }
    }

    /** The control inputs of all these nodes, each once, as they stand in the input lists. */
    public static Set<String> controlInputs(Collection<NodeDef> nodes) {
        Set<String> controls = new LinkedHashSet<>();
        for (NodeDef node : nodes) {
            for (String input : node.getInputList()) {
                if (input.startsWith("^")) {
                    controls.add(input);
                }
            }
        }
        return controls;
    }

    /** An input of the model, which is fed and need not wait for nodes that nothing else needs. */
    public static NodeDef withoutWaitsForOthers(NodeDef input, Predicate<String> isThere) {
        List<String> kept = input.getInputList().stream()
                .filter(text -> isThere.test(NodeInput.parse(text).node()))
                .toList();
        return kept.size() == input.getInputCount()
                ? input
                : input.toBuilder().clearInput().addAllInput(kept).build();
    }

    /** The same with each control input once. */
    public static NodeDef.Builder withDistinctControls(NodeDef.Builder node) {
        Set<String> seen = new LinkedHashSet<>();
        List<String> inputs = new ArrayList<>(node.getInputCount());
        boolean twice = false;
        for (String input : node.getInputList()) {
            if (NodeInput.parse(input).isControl() && !seen.add(input)) {
                twice = true;
            } else {
                inputs.add(input);
            }
        }
        return twice ? node.clearInput().addAllInput(inputs) : node;
    }

    /** A name that is not taken yet: the given one, or with {@code _1}, {@code _2}, ... behind it; takes it. */
    public static String unusedName(String wanted, Set<String> taken) {
        String name = wanted;
        for (int i = 1; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }
}
