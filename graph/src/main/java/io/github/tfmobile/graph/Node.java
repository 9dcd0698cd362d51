package io.github.tfmobile.graph;

import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * A node: what it computes (op, attrs, device), under which name, of what. A value: edits make other nodes of it. The
 * content of a large tensor in an attr is not in it: the attr refers to where that lies ({@code TensorContent}).
 *
 * <p>The inputs are those of a {@code NodeDef} (tensorflow/core/framework/node_def.proto): tensors first, then the nodes
 * that it waits for. In a graph they are edges by number as well ({@link GraphIndex}).
 */
public final class Node {

    private final String name;
    private final String op;
    private final String device;
    private final List<NodeInput> inputs;
    private final Map<String, AttrValue> attrs;
    /**
     * What else a message has: debug information, the full type, fields of a newer TensorFlow, and its inputs where the file
     * spells one of them as nobody else does ({@code a:0}).
     */
    private final NodeDef rest;

    private Node(Builder builder) {
        this.name = builder.name;
        this.op = builder.op;
        this.device = builder.device;
        this.inputs = List.copyOf(builder.inputs);
        this.attrs = NodeAttrs.copyOf(builder.attrs);
        this.rest = builder.rest;
    }

    private Node(NodeDef message, Function<String, NodeInput> reader) {
        NodeInput[] parsed = new NodeInput[message.getInputCount()];
        boolean plain = true;
        for (int i = 0; i < parsed.length; i++) {
            String text = message.getInput(i);
            parsed[i] = reader.apply(text);
            plain &= parsed[i].toString().equals(text);
        }
        this.name = message.getName();
        this.op = message.getOp();
        this.device = message.getDevice();
        this.inputs = List.of(parsed);
        this.attrs = NodeAttrs.copyOf(message.getAttrMap());
        this.rest = rest(message, plain);
    }

    private static NodeDef rest(NodeDef message, boolean plainInputs) {
        if (plainInputs
                && !message.hasExperimentalDebugInfo()
                && !message.hasExperimentalType()
                && message.getUnknownFields().isEmpty()) {
            return NodeDef.getDefaultInstance();
        }
        NodeDef.Builder rest =
                message.toBuilder().clearName().clearOp().clearDevice().clearAttr();
        return (plainInputs ? rest.clearInput() : rest).build();
    }

    private Node(String name, String op, String device, List<NodeInput> inputs, Map<String, AttrValue> attrs) {
        this.name = name;
        this.op = op;
        this.device = device;
        this.inputs = List.copyOf(inputs);
        this.attrs = NodeAttrs.copyOf(attrs);
        this.rest = NodeDef.getDefaultInstance();
    }

    /** A node with nothing but these; attrs of another node are shared with it. */
    public static Node of(String name, String op, String device, List<NodeInput> inputs, Map<String, AttrValue> attrs) {
        return new Node(name, op, device, inputs, attrs);
    }

    /** The node in a message. */
    public static Node of(NodeDef message) {
        return new Node(message, NodeInput::parse);
    }

    /**
     * A node of a library function. Its inputs, which have the form {@code node:output:index} there, are not taken apart:
     * each is the first output of a node of that name.
     */
    public static Node ofFunction(NodeDef message) {
        return new Node(
                message, text -> text.startsWith("^") ? NodeInput.control(text.substring(1)) : new NodeInput(text, 0));
    }

    /** A node to be described further. */
    public static Builder builder(String name, String op) {
        return new Builder(name, op, NodeDef.getDefaultInstance());
    }

    /** This node, to be changed. */
    public Builder toBuilder() {
        Builder builder = new Builder(
                name,
                op,
                rest.getInputCount() == 0 ? rest : rest.toBuilder().clearInput().build());
        builder.device = device;
        builder.inputs.addAll(inputs);
        builder.attrs = attrs;
        return builder;
    }

    /** As a message, large contents referred to as they are here; a new one each time. */
    public NodeDef message() {
        NodeDef.Builder made =
                rest.toBuilder().setName(name).setOp(op).setDevice(device).putAllAttr(attrs);
        if (rest.getInputCount() == 0) {
            inputs.forEach(input -> made.addInput(input.toString()));
        }
        return made.build();
    }

    /** Whether there is nothing in its message but name, op, device, inputs and attrs. */
    public boolean isPlain() {
        return rest.getSerializedSize() == 0;
    }

    /** Its name, which no other node of a valid graph has. */
    public String name() {
        return name;
    }

    /** The name of its op. */
    public String op() {
        return op;
    }

    /** Whether its op is of a family. */
    public boolean is(OpTrait trait) {
        return trait.includes(op);
    }

    /** Whether it is of an op. */
    public boolean is(String wanted) {
        return op.equals(wanted);
    }

    /** The device that it asks for; empty for any. */
    public String device() {
        return device;
    }

    /** The attrs that it has, in the order of the file; defaults of the op are not among them ({@link Attrs#of}). */
    public Map<String, AttrValue> attrs() {
        return attrs;
    }

    /** An attr that it has itself; null when it leaves it out. */
    public @Nullable AttrValue attr(String attr) {
        return attrs.get(attr);
    }

    /** An attr; what is given when the node leaves it out. */
    public AttrValue attr(String attr, AttrValue absent) {
        return attrs.getOrDefault(attr, absent);
    }

    /** An int attr; what is given when the node leaves it out. */
    public long integer(String attr, long absent) {
        AttrValue value = attrs.get(attr);
        return value == null ? absent : value.getI();
    }

    /** A bool attr; what is given when the node leaves it out. */
    public boolean flag(String attr, boolean absent) {
        AttrValue value = attrs.get(attr);
        return value == null ? absent : value.getB();
    }

    /** A string attr; what is given when the node leaves it out. */
    public String text(String attr, String absent) {
        AttrValue value = attrs.get(attr);
        return value == null ? absent : value.getS().toStringUtf8();
    }

    /**
     * An attr that a valid node of its op has.
     *
     * @throws IllegalArgumentException if it has none
     */
    public AttrValue attrOrThrow(String attr) {
        AttrValue value = attrs.get(attr);
        if (value == null) {
            throw new IllegalArgumentException(this + " has no attr " + attr);
        }
        return value;
    }

    /** All inputs, in order. */
    public List<NodeInput> inputs() {
        return inputs;
    }

    /** How many inputs it has, control inputs included. */
    public int inputCount() {
        return inputs.size();
    }

    /** One of its inputs. */
    public NodeInput input(int input) {
        return inputs.get(input);
    }

    /** The tensors that it reads, in order. */
    public List<NodeInput> dataInputs() {
        return inputs.stream().filter(input -> !input.isControl()).toList();
    }

    /** The names of the nodes that it waits for, in order. */
    public List<String> controls() {
        return inputs.stream().filter(NodeInput::isControl).map(NodeInput::node).toList();
    }

    /** What it waits for, in order. */
    public List<NodeInput> controlInputs() {
        return inputs.stream().filter(NodeInput::isControl).toList();
    }

    /** What all these nodes wait for, each once. */
    public static Set<NodeInput> controlInputs(Collection<Node> nodes) {
        Set<NodeInput> controls = new LinkedHashSet<>();
        nodes.forEach(node -> controls.addAll(node.controlInputs()));
        return controls;
    }

    /** The same under another name. */
    public Node withName(String other) {
        return name.equals(other) ? this : toBuilder().name(other).build();
    }

    /** The same with an attr set. */
    public Node withAttr(String attr, AttrValue value) {
        return toBuilder().attr(attr, value).build();
    }

    /** The same without an attr; itself when it has none. */
    public Node withoutAttr(String attr) {
        return attrs.containsKey(attr) ? toBuilder().removeAttr(attr).build() : this;
    }

    /** The same with other inputs; itself when they are the same. */
    public Node withInputs(Collection<NodeInput> others) {
        List<NodeInput> all = List.copyOf(others);
        return inputs.equals(all) ? this : toBuilder().inputs(all).build();
    }

    /** The same with one input replaced. */
    public Node withInput(int input, NodeInput other) {
        return inputs.get(input).equals(other)
                ? this
                : toBuilder().input(input, other).build();
    }

    /** The same with those of its inputs that pass; itself when all do. */
    public Node filtered(Predicate<NodeInput> passes) {
        for (NodeInput input : inputs) {
            if (!passes.test(input)) {
                return toBuilder()
                        .inputs(inputs.stream().filter(passes).toList())
                        .build();
            }
        }
        return this;
    }

    /** Whether both compute the same of the same under the same name. */
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Node node
                        && name.equals(node.name)
                        && op.equals(node.op)
                        && device.equals(node.device)
                        && inputs.equals(node.inputs)
                        && attrs.equals(node.attrs));
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, op, inputs);
    }

    /** Name and op, as in {@code softmax (Softmax)}. */
    @Override
    public String toString() {
        return name + " (" + op + ")";
    }

    /** A node that is being described. Inputs are added in order, tensors before what is waited for. */
    public static final class Builder {

        private String name;
        private String op;
        private String device = "";
        private final List<NodeInput> inputs = new ArrayList<>();
        private Map<String, AttrValue> attrs = Map.of();
        private boolean ownAttrs;
        private final NodeDef rest;

        private Builder(String name, String op, NodeDef rest) {
            this.name = name;
            this.op = op;
            this.rest = rest;
        }

        /** The node as described so far. */
        public Node build() {
            return new Node(this);
        }

        /** Names it. */
        public Builder name(String other) {
            name = other;
            return this;
        }

        /** Its name so far. */
        public String name() {
            return name;
        }

        /** Its op so far. */
        public String op() {
            return op;
        }

        /** Gives it an op. */
        public Builder op(String other) {
            op = other;
            return this;
        }

        /** Places it. */
        public Builder device(String other) {
            device = other;
            return this;
        }

        /** Sets an attr. */
        public Builder attr(String attr, AttrValue value) {
            own().put(attr, value);
            return this;
        }

        /** Sets attrs. */
        public Builder attrs(Map<String, AttrValue> others) {
            own().putAll(others);
            return this;
        }

        /** Takes an attr away. */
        public Builder removeAttr(String attr) {
            own().remove(attr);
            return this;
        }

        /** Takes all attrs away. */
        public Builder clearAttrs() {
            own().clear();
            return this;
        }

        /** An attr so far; null when it has none of the name. */
        public @Nullable AttrValue attr(String attr) {
            return attrs.get(attr);
        }

        /** The inputs so far. */
        public List<NodeInput> inputs() {
            return Collections.unmodifiableList(inputs);
        }

        /** Adds an input. */
        public Builder input(NodeInput input) {
            inputs.add(input);
            return this;
        }

        /** Replaces an input. */
        public Builder input(int input, NodeInput other) {
            inputs.set(input, other);
            return this;
        }

        /** Replaces an input by the first output of a node. */
        public Builder input(int input, String node) {
            return input(input, new NodeInput(node, 0));
        }

        /** Adds the first output of a node as an input. */
        public Builder input(String node) {
            return input(new NodeInput(node, 0));
        }

        /** Adds inputs. */
        public Builder addInputs(Collection<NodeInput> others) {
            inputs.addAll(others);
            return this;
        }

        /** Gives it these inputs alone. */
        public Builder inputs(Collection<NodeInput> others) {
            List<NodeInput> copy = List.copyOf(others);
            inputs.clear();
            inputs.addAll(copy);
            return this;
        }

        /** Lets it wait for nodes. */
        public Builder controls(Collection<String> nodes) {
            nodes.forEach(this::control);
            return this;
        }

        /** Lets it wait for a node. */
        public Builder control(String node) {
            return input(NodeInput.control(node));
        }

        /** Takes what it waits for twice away. */
        public Builder distinctControls() {
            Set<NodeInput> seen = new LinkedHashSet<>();
            inputs.removeIf(input -> input.isControl() && !seen.add(input));
            return this;
        }

        private Map<String, AttrValue> own() {
            if (!ownAttrs) {
                attrs = new LinkedHashMap<>(attrs);
                ownAttrs = true;
            }
            return attrs;
        }
    }
}
