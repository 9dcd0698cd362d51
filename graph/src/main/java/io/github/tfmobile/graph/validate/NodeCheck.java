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
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;

/** Checks single nodes against their op's definition. */
final class NodeCheck {

    /** Of how many nodes of an op the attrs are kept; those of the others are nearly always like these. */
    private static final int MOST_KNOWN = 8;

    private final GraphIndex index;
    private final OpDefs ops;
    private final Set<String> functions = new HashSet<>();
    private final NodeSignatures signatures = new NodeSignatures();
    /** For each op what its nodes had whose attrs were in order. */
    private final @Nullable List<FittingAttrs>[] fitting;

    NodeCheck(Graph graph, OpDefs ops) {
        this.index = graph.index();
        this.ops = ops;
        this.fitting = lists(index.ops().size());
        graph.library()
                .getFunctionList()
                .forEach(function -> functions.add(function.getSignature().getName()));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type parameters
    private static @Nullable List<FittingAttrs>[] lists(int count) {
        return new List[count];
    }

    List<Problem> problems(int number) {
        FittingAttrs known = fitting(number);
        if (known != null) {
            return inputs(number, known.signature());
        }
        Node node = index.node(number);
        OpDef op = definition(node);
        if (op == null) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        attrs(node, op, problems);
        return problems.isEmpty() ? inputs(number, learned(number, op).signature()) : problems;
    }

    private @Nullable OpDef definition(Node node) {
        return functions.contains(node.op()) ? null : ops.find(node.op());
    }

    private @Nullable FittingAttrs fitting(int number) {
        List<FittingAttrs> known = fitting[index.op(number)];
        if (known != null) {
            for (int i = 0; i < known.size(); i++) {
                if (known.get(i).areLike(index.node(number))) {
                    return known.get(i);
                }
            }
        }
        return null;
    }

    /** Notes that the attrs of a node are in order. */
    private FittingAttrs learned(int number, OpDef op) {
        Node node = index.node(number);
        List<FittingAttrs> known = fitting[index.op(number)];
        if (known == null) {
            known = new ArrayList<>(1);
            fitting[index.op(number)] = known;
        }
        FittingAttrs attrs = new FittingAttrs(node, op, signatures.of(node, op));
        if (known.size() < MOST_KNOWN) {
            known.add(attrs);
        } else {
            known.set(0, attrs);
        }
        return attrs;
    }

    private @Nullable NodeSignature signature(int number) {
        FittingAttrs known = fitting(number);
        if (known != null) {
            return known.signature();
        }
        Node node = index.node(number);
        OpDef op = definition(node);
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
