package io.github.tfmobile.codegen.requirement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
     * @param attrs what its node has for attrs that registrations constrain; an attr that is not there may have any value
     * @param certain whether a target without such a kernel cannot run the graph; otherwise the kernel is needed in some
     *     releases or places, and taken where there is one
     * @param reason why the runtime needs it, a clause
     */
    record Need(String op, SortedMap<String, String> attrs, boolean certain, String reason) {

        /** Copies the map. */
        Need {
            attrs = Collections.unmodifiableSortedMap(new TreeMap<>(attrs));
        }

        /** A certain need of the kernel for a dtype of attr {@code T}; of any kernel of the op when it is empty. */
        Need(String op, String type, String reason) {
            this(op, type.isEmpty() ? new TreeMap<>() : new TreeMap<>(Map.of("T", type)), true, reason);
        }
    }

    private final List<Need> always;
    private final boolean lowering;

    private RuntimeKernels(List<Need> always, boolean lowering) {
        this.always = List.copyOf(always);
        this.lowering = lowering;
    }

    /**
     * What a session needs for every graph, and what functional control flow and calls are rewritten to
     * (tensorflow/core/common_runtime/lower_while_op.cc, lower_if_op.cc, lower_case_op.cc, function.cc), and the two ops
     * that a pass replaces in every graph (accumulate_n_optimizer.cc, parallel_concat_optimizer.cc there).
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

    /**
     * What a node is rewritten to when the graph is loaded.
     *
     * @param node the node
     * @param callsFunction whether its op is a function of the graph
     * @param mayLoop whether the node may be in a loop once the graph is loaded
     */
    List<Need> rewriting(NodeDef node, boolean callsFunction, boolean mayLoop) {
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
            case "AccumulateNV2" -> accumulation(needs, type(node, "T"), mayLoop);
            case "ParallelConcat" -> parallelConcat(needs, type(node, "T"));
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

    /**
     * A variable for the sum; within a loop AddN since 1.14 (tensorflow/core/common_runtime/accumulate_n_optimizer.cc).
     * Shape and Fill, which make its first value since 1.8, are not asked for where a target lacks them.
     */
    private static void accumulation(List<Need> needs, String type, boolean mayLoop) {
        String reason = "an AccumulateNV2 is rewritten to it";
        SortedMap<String, String> ofType = new TreeMap<>(Map.of("T", type));
        SortedMap<String, String> fill = new TreeMap<>(Map.of("T", type, "index_type", "DT_INT32"));
        needs.add(new Need("TemporaryVariable", new TreeMap<>(Map.of("dtype", type)), !mayLoop, reason));
        needs.add(new Need("Shape", new TreeMap<>(Map.of("T", type, "out_type", "DT_INT32")), false, reason));
        needs.add(new Need("Fill", fill, false, reason));
        needs.add(new Need("Assign", ofType, !mayLoop, reason));
        needs.add(new Need("AssignAdd", ofType, !mayLoop, reason));
        needs.add(new Need("DestroyTemporaryVariable", ofType, !mayLoop, reason));
        if (mayLoop) {
            needs.add(new Need("AddN", ofType, false, reason));
        }
    }

    /** Its own kernel only fails (tensorflow/core/common_runtime/parallel_concat_optimizer.cc). */
    private static void parallelConcat(List<Need> needs, String type) {
        String reason = "a ParallelConcat is rewritten to it";
        needs.add(new Need("_ParallelConcatStart", new TreeMap<>(Map.of("dtype", type)), true, reason));
        needs.add(new Need("_ParallelConcatUpdate", type, reason));
        needs.add(new Need("Identity", type, reason));
    }

    private static String type(NodeDef node, String attr) {
        return AttrTexts.type(
                node.getAttrOrDefault(attr, AttrValue.getDefaultInstance()).getTypeValue());
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
