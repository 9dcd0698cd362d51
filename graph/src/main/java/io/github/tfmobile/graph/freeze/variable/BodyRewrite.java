package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.freeze.state.Variable;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * The nodes of a graph or of a function being rewritten: what reads variables reads constants, what changes them goes.
 */
final class BodyRewrite {

    private static final String CHANGED =
            "A frozen graph has no variable to change. Choose outputs of the inference part"
                    + " of the graph, or leave the variable one: " + Setting.VARIABLE_DENYLIST.inFull() + ".";

    private final VariableRewrite rewrite;
    private final Graph graph;
    private final GraphIndex index;
    /** The nodes that hand variables on, so that most inputs need no second look. */
    private final BitSet carriers = new BitSet();
    /** The ops of variables, by number. */
    private final BitSet variableOps;

    private final Map<String, Variable> variables;
    private final Map<String, Variable> passed;
    private final VariableVersions versions;
    /** What comes in place of a node, by its number; null where it stays. */
    private final @Nullable List<Node>[] replaced;

    private final Map<String, List<Node>> results = new LinkedHashMap<>();
    private final Set<String> dropped = new HashSet<>();
    private final Set<String> changed = new TreeSet<>();
    /** What makes tensors in a variable's memory of its newest value, by tensor and that value. */
    private final Map<List<NodeInput>, NodeInput> viewed = new HashMap<>();

    private final List<Node> views = new ArrayList<>();
    private final boolean updated;
    private final boolean loops;
    private final boolean loop;
    private final int depth;
    private final FreshNames names;

    /**
     * A body to rewrite.
     *
     * @param variables the variables among the nodes that become constants, by node
     * @param passed the arguments of a function that were variables and are values now, by node
     * @param mayRepeat whether it runs more than once
     * @param loop whether what it returns becomes its arguments then
     * @param depth in how many functions it is, itself included
     */
    BodyRewrite(
            VariableRewrite rewrite,
            Graph graph,
            Map<String, Variable> variables,
            Map<String, Variable> passed,
            boolean mayRepeat,
            boolean loop,
            int depth)
            throws ProblemException {
        this.rewrite = rewrite;
        this.loop = loop;
        this.depth = depth;
        this.graph = graph;
        this.index = graph.index();
        this.names = new FreshNames(graph);
        this.replaced = lists(index.size());
        this.variables = variables;
        this.passed = passed;
        this.loops = index.ops().stream().anyMatch(OpTrait.ENTER::includes);
        this.variableOps = index.opsWith(OpTrait.VARIABLE);
        List<String> updates = updates();
        this.updated = !updates.isEmpty();
        this.versions = new VariableVersions(new UpdateOrder(index, updates, mayRepeat ? uncarried() : Set.of()));
    }

    /** The nodes that change variables, by themselves or by the functions that they call. */
    private List<String> updates() throws ProblemException {
        List<String> updates = new ArrayList<>();
        BitSet updateOps = index.opsWith(OpTrait.VARIABLE_UPDATE);
        if (updateOps.isEmpty() && rewrite.library().isEmpty()) {
            return updates;
        }
        for (int number : index.topologicalOrder().nodes()) {
            Node node = index.node(number);
            FunctionCall call = FunctionCall.of(node, rewrite.library());
            if (updateOps.get(index.op(number))
                    || (call != null && !rewrite.effects().of(call).changed().isEmpty())) {
                updates.add(node.name());
            }
        }
        return updates;
    }

    /** The arguments that come round as they were, whatever an earlier round did. */
    private Set<String> uncarried() {
        Set<String> names = new HashSet<>();
        passed.forEach((name, variable) -> {
            if (!loop || !rewrite.carried().contains(variable.name())) {
                names.add(name);
            }
        });
        return names;
    }

    VariableRewrite rewrite() {
        return rewrite;
    }

    /** In how many functions it is, itself included. */
    int depth() {
        return depth;
    }

    VariableVersions versions() {
        return versions;
    }

    VariableRewrite.Rewritten run() throws ProblemException {
        for (int number : index.topologicalOrder().nodes()) {
            if (staysAsItIs(number)) {
                continue;
            }
            Node node = index.node(number);
            int before = versions.size();
            List<Node> result = rewrite(node, number);
            carriers.set(number, versions.size() > before);
            if (result.size() != 1 || !result.get(0).equals(node)) {
                replaced[number] = result;
            }
        }
        Map<String, NodeInput> last = last();
        finishUpdates();
        for (VariableVersions.Conflict conflict : versions.conflicts()) {
            conflict(conflict.reader(), conflict.update(), conflict.variable());
        }
        List<Node> all = new ArrayList<>(index.size());
        for (int number = 0; number < replaced.length; number++) {
            List<Node> instead = replaced[number];
            if (instead == null) {
                all.add(withoutDropped(index.node(number)));
                continue;
            }
            for (Node result : instead) {
                all.add(withoutDropped(result));
            }
        }
        views.forEach(view -> all.add(withoutDropped(view)));
        return new VariableRewrite.Rewritten(all, versions::variable, last, dropped, changed);
    }

    /** Whether a node has to do neither with variables nor with functions, as most nodes have. */
    private boolean staysAsItIs(int number) {
        if (!rewrite.library().isEmpty() || !passed.isEmpty() || variableOps.get(index.op(number))) {
            return false;
        }
        for (int k = 0; k < index.inputs(number); k++) {
            int source = index.source(number, k);
            if (source >= 0 && carriers.get(source)) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type parameters
    private static @Nullable List<Node>[] lists(int count) {
        return new List[count];
    }

    /** What the body makes of the arguments whose values are to come out of it. */
    private Map<String, NodeInput> last() {
        Map<String, NodeInput> last = new HashMap<>();
        passed.forEach((name, variable) -> {
            VariableVersions.Version version =
                    rewrite.carried().contains(variable.name()) ? versions.last(new NodeInput(name, 0)) : null;
            if (version != null) {
                versions.read("", version);
                last.put(name, version.value());
            }
        });
        return last;
    }

    /** What an update of a resource makes of the value stays where somebody reads it. */
    private void finishUpdates() {
        Set<String> used = versions.used();
        results.forEach((name, result) -> {
            if (used.contains(name)) {
                replaced[index.number(name)] = result;
            } else {
                dropped.add(name);
            }
        });
    }

    private Node withoutDropped(Node node) {
        return dropped.isEmpty() ? node : node.filtered(input -> !input.isControl() || !dropped.contains(input.node()));
    }

    /** The variable that an input of a node hands on; null when it hands on none. */
    @Nullable
    Variable variable(Node node, int input) {
        return input < node.inputCount() ? versions.variable(node.input(input)) : null;
    }

    /** The version that a node sees of an input that hands a variable on. */
    VariableVersions.Version version(Node node, int input) {
        VariableVersions.Version version = versions.seen(node.name(), node.input(input));
        if (version == null) {
            throw new IllegalStateException(node.name());
        }
        return version;
    }

    /** A node that reads the newest values of variables. */
    Node current(Node node) {
        Node.Builder copy = null;
        for (int i = 0; i < node.inputCount(); i++) {
            NodeInput input = node.input(i);
            VariableVersions.Version version = input.isControl() ? null : versions.seen(node.name(), input);
            if (version != null && !version.value().equals(input)) {
                copy = copy == null ? node.toBuilder() : copy;
                copy.input(i, viewed(input, version.value()));
            }
        }
        return copy == null ? node : copy.build();
    }

    /** What a tensor in a variable's memory is when the variable has another value. */
    private NodeInput viewed(NodeInput tensor, NodeInput value) {
        if (versions.views(tensor).isEmpty()) {
            return value;
        }
        return viewed.computeIfAbsent(List.of(tensor, value), key -> {
            NodeInput at = value;
            for (Node view : versions.views(tensor)) {
                String name = names.take(view.name() + "/updated");
                views.add(view.toBuilder().name(name).input(0, at).build());
                at = new NodeInput(name, 0);
            }
            return at;
        });
    }

    private List<Node> rewrite(Node node, int number) throws ProblemException {
        Variable own = variableOps.get(index.op(number)) ? variables.get(node.name()) : null;
        if (own != null) {
            versions.put(new NodeInput(node.name(), 0), own, Set.of());
            // What a variable within a branch or loop waits for keeps it there.
            return List.of(Constants.node(node.name(), rewrite.values().read(own.name()), node.inputs()));
        }
        Variable argument = passed.isEmpty() ? null : passed.get(node.name());
        if (argument != null) {
            versions.put(new NodeInput(node.name(), 0), argument, Set.of());
            return List.of(node.toBuilder()
                    .attr("T", Attrs.type(argument.dtype()))
                    .removeAttr("_output_shapes")
                    .removeAttr("_handle_dtypes")
                    .removeAttr("_handle_shapes")
                    .build());
        }
        FunctionCall call = FunctionCall.of(node, rewrite.library());
        if (call != null) {
            return List.of(new CallRewrite(this, node, call).run());
        }
        Node referenced = rewrite.functions().references(node, depth);
        int at = firstCarried(node, number);
        Variable first = at < 0 ? null : variable(node, at);
        return first == null ? List.of(referenced) : reader(referenced, first, at);
    }

    /** The first input that is a variable, else the first that lies in the memory of one; -1 when there is none. */
    private int firstCarried(Node node, int number) {
        int found = -1;
        for (int i = 0; i < index.inputs(number); i++) {
            int source = index.source(number, i);
            if (source < 0 || !carriers.get(source) || variable(node, i) == null) {
                continue;
            }
            if (!versions.isShared(node.input(i))) {
                return i;
            }
            found = found < 0 ? i : found;
        }
        return found;
    }

    private void handOn(Node node, int at, int outputs, boolean same) {
        VariableVersions.Version version = version(node, at);
        for (int i = 0; i < outputs; i++) {
            NodeInput tensor = new NodeInput(node.name(), i);
            if (same) {
                versions.putSame(tensor, version);
            } else if (OpTrait.SWITCH.includes(node.op()) && node.inputCount() > 1) {
                versions.putInBranch(tensor, version, decides(node), i);
            } else {
                versions.put(tensor, version.variable(), version.included());
            }
        }
    }

    /** What decides a Switch, behind Identity nodes. */
    private NodeInput decides(Node node) {
        NodeInput decides = node.input(1);
        Set<NodeInput> seen = new HashSet<>();
        Node at = graph.named(decides.node());
        while (at != null && at.is("Identity") && at.inputCount() > 0 && seen.add(decides)) {
            decides = at.input(0);
            at = graph.named(decides.node());
        }
        return decides;
    }

    private List<Node> reader(Node node, Variable variable, int at) throws ProblemException {
        if (OpTraits.takesVariable(node.op()) && !versions.isShared(node.input(at))) {
            return update(node, variable, at);
        }
        Node now = current(node);
        String value = OpTraits.valueForm(node.op());
        if (value != null) {
            handOn(node, at, OpTrait.SWITCH.includes(value) ? 2 : 1, value.equals("Identity"));
            return List.of(now.toBuilder().op(value).build());
        }
        boolean reference = isReference(variable, node, at);
        if (OpTrait.FORWARD.includes(node.op()) && !reference) {
            handOn(
                    node,
                    at,
                    OpTrait.SWITCH.includes(node.op()) ? 2 : 1,
                    node.op().equals("Identity"));
            return List.of(now.toBuilder()
                    .attr("T", Attrs.type(variable.dtype()))
                    .removeAttr("_output_shapes")
                    .build());
        }
        if (node.op().equals("IdentityN") && !reference) {
            return List.of(many(now, node));
        }
        List<Node> form = ValueForms.of(now, variable, names, waitsInLoop(node));
        if (form == null && !reference) {
            takesVariable(node, variable);
            return List.of(node);
        }
        // Which value a reader gets, and whether its result changes with the variable, matters where something changes
        // one.
        if (updated && !OpTrait.VARIABLE_QUERY.includes(node.op())) {
            for (int i = at; i < node.inputCount(); i++) {
                if (variable(node, i) != null) {
                    versions.read(node.name(), version(node, i));
                }
            }
            if (reference) {
                share(node, now, at);
            }
        }
        return form == null ? List.of(now) : form;
    }

    /**
     * Notes which results of a reader of a ref variable lie in its memory, as that of the Identity which TensorFlow 1 puts
     * behind each of them: an update changes them, too.
     */
    private void share(Node node, Node now, int at) {
        if (node.op().equals("IdentityN")) {
            for (int i = at; i < node.inputCount(); i++) {
                if (variable(node, i) != null) {
                    versions.putShared(new NodeInput(node.name(), i), version(node, i), versions.views(node.input(i)));
                }
            }
        } else if (OpTraits.isControlFlow(node.op()) || OpTrait.MAYBE_SAME_MEMORY.includes(node.op())) {
            NodeSignature signature = rewrite.library().signature(node);
            int outputs = OpTrait.MERGE.includes(node.op()) || signature == null
                    ? 1
                    : signature.outputs().size();
            for (int i = 0; i < outputs; i++) {
                NodeInput tensor = new NodeInput(node.name(), i);
                if (OpTrait.SWITCH.includes(node.op()) && at == 0 && node.inputCount() > 1) {
                    versions.putSharedInBranch(
                            tensor, version(node, at), decides(node), i, versions.views(node.input(at)));
                } else {
                    versions.putPerhapsShared(tensor, version(node, at));
                }
            }
        } else if (at == 0 && (OpTrait.FORWARD.includes(node.op()) || OpTrait.SAME_MEMORY.includes(node.op()))) {
            List<Node> made = new ArrayList<>(versions.views(node.input(at)));
            if (!OpTrait.FORWARD.includes(node.op())) {
                made.add(now);
            }
            versions.putShared(new NodeInput(node.name(), 0), version(node, at), made);
        }
    }

    /** What changes a variable goes; what it makes of the value stays where somebody reads it. */
    private List<Node> update(Node node, Variable variable, int at) {
        String name = node.name();
        if (!OpTrait.VARIABLE_UPDATE.includes(node.op())) {
            dropped.add(name);
            return List.of();
        }
        changed.add(variable.name());
        UpdateForms.Form form = at > 0 ? null : UpdateForms.of(current(node), variable, names, waitsInLoop(node));
        if (form == null) {
            Node before = at > 0 || !isRead(name) ? null : ValueForms.before(current(node), variable);
            if (before != null) {
                versions.read(name, version(node, 0));
            }
            for (int i = 0; i < node.inputCount(); i++) {
                if (variable(node, i) != null && !versions.isShared(node.input(i))) {
                    versions.update(name, version(node, i), null, false, true);
                }
            }
            if (before != null) {
                return List.of(before);
            }
            if (isRead(name)) {
                rewrite.problems()
                        .add(Problem.of(
                                GraphProblem.VARIABLE_UPDATE_NEEDED,
                                "node \"" + name + "\": an output needs what the op \"" + node.op()
                                        + "\" makes of variable \"" + variable.name() + "\"",
                                CHANGED));
            }
            dropped.add(name);
            return List.of();
        }
        for (int i = 1; i < node.inputCount(); i++) {
            if (variable(node, i) != null) {
                versions.read(name, version(node, i));
            }
        }
        NodeInput output = new NodeInput(name, 0);
        VariableVersions.Version after = versions.update(name, version(node, 0), output, form.keeps(), form.inPlace());
        NodeSignature signature = rewrite.library().signature(node);
        if (signature != null && signature.outputs().isEmpty()) {
            results.put(name, form.nodes());
            return List.of();
        }
        if (after != null) {
            versions.putSame(output, after); // a reference to the variable, with what it has become
        }
        return form.nodes();
    }

    private boolean isRead(String name) {
        boolean[] read = {false};
        index.readers(index.number(name), (reader, input) -> {
            read[0] = index.port(reader, input) != NodeInput.CONTROL;
            return !read[0];
        });
        return read[0];
    }

    /** A reference variable's readers by value need no change: a reference converts to a value by itself. */
    boolean isReference(Variable variable, Node node, int at) {
        if (versions.isShared(node.input(at))) {
            return true;
        }
        AttrValue type = node.attr("T");
        if (type != null && type.hasList()) {
            return at < type.getList().getTypeCount() && type.getList().getType(at) != DataType.DT_RESOURCE;
        }
        if (type != null) {
            return type.getType() != DataType.DT_RESOURCE;
        }
        var signature = rewrite.library().signature(node);
        Dtype wanted = signature == null ? null : signature.inputType(at);
        return wanted != null && wanted.withoutRef().equals(variable.dtype());
    }

    private Node many(Node now, Node node) {
        AttrValue.Builder types = node.attr("T", AttrValue.getDefaultInstance()).toBuilder();
        for (int i = 0; i < types.getList().getTypeCount(); i++) {
            Variable variable = variable(node, i);
            if (variable != null) {
                types.getListBuilder().setTypeValue(i, variable.dtype().number());
                versions.putSame(new NodeInput(node.name(), i), version(node, i));
            }
        }
        return now.toBuilder()
                .attr("T", types.build())
                .removeAttr("_output_shapes")
                .build();
    }

    /** What a constant beside a node waits for: in a loop, a node without inputs must wait for something inside. */
    private Set<String> waitsInLoop(Node node) {
        if (!loops) {
            return Set.of();
        }
        Set<String> waits = new LinkedHashSet<>();
        node.inputs().forEach(input -> waits.add(input.node()));
        return waits;
    }

    void takesVariable(Node node, Variable variable) {
        rewrite.problems()
                .add(Problem.of(
                        GraphProblem.VARIABLE_ITSELF_TAKEN,
                        "node \"" + node.name() + "\": op \"" + node.op() + "\" takes variable \"" + variable.name()
                                + "\" itself, not its value",
                        "There is no form of this op for a constant. Choose outputs that do not need it, or leave the"
                                + " variable one: " + Setting.VARIABLE_DENYLIST.inFull() + "."));
    }

    void conflict(String reader, String update, Variable variable) {
        rewrite.conflicting().add(variable.name());
        rewrite.problems()
                .add(Problem.of(
                        GraphProblem.VARIABLE_READ_AFTER_UPDATE,
                        "node \"" + reader + "\": it reads variable \"" + variable.name() + "\" after node \"" + update
                                + "\" has changed it, and what it then reads is no constant",
                        CHANGED));
    }
}
