package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.registry.RuntimeOps;
import io.github.tfmobile.registry.RuntimeOps.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.proto.AttrValue;

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

    private static final Map<String, String> REASONS = Map.of(
            "Const", "constant folding puts its results into Const nodes",
            "NoOp", "the runtime orders nodes with it",
            "_Arg", CALLS,
            "_Recv", SENDS,
            "_Retval", CALLS,
            "_Send", SENDS);

    private final List<Need> always;
    private final RuntimeOps ops;

    private RuntimeKernels(List<Need> always, RuntimeOps ops) {
        this.always = List.copyOf(always);
        this.ops = ops;
    }

    /**
     * What the runtime of a release adds to graphs: for every one, where it lowers functional control flow or inlines
     * calls, and where it replaces an op. Which ops that are its sources say; for which dtypes they are needed follows from
     * the node that is rewritten.
     */
    public static RuntimeKernels of(RuntimeOps ops) {
        SortedSet<String> every = new TreeSet<>();
        for (Part part : List.of(Part.FEEDS_AND_FETCHES, Part.CONSTANT_FOLDING, Part.GRAPH)) {
            every.addAll(ops.addedBy(part));
        }
        return new RuntimeKernels(
                every.stream()
                        .map(op -> new Need(op, "", REASONS.getOrDefault(op, "the runtime adds it to every graph")))
                        .toList(),
                ops);
    }

    /** The default of {@code print_selective_registration_header --default_ops}, and nothing else. */
    public static RuntimeKernels ofHeaderTool() {
        String reason = "a default op of print_selective_registration_header";
        return new RuntimeKernels(
                List.of(new Need("NoOp", "", reason), new Need("_Recv", "", reason), new Need("_Send", "", reason)),
                RuntimeOps.NONE);
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
    List<Need> rewriting(Node node, boolean callsFunction, boolean mayLoop) {
        AttrValue lower = node.attr("_lower_using_switch_merge");
        boolean lowered = lower != null && lower.getB();
        String op = node.op();
        if (OpTraits.isFunctionalControlFlow(op)) {
            return lowered ? controlFlow(node) : List.of();
        }
        return switch (op) {
            case "AccumulateNV2" -> accumulation(type(node, "T"), mayLoop);
            case "ParallelConcat" -> parallelConcat(type(node, "T"));
            default -> callsFunction || OpTrait.CALL.includes(op) ? inlined(node) : List.of();
        };
    }

    /** The needs of ops that a part of this release's runtime makes. */
    private final class Needs {
        private final SortedSet<String> made;
        private final String reason;
        private final List<Need> needs = new ArrayList<>();

        Needs(Part part, String reason) {
            this.made = ops.addedBy(part);
            this.reason = reason;
        }

        void of(Collection<String> someOps, String attr, String type) {
            for (String op : someOps) {
                of(op, true, Map.of(attr, type));
            }
        }

        void ofAny(String... someOps) {
            for (String op : someOps) {
                of(op, true, Map.of());
            }
        }

        void of(String op, boolean certain, Map<String, String> attrs) {
            if (made.contains(op)) {
                needs.add(new Need(op, new TreeMap<>(attrs), certain, reason));
            }
        }
    }

    private List<Need> controlFlow(Node node) {
        if (OpTrait.WHILE.includes(node.op())) {
            return loop(node);
        }
        return OpTrait.IF.includes(node.op())
                ? branches(node, Part.IF, "DT_BOOL", "an If is rewritten to it")
                : branches(node, Part.CASE, "DT_INT32", "a Case is rewritten to it");
    }

    private List<Need> loop(Node node) {
        Needs needs = new Needs(Part.WHILE, "a While is rewritten to it");
        needs.ofAny("LoopCond", "NoOp", "IdentityN");
        for (String type : types(node, "T")) {
            needs.of(List.of("Enter", "Merge", "Switch", "Identity", "Exit", "NextIteration"), "T", type);
        }
        return needs.needs;
    }

    private List<Need> branches(Node node, Part part, String predicate, String reason) {
        Needs needs = new Needs(part, reason);
        List<String> switches = List.of("Switch", "_SwitchN");
        needs.of(switches, "T", predicate);
        needs.of(List.of("Identity", "Merge"), "T", predicate);
        needs.ofAny("NoOp", "IdentityN");
        types(node, "Tin").forEach(type -> needs.of(switches, "T", type));
        types(node, "Tout").forEach(type -> needs.of(List.of("Merge"), "T", type));
        return needs.needs;
    }

    private List<Need> inlined(Node node) {
        Needs needs = new Needs(Part.CALLS, "a function call is inlined with it");
        needs.ofAny("NoOp", "IdentityN");
        types(node, "Tin").forEach(type -> needs.of(List.of("Identity"), "T", type));
        types(node, "Tout").forEach(type -> needs.of(List.of("Identity"), "T", type));
        return needs.needs;
    }

    /** A variable for the sum; within a loop AddN, in releases that make it. */
    private List<Need> accumulation(String type, boolean mayLoop) {
        Needs needs = new Needs(Part.ACCUMULATION, "an AccumulateNV2 is rewritten to it");
        boolean variable = !mayLoop || !ops.addedBy(Part.ACCUMULATION).contains("AddN");
        needs.of("TemporaryVariable", variable, Map.of("dtype", type));
        needs.of("Shape", variable, Map.of("T", type, "out_type", "DT_INT32"));
        needs.of("Fill", variable, Map.of("T", type, "index_type", "DT_INT32"));
        for (String op : List.of("Assign", "AssignAdd", "DestroyTemporaryVariable")) {
            needs.of(op, variable, Map.of("T", type));
        }
        if (mayLoop) {
            needs.of("AddN", false, Map.of("T", type));
        }
        return needs.needs;
    }

    /** Its own kernel only fails. */
    private List<Need> parallelConcat(String type) {
        Needs needs = new Needs(Part.PARALLEL_CONCAT, "a ParallelConcat is rewritten to it");
        needs.of("_ParallelConcatStart", true, Map.of("dtype", type));
        needs.of(List.of("_ParallelConcatUpdate", "Identity"), "T", type);
        return needs.needs;
    }

    private static String type(Node node, String attr) {
        return AttrTexts.type(node.attr(attr, AttrValue.getDefaultInstance()).getTypeValue());
    }

    private static Set<String> types(Node node, String attr) {
        Set<String> types = new TreeSet<>();
        AttrValue value = node.attr(attr);
        if (value != null) {
            value.getList().getTypeValueList().forEach(type -> types.add(AttrTexts.type(type)));
        }
        return types;
    }
}
