package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.state.Variable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values that a variable has while a graph runs, when the graph itself changes it. Whoever reads it behind an update
 * gets what the update makes of it, where that can be said: in the same branch and round of a loop, by an assignment, an
 * addition or a subtraction.
 */
final class VariableVersions {

    /**
     * A tensor that hands a variable on.
     *
     * @param variable the variable
     * @param value the tensor with its value
     * @param context where it came into this branch or loop
     * @param included the updates that are part of the value
     */
    record Version(Variable variable, NodeInput value, NodeInput context, Set<String> included) {}

    /**
     * A change of a variable.
     *
     * @param inPlace whether it changes the memory in which the value was before
     */
    private record Update(
            String node, NodeInput context, @Nullable Version result, boolean inPlace) {}

    private record Branch(NodeInput from, NodeInput decides, int output) {}

    private record Read(String node, Version version, boolean later) {}

    /**
     * A node that reads a variable behind an update whose result cannot be said.
     *
     * @param reader the node
     * @param update the update
     * @param variable the variable
     */
    record Conflict(String reader, String update, Variable variable) {}

    private final UpdateOrder order;
    private final Map<NodeInput, Version> versions = new HashMap<>();
    private final Map<String, List<Update>> updates = new HashMap<>();
    private final Map<String, Version> inputs = new HashMap<>();
    private final List<Read> reads = new ArrayList<>();
    /** The branches that variables are handed on into, and the first tensor of a variable in each. */
    private final Map<Branch, NodeInput> branches = new HashMap<>();
    /** The tensors that lie in the memory of a variable, and what has made each of them of the variable's value. */
    private final Map<NodeInput, List<Node>> shared = new HashMap<>();

    VariableVersions(UpdateOrder order) {
        this.order = order;
    }

    /** A tensor that is a variable, or hands one on into a branch, a loop or out of a function. */
    void put(NodeInput tensor, Variable variable, Set<String> included) {
        versions.put(tensor, new Version(variable, tensor, tensor, included));
    }

    /**
     * The variable that a Switch hands on into a branch: the same one for every Switch that is decided by the same tensor.
     *
     * @param decides the tensor that decides
     * @param output the output of the Switch
     */
    void putInBranch(NodeInput tensor, Version of, NodeInput decides, int output) {
        NodeInput context = branches.computeIfAbsent(new Branch(of.context(), decides, output), branch -> tensor);
        versions.put(tensor, new Version(of.variable(), tensor, context, of.included()));
    }

    /** A tensor that hands on what another is. */
    void putSame(NodeInput tensor, Version of) {
        versions.put(tensor, new Version(of.variable(), tensor, of.context(), of.included()));
    }

    /**
     * A tensor that lies in the memory of a ref variable: who reads it gets what is there by then, and not what was there
     * when the tensor was made.
     *
     * @param of the variable as the node that makes the tensor sees it
     * @param views the nodes that make it of the variable's value, each of the one before it
     */
    void putShared(NodeInput tensor, Version of, List<Node> views) {
        putSame(tensor, of);
        shared.put(tensor, List.copyOf(views));
    }

    /** A tensor that lies in the memory of a ref variable within a branch, made of its value by these nodes. */
    void putSharedInBranch(NodeInput tensor, Version of, NodeInput decides, int output, List<Node> views) {
        putInBranch(tensor, of, decides, output);
        shared.put(tensor, List.copyOf(views));
    }

    /** A tensor that perhaps lies in the memory of a ref variable, or does in a branch or loop. */
    void putPerhapsShared(NodeInput tensor, Version of) {
        put(tensor, of.variable(), of.included());
        shared.put(tensor, List.of());
    }

    /** Whether a tensor is a value in the memory of a ref variable, and not the variable itself. */
    boolean isShared(NodeInput tensor) {
        return shared.containsKey(tensor);
    }

    /** The nodes that make a tensor of a variable's value; none where it is that value. */
    List<Node> views(NodeInput tensor) {
        return shared.getOrDefault(tensor, List.of());
    }

    /** How many tensors hand variables on. */
    int size() {
        return versions.size();
    }

    /** The variable that a tensor hands on, null when it hands on none. */
    @Nullable
    Variable variable(NodeInput tensor) {
        Version version = versions.get(tensor);
        return version == null ? null : version.variable();
    }

    /** What a node gets of a tensor: its newest version, as far as that can be said. */
    @Nullable
    Version seen(String node, NodeInput tensor) {
        Version version = versions.get(tensor);
        if (version == null) {
            return null;
        }
        Version newest = version;
        boolean onlyInPlace = isShared(tensor);
        for (Update update : updates.getOrDefault(version.variable().name(), List.of())) {
            Version result = update.result();
            if (result != null
                    && (update.inPlace() || !onlyInPlace)
                    && update.context().equals(version.context())
                    && order.isBefore(update.node(), node)
                    && result.included().containsAll(newest.included())) {
                newest = result;
            }
        }
        return newest;
    }

    /** What a tensor has become when everything has run: all updates in it; null when that cannot be said. */
    @Nullable
    Version last(NodeInput tensor) {
        Version start = versions.get(tensor);
        if (start == null) {
            return null;
        }
        List<Update> all = updates.getOrDefault(start.variable().name(), List.of());
        Version last = start;
        for (Update update : all) {
            Version result = update.result();
            if (result != null
                    && update.context().equals(start.context())
                    && result.included().containsAll(last.included())) {
                last = result;
            }
        }
        Set<String> included = last.included();
        return all.stream().allMatch(update -> included.contains(update.node())) ? last : null;
    }

    /** Notes that a node reads a variable's value. */
    void read(String node, Version version) {
        reads.add(new Read(node, version, false));
    }

    /** Notes that a variable's value is read at some time after a node has run. */
    void readLater(String node, Version version) {
        reads.add(new Read(node, version, true));
    }

    /**
     * Notes that a node changes a variable.
     *
     * @param before what it changes
     * @param value the value that it makes; null when that cannot be said
     * @param keeps whether the new value is made of the old one
     * @param inPlace whether it takes the place of the old one in memory
     * @return the variable as it is then; null when that cannot be said
     */
    @Nullable
    Version update(String node, Version before, @Nullable NodeInput value, boolean keeps, boolean inPlace) {
        Version result = null;
        if (value != null) {
            Set<String> included = new HashSet<>(before.included());
            for (Update earlier : updates.getOrDefault(before.variable().name(), List.of())) {
                if (!keeps && order.isBefore(earlier.node(), node)) {
                    included.add(earlier.node()); // overwritten
                }
            }
            included.add(node);
            result = new Version(before.variable(), value, before.context(), Set.copyOf(included));
            if (keeps) {
                inputs.put(node, before);
            }
        }
        updates.computeIfAbsent(before.variable().name(), name -> new ArrayList<>())
                .add(new Update(node, before.context(), result, inPlace));
        return result;
    }

    /** The updates whose results somebody reads. */
    Set<String> used() {
        Set<String> used = new HashSet<>();
        reads.forEach(read -> used.addAll(read.version().included()));
        return used;
    }

    /** The reads that do not get what they would: all updates before them must be part of what they read. */
    List<Conflict> conflicts() {
        List<Conflict> conflicts = new ArrayList<>();
        if (updates.isEmpty()) {
            return conflicts;
        }
        Deque<Read> open = new ArrayDeque<>(reads);
        Set<String> entered = new HashSet<>();
        while (!open.isEmpty()) {
            Read read = open.poll();
            Version version = read.version();
            for (Update update : updates.getOrDefault(version.variable().name(), List.of())) {
                if ((read.later() || order.isBefore(update.node(), read.node()))
                        && !version.included().contains(update.node())) {
                    conflicts.add(new Conflict(read.node(), update.node(), version.variable()));
                    break;
                }
            }
            for (String included : version.included()) {
                Version before = inputs.get(included);
                if (before != null && entered.add(included)) {
                    open.add(new Read(included, before, false));
                }
            }
        }
        return conflicts;
    }
}
