package io.github.tfmobile.graph.freeze;

import org.jspecify.annotations.Nullable;

/** Ops that take or change a variable itself and not its value. */
final class RefOps {

    private RefOps() {}

    /** The op that does with a value what this one does with a reference; null when there is none. */
    static @Nullable String valueForm(String op) {
        return switch (op) {
            case "RefSwitch" -> "Switch";
            case "RefMerge" -> "Merge";
            case "RefEnter" -> "Enter";
            case "RefExit" -> "Exit";
            case "RefNextIteration" -> "NextIteration";
            case "RefIdentity" -> "Identity";
            default -> null;
        };
    }

    /** Whether a node of this op is a variable. */
    static boolean isVariable(String op) {
        return op.equals("VariableV2") || op.equals("Variable") || op.equals("VarHandleOp");
    }

    /** Whether the op hands on the variable or the value that it gets first. */
    static boolean handsOn(String op) {
        return switch (op) {
            case "Identity", "Enter", "Exit", "NextIteration", "Switch", "Merge" -> true;
            default -> valueForm(op) != null;
        };
    }

    /** Whether the op gives a variable another value: an update, but for those that only concern its memory. */
    static boolean changesValue(String op) {
        return isUpdate(op) && !op.equals("DestroyResourceOp") && !op.equals("DisableCopyOnRead");
    }

    /** Whether the op asks if a variable has a value. */
    static boolean asksForValue(String op) {
        return op.equals("IsVariableInitialized") || op.equals("VarIsInitializedOp");
    }

    /**
     * Whether the op changes a variable: assignments, scatter updates, optimizers and what draws random numbers from a
     * generator whose state is a variable (tensorflow/core/ops/state_ops.cc, resource_variable_ops.cc, training_ops.cc,
     * stateful_random_ops.cc).
     */
    static boolean isUpdate(String op) {
        return switch (op) {
            case "Assign", "AssignAdd", "AssignSub", "CountUpTo", "DestroyResourceOp", "DisableCopyOnRead" -> true;
            case "ResourceGather", "ResourceGatherNd" -> false;
            default ->
                (op.startsWith("Assign") && op.endsWith("VariableOp"))
                        || (op.startsWith("Scatter") && !op.startsWith("ScatterNd"))
                        || op.equals("ScatterNdUpdate")
                        || op.equals("ScatterNdAdd")
                        || op.equals("ScatterNdSub")
                        || op.equals("ScatterNdMax")
                        || op.equals("ScatterNdMin")
                        || op.equals("StridedSliceAssign")
                        || op.startsWith("Apply")
                        || op.startsWith("SparseApply")
                        || op.startsWith("ResourceApply")
                        || op.startsWith("ResourceSparseApply")
                        || op.startsWith("ResourceScatter")
                        || op.equals("ResourceStridedSliceAssign")
                        || op.equals("ResourceCountUpTo")
                        || op.startsWith("Rng")
                        || (op.startsWith("Stateful") && !op.equals("StatefulPartitionedCall"));
        };
    }
}
