package io.github.tfmobile.codegen.requirement;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** Kernels that the runtime asks for by itself, though no node of a final graph is of their op. */
public final class RuntimeKernels {

    private static final String SENDS = "the runtime sends tensors between devices and from feeds to fetches";
    private static final String CALLS = "the runtime feeds, fetches and calls functions through it";

    /**
     * A kernel that is needed.
     *
     * @param op its op
     * @param type the dtype that its type attr has; empty when any kernel of the op will do
     * @param reason why the runtime needs it, a clause
     */
    record Need(String op, String type, String reason) {}

    private final List<Need> always;
    private final boolean lowering;

    private RuntimeKernels(List<Need> always, boolean lowering) {
        this.always = List.copyOf(always);
        this.lowering = lowering;
    }

    /**
     * What a session needs for every graph, and what functional control flow and calls are rewritten to
     * (tensorflow/core/common_runtime/lower_while_op.cc, lower_if_op.cc, lower_case_op.cc, function.cc).
     */
    public static RuntimeKernels standard() {
        return new RuntimeKernels(
                List.of(
                        new Need("Const", "", "constant folding puts its results into Const nodes"),
                        new Need("NoOp", "", "the runtime orders nodes with it"),
                        new Need("_Arg", "", CALLS),
                        new Need("_Recv", "", SENDS),
                        new Need("_Retval", "", CALLS),
                        new Need("_Send", "", SENDS)),
                true);
    }

    /** The default of {@code print_selective_registration_header --default_ops}, and nothing else. */
    public static RuntimeKernels ofHeaderTool() {
        String reason = "a default op of print_selective_registration_header";
        return new RuntimeKernels(
                List.of(new Need("NoOp", "", reason), new Need("_Recv", "", reason), new Need("_Send", "", reason)),
                false);
    }

    /** What every graph needs. */
    List<Need> always() {
        return always;
    }

    /** What a node is rewritten to when the graph is loaded. */
    List<Need> rewriting(NodeDef node, boolean callsFunction) {
        if (!lowering) {
            return List.of();
        }
        List<Need> needs = new ArrayList<>();
        String op = node.getOp();
        AttrValue lower = node.getAttrMap().get("_lower_using_switch_merge");
        boolean lowered = lower != null && lower.getB();
        switch (op) {
            case "While", "StatelessWhile" -> {
                if (lowered) {
                    loop(needs, "a While is rewritten to it");
                    for (String type : types(node, "T")) {
                        for (String each : List.of("Enter", "Merge", "Switch", "Identity", "Exit", "NextIteration")) {
                            needs.add(new Need(each, type, "a While is rewritten to it"));
                        }
                    }
                }
            }
            case "If", "StatelessIf" -> {
                if (lowered) {
                    branches(needs, node, "Switch", "DT_BOOL", "an If is rewritten to it");
                }
            }
            case "Case", "StatelessCase" -> {
                if (lowered) {
                    branches(needs, node, "_SwitchN", "DT_INT32", "a Case is rewritten to it");
                }
            }
            case "PartitionedCall", "StatefulPartitionedCall" -> inlined(needs, node);
            default -> {
                if (callsFunction) {
                    inlined(needs, node);
                }
            }
        }
        return needs;
    }

    private static void loop(List<Need> needs, String reason) {
        needs.add(new Need("LoopCond", "", reason));
        needs.add(new Need("NoOp", "", reason));
        needs.add(new Need("IdentityN", "", reason));
    }

    private static void branches(List<Need> needs, NodeDef node, String switchOp, String predicate, String reason) {
        needs.add(new Need(switchOp, predicate, reason));
        needs.add(new Need("Identity", predicate, reason));
        needs.add(new Need("Merge", predicate, reason));
        needs.add(new Need("NoOp", "", reason));
        needs.add(new Need("IdentityN", "", reason));
        types(node, "Tin").forEach(type -> needs.add(new Need(switchOp, type, reason)));
        types(node, "Tout").forEach(type -> needs.add(new Need("Merge", type, reason)));
    }

    private static void inlined(List<Need> needs, NodeDef node) {
        String reason = "a function call is inlined with it";
        needs.add(new Need("NoOp", "", reason));
        needs.add(new Need("IdentityN", "", reason));
        types(node, "Tin").forEach(type -> needs.add(new Need("Identity", type, reason)));
        types(node, "Tout").forEach(type -> needs.add(new Need("Identity", type, reason)));
    }

    private static Set<String> types(NodeDef node, String attr) {
        Set<String> types = new TreeSet<>();
        AttrValue value = node.getAttrMap().get(attr);
        if (value != null) {
            value.getList().getTypeValueList().forEach(type -> types.add(AttrTexts.type(type)));
        }
        return types;
    }
}
