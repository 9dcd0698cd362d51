package io.github.tfmobile.graph.op;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.OpDef;

/** The traits of an op, and what follows from them. */
public final class OpTraits {

    private static final Map<String, Set<OpTrait>> BY_OP = byOp();
    private static final String REF = "Ref";

    private OpTraits() {}

    private static Map<String, Set<OpTrait>> byOp() {
        Map<String, Set<OpTrait>> traits = new HashMap<>();
        for (OpTrait trait : OpTrait.values()) {
            for (String op : trait.ops()) {
                traits.computeIfAbsent(op, name -> EnumSet.noneOf(OpTrait.class))
                        .add(trait);
            }
        }
        traits.replaceAll((op, all) -> Collections.unmodifiableSet(all));
        return Map.copyOf(traits);
    }

    /** The traits of an op; none for most ops, and for unknown ones. */
    public static Set<OpTrait> of(String op) {
        return BY_OP.getOrDefault(op, Set.of());
    }

    /** Whether an op is control flow within one graph: Switch, Merge and the frames of loops. */
    public static boolean isControlFlow(String op) {
        return isBranch(op) || isFrame(op) || OpTrait.CONTROL_TRIGGER.includes(op);
    }

    /** Whether an op begins or ends a branch within one graph. */
    public static boolean isBranch(String op) {
        return OpTrait.SWITCH.includes(op) || OpTrait.MERGE.includes(op);
    }

    /** Whether an op belongs to the frame of a loop within one graph. */
    public static boolean isFrame(String op) {
        return OpTrait.ENTER.includes(op)
                || OpTrait.EXIT.includes(op)
                || OpTrait.NEXT_ITERATION.includes(op)
                || OpTrait.LOOP_CONDITION.includes(op);
    }

    /** Whether an op is control flow whose branches and bodies are functions. */
    public static boolean isFunctionalControlFlow(String op) {
        return OpTrait.IF.includes(op) || OpTrait.CASE.includes(op) || OpTrait.WHILE.includes(op);
    }

    /** Whether an op changes a variable or frees what it takes. */
    public static boolean takesVariable(String op) {
        return OpTrait.VARIABLE_UPDATE.includes(op) || OpTrait.VARIABLE_LIFETIME.includes(op);
    }

    /** Up to which input a result of an op may lie in the memory of one: 0 where none does. */
    public static int inputsOfSameMemory(String op) {
        if (OpTrait.MERGE.includes(op) || OpTrait.MAYBE_SAME_MEMORY.includes(op) || op.equals("IdentityN")) {
            return Integer.MAX_VALUE;
        }
        return OpTrait.FORWARD.includes(op) || OpTrait.SAME_MEMORY.includes(op) ? 1 : 0;
    }

    /** The op that does with a value what this one does with a reference; null when there is none. */
    public static @Nullable String valueForm(String op) {
        return OpTrait.REF_FORM.includes(op) ? op.substring(REF.length()) : null;
    }

    /**
     * Whether a node of an op gives the same results for the same inputs and does nothing else
     * (tensorflow/core/grappler/op_types.cc, IsFreeOfSideEffect). A Placeholder does not: its value is what is fed.
     *
     * @param definition its definition; null when it is unknown
     */
    public static boolean isPure(@Nullable OpDef definition) {
        return definition != null
                && !definition.getIsStateful()
                && !OpTrait.PLACEHOLDER.includes(definition.getName())
                && definition.getInputArgList().stream().noneMatch(OpDef.ArgDef::getIsRef);
    }
}
