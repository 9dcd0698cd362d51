package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.freeze.state.Variable;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.OpDef;

/**
 * How a node that calls functions hands its inputs to them, as the op's definition and the functions' signatures say it:
 * an arg whose types are listed by an attr is passed on. The arg belongs to the function after which it is named
 * ({@code key_func_other_arguments}), else to all of them. What is captured comes last in a function's arguments, other
 * such args come first, and what the op makes itself, as the elements of a dataset, is between
 * (tensorflow/core/data/captured_function.cc, tensorflow/core/kernels/functional_ops.cc).
 *
 * @param callees the functions
 * @param inputs the data inputs that are handed on, by their index
 * @param results the attr that lists the types of the results that the functions give; empty when they give none
 * @param isLoop whether results become the arguments of the next round
 * @param isOnce whether a run of the node runs a function no more than once
 * @param isDeferred whether the functions run later than the node does, as those of a dataset do
 */
record FunctionCall(
        List<Callee> callees,
        Map<Integer, Input> inputs,
        String results,
        boolean isLoop,
        boolean isOnce,
        boolean isDeferred) {

    /** Copies the collections. */
    FunctionCall {
        callees = List.copyOf(callees);
        inputs = new TreeMap<>(inputs);
    }

    /**
     * A function that a node calls.
     *
     * @param attr the attr that names it
     * @param position its place in the attr's list; -1 when the attr is no list
     * @param arguments the argument that it gets from a data input, by the input's index
     */
    record Callee(String attr, int position, NameAttrList function, Map<Integer, Integer> arguments) {

        /** Copies the map. */
        Callee {
            arguments = new TreeMap<>(arguments);
        }
    }

    /**
     * A data input that is handed on.
     *
     * @param types the attr that lists its type
     * @param index the place of its type in that list
     */
    record Input(String types, int index, Dtype dtype) {}

    private record Group(NodeSignature.Arg arg, String types) {
        int size() {
            return arg.types().size();
        }
    }

    /** How a node calls functions; null when no attr of it names one. */
    static @Nullable FunctionCall of(Node node, FunctionLibrary library) {
        if (library.isEmpty() || !namesFunction(node)) {
            return null;
        }
        OpDef op = library.op(node.op());
        NodeSignature signature = op == null ? null : NodeSignature.of(node, op);
        if (op == null || signature == null) {
            return null;
        }
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < op.getInputArgCount(); i++) {
            String types = op.getInputArg(i).getTypeListAttr();
            if (!types.isEmpty()) {
                groups.add(new Group(signature.inputs().get(i), types));
            }
        }
        List<String> attrs = op.getAttrList().stream()
                .filter(attr -> attr.getType().equals("func") || attr.getType().equals("list(func)"))
                .map(OpDef.AttrDef::getName)
                .toList();
        List<Callee> callees = new ArrayList<>();
        boolean whole = true;
        for (String attr : attrs) {
            List<Group> mine = groups(attr, attrs, groups);
            AttrValue value = node.attr(attr, AttrValue.getDefaultInstance());
            List<NameAttrList> functions =
                    value.hasFunc() ? List.of(value.getFunc()) : value.getList().getFuncList();
            for (int i = 0; i < functions.size(); i++) {
                FunctionDef function = library.find(functions.get(i).getName());
                if (function != null) {
                    Map<Integer, Integer> arguments = arguments(mine, function.getSignature());
                    callees.add(new Callee(attr, value.hasFunc() ? -1 : i, functions.get(i), arguments));
                    whole &= mine.size() == 1
                            && arguments.size() == function.getSignature().getInputArgCount();
                }
            }
        }
        return callees.isEmpty() ? null : of(op, groups, callees, whole);
    }

    private static FunctionCall of(OpDef op, List<Group> groups, List<Callee> callees, boolean whole) {
        Map<Integer, Input> inputs = new TreeMap<>();
        for (Group group : groups) {
            for (int i = 0; i < group.size(); i++) {
                int input = group.arg().start() + i;
                // A function that does not get the input would miss what another does with it.
                if (callees.stream().anyMatch(callee -> callee.arguments().containsKey(input))) {
                    inputs.put(
                            input,
                            new Input(group.types(), i, group.arg().types().get(i)));
                }
            }
        }
        String results = "";
        boolean deferred = false;
        for (OpDef.ArgDef output : op.getOutputArgList()) {
            results = output.getTypeListAttr().isEmpty() ? results : output.getTypeListAttr();
            deferred |= output.getType() == DataType.DT_VARIANT || output.getType() == DataType.DT_RESOURCE;
        }
        String listed = results;
        boolean loop = groups.stream().anyMatch(group -> group.types().equals(listed));
        return new FunctionCall(callees, inputs, results, loop, whole && !loop && !deferred, deferred);
    }

    private static boolean namesFunction(Node node) {
        return node.attrs().values().stream()
                .anyMatch(value -> value.hasFunc() || value.getList().getFuncCount() > 0);
    }

    private static List<Group> groups(String attr, List<String> attrs, List<Group> groups) {
        List<Group> own = groups.stream()
                .filter(group -> group.arg().name().startsWith(attr + "_"))
                .toList();
        return !own.isEmpty()
                ? own
                : groups.stream()
                        .filter(group -> attrs.stream()
                                .noneMatch(other -> group.arg().name().startsWith(other + "_")))
                        .toList();
    }

    /** The argument that a function gets from an input, where the types agree. */
    private static Map<Integer, Integer> arguments(List<Group> groups, OpDef function) {
        Map<Integer, Integer> arguments = new TreeMap<>();
        int count = function.getInputArgCount();
        if (groups.stream().mapToInt(Group::size).sum() > count) {
            return arguments;
        }
        int first = 0;
        for (int at = 0; at < groups.size(); at++) {
            Group group = groups.get(at);
            int start = at == groups.size() - 1 ? count - group.size() : first;
            for (int i = 0; i < group.size(); i++) {
                OpDef.ArgDef argument = function.getInputArg(start + i);
                if (!argument.getTypeAttr().isEmpty()
                        || argument.getTypeValue() == group.arg().types().get(i).number()) {
                    arguments.put(group.arg().start() + i, start + i);
                }
            }
            first += group.size();
        }
        return arguments;
    }

    /** The result that takes the place of an input in the next round of a loop. */
    int result(int input) {
        Input handed = inputs.get(input);
        return handed == null ? -1 : handed.index();
    }

    /** Declares that some inputs are values now. */
    void takes(Node.Builder node, Map<Integer, Variable> values) {
        if (values.isEmpty()) {
            return;
        }
        AttrValue shapes = node.attr("output_shapes");
        AttrValue.Builder changed = shapes == null ? AttrValue.newBuilder() : shapes.toBuilder();
        values.forEach((index, variable) -> {
            Input input = inputs.get(index);
            if (input == null) {
                return;
            }
            retype(node, input.types(), input.index(), variable);
            if (input.index() < changed.getList().getShapeCount()) {
                changed.getListBuilder().setShape(input.index(), variable.shape());
            }
        });
        node.removeAttr("_output_shapes");
        if (isLoop && shapes != null) {
            node.attr("output_shapes", changed.build());
        }
    }

    /** Declares that some results are values now. */
    void returns(Node.Builder node, Map<Integer, Variable> values) {
        values.forEach((index, variable) -> retype(node, results, index, variable));
    }

    /** Declares one more result. */
    void returnsMore(Node.Builder node, Variable variable) {
        AttrValue.Builder types = Attrs.orEmpty(node.attr(results)).toBuilder();
        types.getListBuilder().addTypeValue(variable.dtype().number());
        node.attr(results, types.build());
        AttrValue shapes = node.attr("output_shapes");
        if (shapes != null && shapes.getList().getShapeCount() > 0) {
            AttrValue.Builder changed = shapes.toBuilder();
            changed.getListBuilder().addShape(variable.shape());
            node.attr("output_shapes", changed.build());
        }
    }

    private static void retype(Node.Builder node, String attr, int index, Variable variable) {
        AttrValue types = node.attr(attr);
        if (types != null && index < types.getList().getTypeCount()) {
            AttrValue.Builder changed = types.toBuilder();
            changed.getListBuilder().setTypeValue(index, variable.dtype().number());
            node.attr(attr, changed.build());
        }
    }
}
