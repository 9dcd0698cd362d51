package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.ConstantValues;
import io.github.tfmobile.graph.analysis.Frames;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.freeze.state.TrainedState;
import io.github.tfmobile.graph.freeze.state.VariableValues;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Decides the conds in which a variable is changed, where the checkpoint, constants and feeds do: what is then read of the
 * variable is what was assigned, not what may have been.
 */
public final class DecideUpdates implements Transform {

    /** What decides is small; weights are not read for it. */
    private static final long MAX_ELEMENTS = 1024;

    private final TrainedState state;
    private final Consumer<String> undecided;

    /**
     * The pass for a model.
     *
     * @param undecided takes the placeholders that decide whether a variable is changed
     */
    public DecideUpdates(TrainedState state, Consumer<String> undecided) {
        this.state = state;
        this.undecided = undecided;
    }

    @Override
    public String name() {
        return "decide_updates";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        SortedSet<String> predicates = predicates(graph);
        if (predicates.isEmpty()) {
            return graph;
        }
        Graph started = started(graph, predicates);
        Frames frames = Frames.of(graph);
        ConstantValues values = ConstantValues.of(started, context.ops(), context.evaluator());
        ConstantValues inBranches = inBranches(started, values);
        GraphEditor editor = new GraphEditor(graph);
        for (String predicate : predicates) {
            int number = editor.number(predicate);
            if (frames.isInBranch(number) || graph.node(number).is(OpTrait.SWITCH)) {
                if (inBranches.condition(new NodeInput(predicate, port(graph.index(), number))) != null) {
                    keepStarted(graph, started, predicate, editor);
                    continue;
                }
            } else {
                Boolean taken = values.condition(new NodeInput(predicate, 0));
                if (taken != null) {
                    editor.replace(number, Constants.node(predicate, Constants.scalar(taken)));
                    continue;
                }
            }
            Liveness.of(started, List.of(predicate))
                    .nodes()
                    .mapToObj(started::node)
                    .filter(node -> node.is(OpTrait.PLACEHOLDER))
                    .map(Node::name)
                    .forEach(undecided);
        }
        return editor.build();
    }

    /** The values where they are there at all: what a Switch hands on into a branch is what it is given. */
    private static ConstantValues inBranches(Graph graph, ConstantValues values) {
        ConstantValues inBranches = values.deciding();
        for (int i = 0; i < graph.size(); i++) {
            if (graph.node(i).is(OpTrait.SWITCH)) {
                inBranches.decide(i, 0);
            }
        }
        return inBranches;
    }

    /** The output by which a Switch decides another. */
    private static int port(GraphIndex index, int predicate) {
        int[] port = {0};
        index.readers(predicate, (reader, input) -> {
            boolean decides = input == 1 && index.node(reader).is(OpTrait.SWITCH);
            port[0] = decides ? index.port(reader, input) : port[0];
            return !decides;
        });
        return port[0];
    }

    /**
     * What decides in a branch stays there: a constant in its place would be there without the branch, too. So the variables that
     * it reads become constants already, and the branch is decided by what comes of them.
     */
    private static void keepStarted(Graph graph, Graph started, String predicate, GraphEditor editor) {
        for (int i : Liveness.of(graph, List.of(predicate)).nodes().toArray()) {
            Node before = graph.node(i);
            Node now = started.named(before.name());
            if (now != null && !now.equals(before)) {
                editor.replace(i, now);
            }
        }
    }

    /** What decides the conds, outside of loops, that change a variable. */
    private static SortedSet<String> predicates(Graph graph) {
        SortedSet<String> predicates = new TreeSet<>();
        if (graph.index().ops().stream().noneMatch(OpTrait.VARIABLE_UPDATE::includes)) {
            return predicates;
        }
        Frames frames = Frames.of(graph);
        for (int i = 0; i < graph.size(); i++) {
            if (graph.node(i).is(OpTrait.VARIABLE_UPDATE) && frames.isInBranch(i) && !frames.isInLoop(i)) {
                predicates.addAll(frames.predicates(i));
            }
        }
        return predicates;
    }

    /** The graph with the values of the checkpoint where small variables are read before anything changes them. */
    private Graph started(Graph graph, SortedSet<String> predicates) throws ProblemException {
        GraphIndex index = graph.index();
        Liveness needed = Liveness.of(graph, predicates);
        Map<Integer, BitSet> updates = updates(graph);
        Map<Integer, BitSet> changed = new HashMap<>();
        GraphEditor editor = new GraphEditor(graph);
        for (int read : needed.nodes().toArray()) {
            Node node = graph.node(read);
            int variable = node.is("ReadVariableOp") || node.is("Identity") ? variable(index, read) : GraphIndex.NONE;
            if (variable < 0
                    || isReadBehind(
                            index, read, changed.computeIfAbsent(variable, of -> behind(index, updates.get(of))))) {
                continue;
            }
            TensorProto value = value(graph.node(variable));
            if (value != null) {
                editor.replace(read, Constants.node(node.name(), value));
            }
        }
        return editor.build();
    }

    /** All that runs after an update. */
    private static BitSet behind(GraphIndex index, @Nullable BitSet updates) {
        return updates == null ? new BitSet() : index.downstream(updates, (reader, source, port) -> true);
    }

    /** Whether a read, or who reads what lies in the same memory, comes behind an update. */
    private static boolean isReadBehind(GraphIndex index, int read, BitSet behind) {
        if (behind.isEmpty() || behind.get(read) || !index.node(read).is("Identity")) {
            return behind.get(read);
        }
        BitSet shared = new BitSet();
        shared.set(read);
        shared = index.downstream(
                shared,
                (reader, source, port) ->
                        OpTraits.inputsOfSameMemory(index.node(reader).op()) > 0);
        boolean[] found = {false};
        for (int tensor : shared.stream().toArray()) {
            index.readers(tensor, (reader, input) -> {
                found[0] |= index.port(reader, input) != NodeInput.CONTROL && behind.get(reader);
                return !found[0];
            });
        }
        return found[0];
    }

    /** What changes each variable. */
    private static Map<Integer, BitSet> updates(Graph graph) {
        GraphIndex index = graph.index();
        Map<Integer, BitSet> updates = new HashMap<>();
        for (int i = 0; i < graph.size(); i++) {
            int variable = graph.node(i).is(OpTrait.VARIABLE_UPDATE) ? variable(index, i) : GraphIndex.NONE;
            if (variable >= 0) {
                updates.computeIfAbsent(variable, number -> new BitSet()).set(i);
            }
        }
        return updates;
    }

    /** The variable that a node reads or changes, handed on to it or not. */
    private static int variable(GraphIndex index, int node) {
        BitSet seen = new BitSet();
        int at = index.inputs(node) > 0 ? index.source(node, 0) : GraphIndex.NONE;
        while (at >= 0 && !seen.get(at)) {
            seen.set(at);
            if (index.node(at).is(OpTrait.VARIABLE)) {
                return at;
            }
            at = index.node(at).is(OpTrait.FORWARD) && index.inputs(at) > 0 ? index.source(at, 0) : GraphIndex.NONE;
        }
        return GraphIndex.NONE;
    }

    private @Nullable TensorProto value(Node variable) throws ProblemException {
        long elements = 1;
        for (TensorShapeProto.Dim dim : variable.attr("shape", Attrs.shape(TensorShapeProto.getDefaultInstance()))
                .getShape()
                .getDimList()) {
            elements *= dim.getSize();
            if (elements < 0 || elements > MAX_ELEMENTS) {
                return null;
            }
        }
        List<Problem> problems = new ArrayList<>();
        VariableValues values = state.values();
        boolean found = state.options().freezes(variable)
                && !values.locate(List.of(variable), state.keys(), problems).isEmpty();
        return found && problems.isEmpty() ? values.read(variable.name()) : null;
    }
}
