package io.github.tfmobile.graph.function;

import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * The inputs and outputs of a node as its op definition and its attrs make them
 * (tensorflow/core/framework/node_def_util.cc, InOutTypesForNode).
 *
 * @param inputs its data inputs, one for each arg of the op
 * @param outputs its outputs, one for each arg of the op
 */
public record NodeSignature(List<Arg> inputs, List<Arg> outputs) {

    /** More ports than this no node has; a file that says so is damaged. */
    private static final long MAX_PORTS = 1 << 20;

    /**
     * One arg of the op.
     *
     * @param name its name in the op definition
     * @param start its first port
     * @param types the type of each of its ports
     * @param isRef whether it is a reference to a variable
     */
    public record Arg(String name, int start, List<Dtype> types, boolean isRef) {}

    /** Copies the lists. */
    public NodeSignature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** The signature of a node; null when its attrs do not fit the definition. */
    public static @Nullable NodeSignature of(NodeDef node, OpDef op) {
        List<Arg> inputs = args(node, op, op.getInputArgList());
        List<Arg> outputs = args(node, op, op.getOutputArgList());
        return inputs == null || outputs == null ? null : new NodeSignature(inputs, outputs);
    }

    private static @Nullable List<Arg> args(NodeDef node, OpDef op, List<OpDef.ArgDef> defs) {
        List<Arg> args = new ArrayList<>();
        int start = 0;
        for (OpDef.ArgDef def : defs) {
            List<Dtype> types = types(node, op, def);
            if (types == null || start + (long) types.size() > MAX_PORTS) {
                return null;
            }
            args.add(new Arg(def.getName(), start, types, def.getIsRef()));
            start += types.size();
        }
        return args;
    }

    private static @Nullable List<Dtype> types(NodeDef node, OpDef op, OpDef.ArgDef def) {
        if (!def.getTypeListAttr().isEmpty()) {
            AttrValue list = attr(node, op, def.getTypeListAttr());
            return list == null
                    ? null
                    : list.getList().getTypeValueList().stream().map(Dtype::new).toList();
        }
        Dtype type = new Dtype(def.getTypeValue());
        if (!def.getTypeAttr().isEmpty()) {
            AttrValue value = attr(node, op, def.getTypeAttr());
            if (value == null) {
                return null;
            }
            type = Dtype.of(value);
        }
        if (def.getNumberAttr().isEmpty()) {
            return List.of(type);
        }
        AttrValue number = attr(node, op, def.getNumberAttr());
        if (number == null || number.getI() < 0 || number.getI() > MAX_PORTS) {
            return null;
        }
        List<Dtype> types = new ArrayList<>();
        for (int i = 0; i < number.getI(); i++) {
            types.add(type);
        }
        return types;
    }

    /** The node's attr, or the default that the op definition gives it; null when there is neither. */
    public static @Nullable AttrValue attr(NodeDef node, OpDef op, String name) {
        AttrValue value = node.getAttrMap().get(name);
        if (value != null) {
            return value;
        }
        for (OpDef.AttrDef def : op.getAttrList()) {
            if (def.getName().equals(name) && def.hasDefaultValue()) {
                return def.getDefaultValue();
            }
        }
        return null;
    }

    /** The type of each output port. */
    public List<Dtype> outputTypes() {
        return outputs.stream().flatMap(arg -> arg.types().stream()).toList();
    }

    /** The type of each data input. */
    public List<Dtype> inputTypes() {
        return inputs.stream().flatMap(arg -> arg.types().stream()).toList();
    }

    /** The port that {@code name:index} in a function body means, -1 when there is none. */
    public int port(String output, int index) {
        for (Arg arg : outputs) {
            if (arg.name().equals(output)) {
                return index < arg.types().size() ? arg.start() + index : -1;
            }
        }
        return -1;
    }

    /** How a function body names an output port, as in {@code output:0}; null when there is no such port. */
    public @Nullable String portName(int port) {
        for (Arg arg : outputs) {
            if (port >= arg.start() && port < arg.start() + arg.types().size()) {
                return arg.name() + ":" + (port - arg.start());
            }
        }
        return null;
    }
}
