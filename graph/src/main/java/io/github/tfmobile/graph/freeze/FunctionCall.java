package io.github.tfmobile.graph.freeze;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * How a node that calls functions hands its inputs to them.
 *
 * @param firstArgument the first data input that functions get
 * @param types the attr that lists the arguments' types
 * @param functions the attrs that name functions; each is one function or a list of them
 * @param isLoop whether results become the arguments of the next round
 */
record FunctionCall(int firstArgument, String types, List<String> functions, boolean isLoop) {

    private static final FunctionCall IF = new FunctionCall(1, "Tin", List.of("then_branch", "else_branch"), false);
    private static final FunctionCall CASE = new FunctionCall(1, "Tin", List.of("branches"), false);
    private static final FunctionCall WHILE = new FunctionCall(0, "T", List.of("cond", "body"), true);
    private static final FunctionCall CALL = new FunctionCall(0, "Tin", List.of("f"), false);

    /** How a node calls functions; null when its op is none of those that hand their inputs on. */
    static @Nullable FunctionCall of(NodeDef node) {
        return switch (node.getOp()) {
            case "If", "StatelessIf" -> IF;
            case "Case", "StatelessCase" -> CASE;
            case "While", "StatelessWhile" -> WHILE;
            case "PartitionedCall", "StatefulPartitionedCall" -> CALL;
            default -> null;
        };
    }

    /** Declares that some arguments are values now. */
    void takes(NodeDef.Builder node, Map<Integer, Variable> arguments) {
        if (arguments.isEmpty()) {
            return;
        }
        retype(node, types, arguments);
        node.removeAttr("_output_shapes");
        AttrValue shapes = node.getAttrMap().get("output_shapes");
        if (isLoop && shapes != null) {
            AttrValue.Builder changed = shapes.toBuilder();
            arguments.forEach((index, variable) -> {
                if (index < changed.getList().getShapeCount()) {
                    changed.getListBuilder().setShape(index, variable.shape());
                }
            });
            node.putAttr("output_shapes", changed.build());
        }
    }

    /** Declares that some results are values now. */
    void returns(NodeDef.Builder node, Map<Integer, Variable> results) {
        if (!results.isEmpty()) {
            retype(node, "Tout", results);
        }
    }

    private static void retype(NodeDef.Builder node, String attr, Map<Integer, Variable> values) {
        AttrValue types = node.getAttrMap().get(attr);
        if (types == null) {
            return;
        }
        AttrValue.Builder changed = types.toBuilder();
        values.forEach((index, variable) -> {
            if (index < changed.getList().getTypeCount()) {
                changed.getListBuilder().setTypeValue(index, variable.dtype().number());
            }
        });
        node.putAttr(attr, changed.build());
    }
}
