package io.github.tfmobile.graph.function;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.NodeSignatures;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** The functions of a graph by name, and the way between their own syntax and that of a graph. Not thread-safe. */
public final class FunctionLibrary {

    /** Functions are nested as deep as a program's blocks; a file that nests them deeper is hostile. */
    private static final int MAX_DEPTH = 200;

    private final NodeSignatures signatures = new NodeSignatures();
    private final Map<String, FunctionDef> functions;
    private final CallGraph calls;
    private final OpDefs ops;
    private final @Nullable Place place;

    /**
     * A library.
     *
     * @param place the file it comes from, for messages
     */
    public FunctionLibrary(FunctionDefLibrary library, OpDefs ops, @Nullable Place place) {
        this.calls = new CallGraph(library);
        this.functions = calls.functions();
        this.ops = ops;
        this.place = place;
    }

    /** The function of that name, null when there is none. */
    public @Nullable FunctionDef find(String name) {
        return functions.get(name);
    }

    /** All of them. */
    public Collection<FunctionDef> functions() {
        return Collections.unmodifiableCollection(functions.values());
    }

    /** The function that computes the gradient of another, as its writer defined it; null when none was defined. */
    public @Nullable String gradient(String function) {
        return calls.gradient(function);
    }

    /** Whether it has no function at all. */
    public boolean isEmpty() {
        return functions.isEmpty();
    }

    /** The nodes of a function as they stand in it, their inputs not taken apart. */
    public static List<Node> nodes(FunctionDef function) {
        return function.getNodeDefList().stream().map(Node::ofFunction).toList();
    }

    /** Which of them call which. */
    public CallGraph calls() {
        return calls;
    }

    /** The definitions of registered ops. */
    public OpDefs ops() {
        return ops;
    }

    /** The op definition of a node: a registered op's, or the signature of a function called by its name. */
    public @Nullable OpDef op(String name) {
        FunctionDef function = functions.get(name);
        return function != null ? function.getSignature() : ops.find(name);
    }

    /** The inputs and outputs of a node; null when its op is unknown or its attrs do not fit. */
    public @Nullable NodeSignature signature(Node node) {
        if (node.op().equals(FunctionBody.ARG)) {
            return new NodeSignature(
                    List.of(),
                    List.of(new NodeSignature.Arg(
                            "output", 0, List.of(Dtype.of(node.attr("T", AttrValue.getDefaultInstance()))))));
        }
        OpDef op = op(node.op());
        return op == null ? null : signatures.of(node, op);
    }

    /**
     * A function's body in graph syntax.
     *
     * @param call the function's name and the values of its attrs
     * @throws ProblemException if there is no such function or its body refers to something that is not there
     */
    public FunctionBody body(NameAttrList call) throws ProblemException {
        FunctionDef function = functions.get(call.getName());
        if (function == null) {
            throw FunctionProblems.damaged("function library: no function \"" + call.getName() + "\"", place);
        }
        return new Instantiation(function, CallGraph.attrs(function, call.getAttrMap())).body();
    }

    /** A function's body in graph syntax, without attr values. */
    public FunctionBody body(String name) throws ProblemException {
        return body(NameAttrList.newBuilder().setName(name).build());
    }

    /**
     * Checks how deep a function is nested in others.
     *
     * @throws ProblemException if it is deeper than any program would
     */
    public void checkDepth(String function, int depth) throws ProblemException {
        if (depth > MAX_DEPTH) {
            throw FunctionProblems.withoutEnd(
                    "function \"" + function + "\": functions call each other more than " + MAX_DEPTH + " deep", place);
        }
    }

    private final class Instantiation {
        private final FunctionDef function;
        private final Map<String, AttrValue> values;
        private final Map<String, NodeSignature> signatures = new HashMap<>();
        private final Map<String, Integer> arguments = new HashMap<>();
        private final Map<String, Node> nodes = new HashMap<>();

        Instantiation(FunctionDef function, Map<String, AttrValue> values) {
            this.function = function;
            this.values = values;
        }

        FunctionBody body() throws ProblemException {
            OpDef signature = function.getSignature();
            List<Node> converted = new ArrayList<>();
            for (int i = 0; i < signature.getInputArgCount(); i++) {
                OpDef.ArgDef arg = signature.getInputArg(i);
                if (!arg.getNumberAttr().isEmpty() || !arg.getTypeListAttr().isEmpty()) {
                    throw problem("argument \"" + arg.getName() + "\" stands for a list of tensors");
                }
                arguments.put(arg.getName(), i);
                Node node = FunctionBody.argument(arg.getName(), i, dtype(arg));
                Map<String, AttrValue> attrs = function.getArgAttrOrDefault(
                                i, FunctionDef.ArgAttrs.getDefaultInstance())
                        .getAttrMap();
                converted.add(node.toBuilder().attrs(new TreeMap<>(attrs)).build());
            }
            for (NodeDef def : function.getNodeDefList()) {
                Node node = Node.ofFunction(def);
                Node substituted = AttrPlaceholders.filled(node, this::value);
                if (nodes.put(node.name(), substituted) != null || arguments.containsKey(node.name())) {
                    throw problem("two nodes are called \"" + node.name() + "\"");
                }
            }
            for (NodeDef def : function.getNodeDefList()) {
                Node substituted = nodes.get(def.getName());
                if (substituted == null) {
                    throw problem("no node \"" + def.getName() + "\"");
                }
                List<NodeInput> inputs = new ArrayList<>(substituted.inputCount());
                for (String input : def.getInputList()) {
                    inputs.add(resolve(input));
                }
                converted.add(substituted.withInputs(inputs));
            }
            List<FunctionBody.Result> results = new ArrayList<>();
            for (OpDef.ArgDef arg : signature.getOutputArgList()) {
                String source = function.getRetOrDefault(arg.getName(), "");
                if (source.isEmpty()) {
                    throw problem("result \"" + arg.getName() + "\" comes from nowhere");
                }
                results.add(new FunctionBody.Result(arg.getName(), dtype(arg), resolve(source)));
            }
            TreeMap<String, String> controls = new TreeMap<>();
            for (Map.Entry<String, String> entry : function.getControlRetMap().entrySet()) {
                String node = entry.getValue();
                if (!nodes.containsKey(node)) {
                    throw problem("control result \"" + entry.getKey() + "\" names no node: \"" + node + "\"");
                }
                controls.put(entry.getKey(), node);
            }
            return new FunctionBody(signature.getName(), converted, results, controls, function);
        }

        private Dtype dtype(OpDef.ArgDef arg) throws ProblemException {
            if (arg.getTypeAttr().isEmpty()) {
                return new Dtype(arg.getTypeValue());
            }
            AttrValue value = values.get(arg.getTypeAttr());
            if (value == null) {
                throw problem("the caller gives no value for attr \"" + arg.getTypeAttr() + "\"");
            }
            return Dtype.of(value);
        }

        private AttrValue value(AttrValue placeholder) throws ProblemException {
            AttrValue given = values.get(placeholder.getPlaceholder());
            if (given == null) {
                throw problem("the caller gives no value for attr \"" + placeholder.getPlaceholder() + "\"");
            }
            return given;
        }

        /** {@code arg}, {@code node:output:index}, {@code node:output}, {@code node} or {@code ^node}. */
        private NodeInput resolve(String input) throws ProblemException {
            if (input.startsWith("^")) {
                String name = input.substring(1);
                if (!nodes.containsKey(name) && !arguments.containsKey(name)) {
                    throw problem("no node \"" + name + "\"");
                }
                return NodeInput.control(name);
            }
            String[] parts = input.split(":", -1);
            if (arguments.containsKey(parts[0])) {
                if (parts.length > 1 && !(parts.length == 2 && parts[1].equals("0"))) {
                    throw problem("no tensor \"" + input + "\"");
                }
                return new NodeInput(parts[0], 0);
            }
            Node node = nodes.get(parts[0]);
            if (node == null) {
                throw problem("no node \"" + parts[0] + "\"");
            }
            NodeSignature signature = signatures.get(parts[0]);
            if (signature == null) {
                signature = FunctionLibrary.this.signature(node);
                if (signature == null) {
                    throw problem("node \"" + parts[0] + "\" of op \"" + node.op()
                            + "\" does not fit the op's definition, or TensorFlow has no such op");
                }
                signatures.put(parts[0], signature);
            }
            int port;
            if (parts.length == 1) {
                port = 0;
            } else {
                int index = parts.length == 3 ? number(parts[2]) : 0;
                port = parts.length > 3 || index < 0 ? -1 : signature.port(parts[1], index);
            }
            if (port < 0) {
                throw problem("no tensor \"" + input + "\"");
            }
            return new NodeInput(parts[0], port);
        }

        private static int number(String digits) {
            return !digits.isEmpty() && digits.length() < 8 && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Integer.parseInt(digits)
                    : -1;
        }

        private ProblemException problem(String what) {
            return FunctionProblems.damaged(
                    "function \"" + function.getSignature().getName() + "\": " + what, place);
        }
    }

    /**
     * A function in the syntax of the library.
     *
     * @throws ProblemException if a node's op is unknown or its attrs do not fit
     */
    public FunctionDef define(FunctionBody body) throws ProblemException {
        Map<String, Node> nodes = new HashMap<>();
        body.nodes().forEach(node -> nodes.put(node.name(), node));
        FunctionDef.Builder function = body.origin().toBuilder()
                .clearNodeDef()
                .clearRet()
                .clearControlRet()
                .clearArgAttr();
        OpDef.Builder signature = function.getSignatureBuilder()
                .setName(body.name())
                .clearInputArg()
                .clearOutputArg()
                .clearAttr()
                .clearControlOutput();
        List<Node> arguments = body.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            Node argument = arguments.get(i);
            signature
                    .addInputArgBuilder()
                    .setName(argument.name())
                    .setTypeValue(argument.attrOrThrow("T").getTypeValue());
            FunctionDef.ArgAttrs.Builder attrs =
                    FunctionDef.ArgAttrs.newBuilder().putAllAttr(argument.attrs());
            attrs.removeAttr("T").removeAttr("index");
            if (attrs.getAttrCount() > 0) {
                function.putArgAttr(i, attrs.build());
            }
        }
        for (Node node : body.nodes()) {
            if (!node.op().equals(FunctionBody.ARG)) {
                NodeDef.Builder copy = node.message().toBuilder().clearInput();
                for (NodeInput input : node.inputs()) {
                    copy.addInput(text(body.name(), input, nodes));
                }
                function.addNodeDef(copy);
            }
        }
        for (FunctionBody.Result result : body.results()) {
            signature
                    .addOutputArgBuilder()
                    .setName(result.name())
                    .setTypeValue(result.dtype().number());
            function.putRet(result.name(), text(body.name(), result.tensor(), nodes));
        }
        body.controlResults().forEach((name, node) -> {
            signature.addControlOutput(name);
            function.putControlRet(name, node);
        });
        return function.build();
    }

    private String text(String function, NodeInput input, Map<String, Node> nodes) throws ProblemException {
        Node node = nodes.get(input.node());
        if (node != null && (input.isControl() || node.op().equals(FunctionBody.ARG))) {
            return input.toString();
        }
        NodeSignature signature = node == null ? null : signature(node);
        String port = signature == null ? null : signature.portName(input.port());
        if (port == null) {
            throw FunctionProblems.damaged("function \"" + function + "\": no tensor \"" + input + "\"", place);
        }
        return input.node() + ":" + port;
    }
}
