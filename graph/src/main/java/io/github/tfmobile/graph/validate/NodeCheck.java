package io.github.tfmobile.graph.validate;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.NodeSignatures;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;

/** Checks single nodes against their op's definition. */
final class NodeCheck {

    private final Graph graph;
    private final OpDefs ops;
    private final Set<String> functions = new HashSet<>();
    private final NodeSignatures signatures = new NodeSignatures();

    NodeCheck(Graph graph, OpDefs ops) {
        this.graph = graph;
        this.ops = ops;
        graph.library()
                .getFunctionList()
                .forEach(function -> functions.add(function.getSignature().getName()));
    }

    List<Problem> problems(Node node) {
        OpDef op = functions.contains(node.op()) ? null : ops.find(node.op());
        if (op == null) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        attrs(node, op, problems);
        if (problems.isEmpty()) {
            inputs(node, op, problems);
        }
        return problems;
    }

    private static void attrs(Node node, OpDef op, List<Problem> problems) {
        Map<String, AttrValue> values = node.attrs();
        for (OpDef.AttrDef attr : op.getAttrList()) {
            AttrValue value = values.get(attr.getName());
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

    private void inputs(Node node, OpDef op, List<Problem> problems) {
        NodeSignature signature = signatures.of(node, op);
        if (signature == null) {
            return;
        }
        int data = 0;
        for (NodeInput input : node.inputs()) {
            if (input.isControl()) {
                continue;
            }
            Dtype wanted = signature.inputType(data);
            if (wanted != null) {
                input(node, input, wanted, problems);
            }
            data++;
        }
        if (data != signature.inputCount()) {
            problems.add(problem(node, "has " + data + " inputs where its op takes " + signature.inputCount()));
        }
    }

    private void input(Node node, NodeInput input, Dtype wanted, List<Problem> problems) {
        int number = graph.index().number(input.node());
        Node source = number < 0 ? null : graph.index().node(number);
        OpDef sourceOp = source == null || functions.contains(source.op()) ? null : ops.find(source.op());
        NodeSignature outputs = source == null || sourceOp == null ? null : signatures.of(source, sourceOp);
        if (sourceOp == null || outputs == null) {
            return;
        }
        Dtype given = outputs.outputType(input.port());
        if (given == null) {
            problems.add(problem(
                    node,
                    "reads an output that a node of op " + sourceOp.getName() + " does not have: \"" + input.node()
                            + ":" + input.port() + "\""));
            return;
        }
        boolean fits = given.equals(wanted) || given.withoutRef().equals(wanted);
        if (!fits) {
            problems.add(problem(
                    node, "reads " + given.name() + " where its op takes " + wanted.name() + ": \"" + input + "\""));
        }
    }

    private static Problem problem(Node node, String what) {
        return Problem.of("node \"" + node.name() + "\" of op " + node.op() + " " + what, "");
    }
}
