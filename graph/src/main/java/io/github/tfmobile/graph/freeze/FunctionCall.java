package io.github.tfmobile.graph.freeze;

import java.util.List;
import org.jspecify.annotations.Nullable;
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
}
