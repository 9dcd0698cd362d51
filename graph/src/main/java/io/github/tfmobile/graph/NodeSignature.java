package io.github.tfmobile.graph;

import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
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
    private static final int MAX_PORTS = 1 << 20;

    /**
     * One arg of the op.
     *
     * @param name its name in the op definition
     * @param start its first port
     * @param types the type of each of its ports; of a reference to a variable the reference type
     */
    public record Arg(String name, int start, List<Dtype> types) {

        /** The port behind its last one. */
        int end() {
            return start + types.size();
        }
    }

    /** Copies the lists. */
    public NodeSignature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** The signature of a node; null when its attrs do not fit the definition. */
    public static @Nullable NodeSignature of(Node node, OpDef op) {
        List<Arg> inputs = args(node, op, op.getInputArgList());
        List<Arg> outputs = inputs == null ? null : args(node, op, op.getOutputArgList());
        return inputs == null || outputs == null ? null : new NodeSignature(inputs, outputs);
    }

    private static @Nullable List<Arg> args(Node node, OpDef op, List<OpDef.ArgDef> defs) {
        List<Arg> args = new ArrayList<>(defs.size());
        int start = 0;
        for (OpDef.ArgDef def : defs) {
            List<Dtype> types = types(node, op, def);
            if (types == null || start + (long) types.size() > MAX_PORTS) {
                return null;
            }
            args.add(new Arg(def.getName(), start, types));
            start += types.size();
        }
        return args;
    }

    private static @Nullable List<Dtype> types(Node node, OpDef op, OpDef.ArgDef def) {
        if (!def.getTypeListAttr().isEmpty()) {
            AttrValue list = attr(node, op, def.getTypeListAttr());
            return list == null || !list.hasList()
                    ? null
                    : list.getList().getTypeValueList().stream()
                            .map(type -> type(new Dtype(type), def))
                            .toList();
        }
        Dtype type = new Dtype(def.getTypeValue());
        if (!def.getTypeAttr().isEmpty()) {
            AttrValue value = attr(node, op, def.getTypeAttr());
            if (value == null || value.getValueCase() != AttrValue.ValueCase.TYPE) {
                return null;
            }
            type = Dtype.of(value);
        }
        if (def.getNumberAttr().isEmpty()) {
            return List.of(type(type, def));
        }
        AttrValue number = attr(node, op, def.getNumberAttr());
        if (number == null
                || number.getValueCase() != AttrValue.ValueCase.I
                || number.getI() < 0
                || number.getI() > MAX_PORTS) {
            return null;
        }
        return Collections.nCopies((int) number.getI(), type(type, def));
    }

    private static Dtype type(Dtype type, OpDef.ArgDef arg) {
        return arg.getIsRef() ? type.ref() : type;
    }

    /** The node's attr, or the default that the op definition gives it; null when there is neither. */
    public static @Nullable AttrValue attr(Node node, OpDef op, String name) {
        AttrValue value = node.attr(name);
        return value != null ? value : defaultOf(op, name);
    }

    /** The default value that an op definition gives an attr; null when it gives none. */
    public static @Nullable AttrValue defaultOf(OpDef op, String name) {
        for (OpDef.AttrDef def : op.getAttrList()) {
            if (def.getName().equals(name)) {
                return def.hasDefaultValue() ? def.getDefaultValue() : null;
            }
        }
        return null;
    }

    /**
     * The node with the attrs that it leaves out because its op's definition has a default for them; itself when it has
     * them all or its op is not known.
     */
    public static Node withDefaults(Node node, @Nullable OpDef op) {
        if (op == null) {
            return node;
        }
        Node.Builder filled = null;
        for (OpDef.AttrDef attr : op.getAttrList()) {
            if (attr.hasDefaultValue() && !node.attrs().containsKey(attr.getName())) {
                filled = filled == null ? node.toBuilder() : filled;
                filled.attr(attr.getName(), attr.getDefaultValue());
            }
        }
        return filled == null ? node : filled.build();
    }

    /** How many data inputs the node has. */
    public int inputCount() {
        return inputs.isEmpty() ? 0 : inputs.get(inputs.size() - 1).end();
    }

    /** How many outputs the node has. */
    public int outputCount() {
        return outputs.isEmpty() ? 0 : outputs.get(outputs.size() - 1).end();
    }

    /** The type of a data input, null when there is no such input. */
    public @Nullable Dtype inputType(int input) {
        return type(inputs, input);
    }

    /** The type of an output, null when there is no such output. */
    public @Nullable Dtype outputType(int port) {
        return type(outputs, port);
    }

    private static @Nullable Dtype type(List<Arg> args, int port) {
        Arg arg = at(args, port);
        return arg == null ? null : arg.types().get(port - arg.start());
    }

    private static @Nullable Arg at(List<Arg> args, int port) {
        // Without an iterator: this is asked for each input of each node.
        for (int i = 0; i < args.size(); i++) {
            Arg arg = args.get(i);
            if (port >= arg.start() && port < arg.end()) {
                return arg;
            }
        }
        return null;
    }

    /** The type of each output. */
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
        Arg arg = at(outputs, port);
        return arg == null ? null : arg.name() + ":" + (port - arg.start());
    }
}
