package io.github.tfmobile.graph.validate;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.NodeSignatures;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;

/** Checks single nodes against their op's definition. */
final class NodeCheck {

    private final GraphIndex index;
    private final OpDefs ops;
    private final Set<String> functions = new HashSet<>();
    private final NodeSignatures signatures = new NodeSignatures();
    /** For each op the last node whose attrs were in order: most of its nodes share their attrs with it. */
    private final @Nullable Fitting[] fitting;

    /**
     * Attrs that are as an op wants them.
     *
     * @param attrs the attrs of a node
     * @param signature what the attrs make of that; null when they do not fit together
     */
    private record Fitting(
            Map<String, AttrValue> attrs, @Nullable NodeSignature signature) {}

    NodeCheck(Graph graph, OpDefs ops) {
        this.index = graph.index();
        this.ops = ops;
        this.fitting = new Fitting[index.ops().size()];
        graph.library()
                .getFunctionList()
                .forEach(function -> functions.add(function.getSignature().getName()));
    }

    List<Problem> problems(int number) {
        Node node = index.node(number);
        Fitting known = fitting(number);
        if (known != null) {
            return inputs(number, known.signature());
        }
        OpDef op = functions.contains(node.op()) ? null : ops.find(node.op());
        if (op == null) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        attrs(node, op, problems);
        if (!problems.isEmpty()) {
            return problems;
        }
        NodeSignature signature = signatures.of(node, op);
        fitting[index.op(number)] = new Fitting(node.attrs(), signature);
        return inputs(number, signature);
    }

    @SuppressWarnings("ReferenceEquality") // the same attrs; equal ones are looked at again
    private @Nullable Fitting fitting(int number) {
        Fitting known = fitting[index.op(number)];
        return known != null && known.attrs() == index.node(number).attrs() ? known : null;
    }

    private @Nullable NodeSignature signature(int number) {
        Node node = index.node(number);
        Fitting known = fitting(number);
        if (known != null) {
            return known.signature();
        }
        OpDef op = functions.contains(node.op()) ? null : ops.find(node.op());
        return op == null ? null : signatures.of(node, op);
    }

    private static void attrs(Node node, OpDef op, List<Problem> problems) {
        for (OpDef.AttrDef attr : op.getAttrList()) {
            AttrValue value = node.attr(attr.getName());
            if (value == null) {
                if (!attr.hasDefaultValue()) {
                    problems.add(problem(node, "lacks the attr \"" + attr.getName() + "\""));
                }
            } else if (!isKind(attr.getType(), value)) {
                problems.add(
                        problem(node, "has an attr that is no " + attr.getType() + ": \"" + attr.getName() + "\""));
            } else if (attr.getType().equals("type")
                    && attr.hasAllowedValues()
                    && !attr.getAllowedValues().getList().getTypeValueList().contains(value.getTypeValue())) {
                problems.add(problem(
                        node,
                        "has a dtype that its op does not take: \"" + attr.getName() + "="
                                + Dtype.of(value).name() + "\""));
            }
        }
    }

    private static boolean isKind(String kind, AttrValue value) {
        AttrValue.ValueCase given = value.getValueCase();
        if (given == AttrValue.ValueCase.PLACEHOLDER || given == AttrValue.ValueCase.VALUE_NOT_SET) {
            return given == AttrValue.ValueCase.PLACEHOLDER;
        }
        if (kind.startsWith("list(")) {
            return given == AttrValue.ValueCase.LIST;
        }
        return given
                == switch (kind) {
                    case "string" -> AttrValue.ValueCase.S;
                    case "int" -> AttrValue.ValueCase.I;
                    case "float" -> AttrValue.ValueCase.F;
                    case "bool" -> AttrValue.ValueCase.B;
                    case "type" -> AttrValue.ValueCase.TYPE;
                    case "shape" -> AttrValue.ValueCase.SHAPE;
                    case "tensor" -> AttrValue.ValueCase.TENSOR;
                    case "func" -> AttrValue.ValueCase.FUNC;
                    default -> given;
                };
    }

    private List<Problem> inputs(int number, @Nullable NodeSignature signature) {
        if (signature == null) {
            return List.of();
        }
        Node node = index.node(number);
        List<Problem> problems = List.of();
        int data = 0;
        for (int k = 0; k < index.inputs(number); k++) {
            if (index.port(number, k) == NodeInput.CONTROL) {
                continue;
            }
            Dtype wanted = signature.inputType(data);
            int source = index.source(number, k);
            Problem problem = wanted == null || source < 0 ? null : input(node, k, source, wanted);
            problems = with(problems, problem);
            data++;
        }
        return with(
                problems,
                data == signature.inputCount()
                        ? null
                        : problem(node, "has " + data + " inputs where its op takes " + signature.inputCount()));
    }

    /** Most nodes have no problem and need no list of their own. */
    private static List<Problem> with(List<Problem> problems, @Nullable Problem problem) {
        if (problem == null) {
            return problems;
        }
        List<Problem> all = problems.isEmpty() ? new ArrayList<>() : problems;
        all.add(problem);
        return all;
    }

    private @Nullable Problem input(Node node, int k, int source, Dtype wanted) {
        NodeSignature outputs = signature(source);
        if (outputs == null) {
            return null;
        }
        NodeInput input = node.input(k);
        Dtype given = outputs.outputType(input.port());
        if (given == null) {
            return problem(
                    node,
                    "reads an output that a node of op " + index.node(source).op() + " does not have: \"" + input.node()
                            + ":" + input.port() + "\"");
        }
        boolean fits = given.equals(wanted) || given.withoutRef().equals(wanted);
        return fits
                ? null
                : problem(
                        node, "reads " + given.name() + " where its op takes " + wanted.name() + ": \"" + input + "\"");
    }

    private static Problem problem(Node node, String what) {
        return Problem.of(
                GraphProblem.NODE_DOES_NOT_FIT_OP, "node \"" + node.name() + "\" of op " + node.op() + " " + what, "");
    }
}
