package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.registry.problem.Place;
import io.github.tfmobile.registry.problem.Problem;
import io.github.tfmobile.registry.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Rewrites what reads variables to read constants (tensorflow/python/framework/convert_to_constants.py): a variable
 * becomes a Const, a read an Identity, a gather from a resource a gather from a tensor, and whatever hands a variable on,
 * through any depth of functions, hands its value on.
 */
final class VariableRewrite {

    private final FunctionLibrary library;
    private final FunctionSpecializations functions;
    private final List<Problem> problems;
    private final @Nullable Place place;

    VariableRewrite(FunctionLibrary library, List<Problem> problems, @Nullable Place place) {
        this.library = library;
        this.problems = problems;
        this.place = place;
        this.functions = new FunctionSpecializations(library, this);
    }

    /** Where constants come from. */
    @FunctionalInterface
    interface Values {
        TensorProto read(String variable) throws ProblemException;
    }

    /**
     * A body rewritten.
     *
     * @param nodes the nodes, in their order
     * @param carriers the tensors that were variables and are values now
     * @param dropped the nodes that are gone: what changed variables
     */
    record Rewritten(List<NodeDef> nodes, Map<NodeInput, Variable> carriers, Set<String> dropped) {}

    /** The functions that the rewritten nodes call. */
    FunctionSpecializations functions() {
        return functions;
    }

    /**
     * Rewrites the nodes of a graph or of a function.
     *
     * @param variables the variables among the nodes that become constants
     * @param passed the arguments of a function that were variables and are values now
     * @throws ProblemException if a value cannot be read, or a function is damaged
     */
    Rewritten rewrite(List<NodeDef> nodes, Map<String, Variable> variables, Map<String, Variable> passed, Values values)
            throws ProblemException {
        return new Body(nodes, variables, passed, values).run();
    }

    private final class Body {
        private final List<NodeDef> nodes;
        private final Map<String, Variable> variables;
        private final Map<String, Variable> passed;
        private final Values values;
        private final Map<NodeInput, Variable> carriers = new HashMap<>();
        private final Map<String, List<NodeDef>> replaced = new HashMap<>();
        private final Set<String> dropped = new HashSet<>();
        private final boolean loops;

        Body(List<NodeDef> nodes, Map<String, Variable> variables, Map<String, Variable> passed, Values values) {
            this.nodes = nodes;
            this.variables = variables;
            this.passed = passed;
            this.values = values;
            this.loops = nodes.stream()
                    .anyMatch(
                            node -> node.getOp().equals("Enter") || node.getOp().equals("RefEnter"));
        }

        Rewritten run() throws ProblemException {
            for (NodeDef node : ExecutionOrder.of(nodes)) {
                List<NodeDef> result = rewrite(node);
                if (result.size() != 1 || !result.get(0).equals(node)) {
                    replaced.put(node.getName(), result);
                }
            }
            List<NodeDef> all = new ArrayList<>(nodes.size());
            for (NodeDef node : nodes) {
                for (NodeDef result : replaced.getOrDefault(node.getName(), List.of(node))) {
                    all.add(withoutDropped(result));
                }
            }
            return new Rewritten(all, carriers, dropped);
        }

        private NodeDef withoutDropped(NodeDef node) {
            // Control inputs come last.
            if (dropped.isEmpty()
                    || node.getInputCount() == 0
                    || !node.getInput(node.getInputCount() - 1).startsWith("^")) {
                return node;
            }
            List<String> inputs = node.getInputList().stream()
                    .filter(input -> !(input.startsWith("^") && dropped.contains(input.substring(1))))
                    .toList();
            return inputs.size() == node.getInputCount()
                    ? node
                    : node.toBuilder().clearInput().addAllInput(inputs).build();
        }

        private @Nullable Variable carried(NodeDef node, int input) {
            return input < node.getInputCount() ? carriers.get(NodeInput.parse(node.getInput(input))) : null;
        }

        private List<NodeDef> rewrite(NodeDef node) throws ProblemException {
            Variable own = variables.get(node.getName());
            if (own != null) {
                carriers.put(new NodeInput(node.getName(), 0), own);
                return List.of(Constants.node(node.getName(), values.read(own.name())));
            }
            Variable argument = passed.get(node.getName());
            if (argument != null) {
                carriers.put(new NodeInput(node.getName(), 0), argument);
                return List.of(node.toBuilder()
                        .putAttr("T", Constants.type(argument.dtype()))
                        .removeAttr("_output_shapes")
                        .removeAttr("_handle_dtypes")
                        .removeAttr("_handle_shapes")
                        .build());
            }
            FunctionCall call = FunctionCall.of(node);
            if (call != null) {
                return List.of(call(node, call));
            }
            NodeDef referenced = functions.references(node);
            Variable first = null;
            int at = 0;
            for (int i = 0; i < node.getInputCount() && first == null; i++) {
                first = carried(node, i);
                at = i;
            }
            return first == null ? List.of(referenced) : reader(referenced, first, at);
        }

        private List<NodeDef> reader(NodeDef node, Variable variable, int at) throws ProblemException {
            String name = node.getName();
            String value = RefOps.valueForm(node.getOp());
            if (value != null) {
                carriers.put(new NodeInput(name, 0), variable);
                if (value.equals("Switch")) {
                    carriers.put(new NodeInput(name, 1), variable);
                }
                return List.of(node.toBuilder().setOp(value).build());
            }
            if (RefOps.asksForValue(node.getOp())) {
                return List.of(Constants.node(name, Constants.bool(true)).toBuilder()
                        .addAllInput(waitsInLoop(node))
                        .build());
            }
            boolean reference = isReference(variable, node, at);
            switch (node.getOp()) {
                case "Identity", "Enter", "Exit", "NextIteration", "Switch", "Merge" -> {
                    if (reference) {
                        return List.of(node);
                    }
                    carriers.put(new NodeInput(name, 0), variable);
                    if (node.getOp().equals("Switch")) {
                        carriers.put(new NodeInput(name, 1), variable);
                    }
                    return List.of(node.toBuilder()
                            .putAttr("T", Constants.type(variable.dtype()))
                            .removeAttr("_output_shapes")
                            .build());
                }
                case "_SwitchN", "IdentityN" -> {
                    return List.of(reference ? node : many(node));
                }
                case "ReadVariableOp" -> {
                    NodeDef.Builder identity = derived(node, "Identity").addAllInput(node.getInputList());
                    return List.of(identity.putAttr("T", Constants.type(variable.dtype()))
                            .build());
                }
                case "ResourceGather" -> {
                    return gather(node, variable);
                }
                case "ResourceGatherNd" -> {
                    return List.of(derived(node, "GatherNd")
                            .addAllInput(node.getInputList())
                            .putAttr("Tparams", Constants.type(variable.dtype()))
                            .putAttr("Tindices", node.getAttrOrDefault("Tindices", Constants.type(DataType.DT_INT32)))
                            .build());
                }
                case "VariableShape" -> {
                    NodeDef.Builder shape = derived(node, "Shape")
                            .addAllInput(node.getInputList())
                            .putAttr("T", Constants.type(variable.dtype()));
                    AttrValue type = node.getAttrMap().get("out_type");
                    return List.of((type == null ? shape : shape.putAttr("out_type", type)).build());
                }
                default -> {
                    return other(node, variable, at);
                }
            }
        }

        private List<NodeDef> other(NodeDef node, Variable variable, int at) {
            String name = node.getName();
            if (RefOps.isUpdate(node.getOp()) && at == 0) {
                switch (node.getOp()) {
                    case "Assign" -> {
                        if (node.getInputCount() > 1) {
                            return List.of(valueOf(node, "Identity", List.of(node.getInput(1)), variable));
                        }
                    }
                    case "AssignAdd" -> {
                        return List.of(valueOf(node, "Add", data(node), variable));
                    }
                    case "AssignSub" -> {
                        return List.of(valueOf(node, "Sub", data(node), variable));
                    }
                    default -> {
                        if (isRead(name)) {
                            problems.add(Problem.of(
                                    "node \"" + name + "\": an output needs what the op \"" + node.getOp()
                                            + "\" makes of variable \"" + variable.name() + "\"",
                                    place,
                                    "A frozen graph has no variable to change. Choose outputs of the inference part of the"
                                            + " graph, or leave the variable one: <variableDenylist>"
                                            + " (-Dtfmobile.variableDenylist)."));
                        }
                    }
                }
                dropped.add(name);
                return List.of();
            }
            if (isReference(variable, node, at)) {
                return List.of(node);
            }
            problems.add(Problem.of(
                    "node \"" + name + "\": op \"" + node.getOp() + "\" takes variable \"" + variable.name()
                            + "\" itself, not its value",
                    place,
                    "There is no form of this op for a constant. Choose outputs that do not need it, or leave the variable"
                            + " one: <variableDenylist> (-Dtfmobile.variableDenylist)."));
            return List.of(node);
        }

        private boolean isRead(String name) {
            return nodes.stream()
                    .flatMap(node -> node.getInputList().stream())
                    .map(NodeInput::parse)
                    .anyMatch(input -> !input.isControl() && input.node().equals(name));
        }

        private NodeDef valueOf(NodeDef node, String op, List<String> inputs, Variable variable) {
            carriers.put(new NodeInput(node.getName(), 0), variable);
            return derived(node, op)
                    .addAllInput(inputs)
                    .addAllInput(node.getInputList().stream()
                            .filter(input -> input.startsWith("^"))
                            .toList())
                    .putAttr("T", Constants.type(variable.dtype()))
                    .build();
        }

        private static List<String> data(NodeDef node) {
            return node.getInputList().stream()
                    .filter(input -> !input.startsWith("^"))
                    .toList();
        }

        /** A reference variable's readers by value need no change: a reference converts to a value by itself. */
        private boolean isReference(Variable variable, NodeDef node, int at) {
            AttrValue type = node.getAttrMap().get("T");
            if (type != null && type.hasList()) {
                return at < type.getList().getTypeCount() && type.getList().getType(at) != DataType.DT_RESOURCE;
            }
            if (type != null) {
                return type.getType() != DataType.DT_RESOURCE;
            }
            var signature = library.signature(node);
            if (signature == null || at >= signature.inputTypes().size()) {
                return false;
            }
            return signature.inputTypes().get(at) == variable.dtype();
        }

        private NodeDef many(NodeDef node) {
            AttrValue.Builder types = node.getAttrOrDefault("T", AttrValue.getDefaultInstance()).toBuilder();
            for (int i = 0; i < types.getList().getTypeCount(); i++) {
                Variable variable = carried(node, i);
                if (variable != null) {
                    types.getListBuilder().setType(i, variable.dtype());
                    carriers.put(new NodeInput(node.getName(), i), variable);
                }
            }
            return node.toBuilder()
                    .putAttr("T", types.build())
                    .removeAttr("_output_shapes")
                    .build();
        }

        /** What a constant beside a node waits for: in a loop, a node without inputs must wait for something inside. */
        private Set<String> waitsInLoop(NodeDef node) {
            Set<String> waits = new LinkedHashSet<>();
            if (loops) {
                node.getInputList()
                        .forEach(input -> waits.add("^" + NodeInput.parse(input).node()));
            }
            return waits;
        }

        private NodeDef.Builder derived(NodeDef node, String op) {
            NodeDef.Builder derived =
                    NodeDef.newBuilder().setName(node.getName()).setOp(op);
            AttrValue colocation = node.getAttrMap().get("_class");
            return colocation == null ? derived : derived.putAttr("_class", colocation);
        }

        private List<NodeDef> gather(NodeDef node, Variable variable) throws ProblemException {
            AttrValue indices = node.getAttrOrDefault("Tindices", Constants.type(DataType.DT_INT32));
            long batchDims = node.getAttrOrDefault("batch_dims", AttrValue.getDefaultInstance())
                    .getI();
            String axis = node.getName() + "/axis";
            NodeDef.Builder gather = derived(node, "GatherV2");
            List<String> data = data(node);
            gather.addAllInput(data.subList(0, Math.min(2, data.size()))).addInput(axis);
            node.getInputList().stream().filter(input -> input.startsWith("^")).forEach(gather::addInput);
            gather.putAttr("Tparams", Constants.type(variable.dtype()))
                    .putAttr("Tindices", indices)
                    .putAttr("Taxis", indices);
            if (batchDims != 0) {
                gather.putAttr(
                        "batch_dims", AttrValue.newBuilder().setI(batchDims).build());
            }
            NodeDef.Builder constant =
                    Constants.node(axis, Constants.integer(indices.getType(), batchDims)).toBuilder();
            waitsInLoop(node).forEach(constant::addInput);
            return List.of(constant.build(), gather.build());
        }

        private NodeDef call(NodeDef node, FunctionCall call) throws ProblemException {
            Map<Integer, Variable> arguments = new TreeMap<>();
            int data = data(node).size();
            for (int i = call.firstArgument(); i < data; i++) {
                Variable variable = carried(node, i);
                if (variable != null && isResource(node, call, i - call.firstArgument())) {
                    arguments.put(i - call.firstArgument(), variable);
                }
            }
            NodeDef.Builder copy = node.toBuilder();
            Map<Integer, Variable> results = functions.call(copy, call, arguments);
            if (!arguments.isEmpty()) {
                AttrValue.Builder types = copy.getAttrOrThrow(call.types()).toBuilder();
                arguments.forEach((index, variable) -> {
                    types.getListBuilder().setType(index, variable.dtype());
                });
                copy.putAttr(call.types(), types.build()).removeAttr("_output_shapes");
            }
            if (call.isLoop()) {
                AttrValue shapes = copy.getAttrMap().get("output_shapes");
                if (shapes != null && !arguments.isEmpty()) {
                    AttrValue.Builder changed = shapes.toBuilder();
                    arguments.forEach((index, variable) -> {
                        if (index < changed.getList().getShapeCount()) {
                            changed.getListBuilder().setShape(index, variable.shape());
                        }
                    });
                    copy.putAttr("output_shapes", changed.build());
                }
                arguments.forEach((index, variable) -> carriers.put(new NodeInput(node.getName(), index), variable));
            } else {
                results.forEach((index, variable) -> {
                    carriers.put(new NodeInput(node.getName(), index), variable);
                    AttrValue types = copy.getAttrMap().get("Tout");
                    if (types != null && index < types.getList().getTypeCount()) {
                        AttrValue.Builder changed = types.toBuilder();
                        changed.getListBuilder().setType(index, variable.dtype());
                        copy.putAttr("Tout", changed.build());
                    }
                });
            }
            return copy.build();
        }

        private boolean isResource(NodeDef node, FunctionCall call, int index) {
            List<DataType> types = node.getAttrOrDefault(call.types(), AttrValue.getDefaultInstance())
                    .getList()
                    .getTypeList();
            return index < types.size() && types.get(index) == DataType.DT_RESOURCE;
        }
    }

    /** The arguments of a body that were variables, by name. */
    static Map<String, Variable> named(FunctionBody body, Map<Integer, Variable> arguments) {
        Map<String, Variable> named = new HashMap<>();
        List<NodeDef> nodes = body.arguments();
        arguments.forEach((index, variable) -> {
            if (index < nodes.size()) {
                named.put(nodes.get(index).getName(), variable);
            }
        });
        return named;
    }

    /** An unknown shape. */
    static TensorShapeProto unknownShape() {
        return TensorShapeProto.newBuilder().setUnknownRank(true).build();
    }
}
