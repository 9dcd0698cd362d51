package io.github.tfmobile.graph.transform.flow;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.ConstantValues;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * {@code remove_dead_branches}: where the predicate of a Switch is known, the Switch goes, what hangs on its other side goes,
 * and a Merge that has one living input left becomes an Identity of it. Then what the outputs do not need goes.
 */
@AutoService(Transform.class)
public final class RemoveDeadBranches implements Transform {

    @Override
    public String name() {
        return "remove_dead_branches";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        Graph result = graph;
        // What decides in a loop may come from its last turn.
        for (Graph next = round(result, context); next != null; next = round(result, context)) {
            result = next;
        }
        Set<String> wanted = context.protectedNodes();
        return result.equals(graph) || wanted.isEmpty() ? result : Liveness.extract(result, wanted);
    }

    /** The graph without the Switch nodes that are decided now; null when there are none. */
    private static @Nullable Graph round(Graph graph, TransformContext context) throws ProblemException {
        GraphIndex index = graph.index();
        if (index.ops().stream().noneMatch(OpTrait.SWITCH::includes)) {
            return null;
        }
        return new Round(graph, context).prune();
    }

    /** The output that a Switch hands its input to, {@link GraphIndex#NONE} when that is not known. */
    private static int taken(Node node, ConstantValues values) {
        NodeInput decides = node.input(1);
        AttrValue outputs = node.attr("num_outs");
        if (outputs == null) {
            Boolean condition = values.condition(decides);
            return condition == null ? GraphIndex.NONE : condition ? 1 : 0;
        }
        Integer which = values.index(decides);
        int last = (int) outputs.getI() - 1;
        return which == null ? GraphIndex.NONE : which < 0 || which > last ? last : which;
    }

    private static final class Round {

        private final GraphIndex index;
        private final TransformContext context;
        /** The output of each Switch that is taken, where it is known. */
        private final int[] taken;

        private final ConstantValues values;
        private final BitSet switches;
        private final BitSet merges;
        private final BitSet dead = new BitSet();
        private final BitSet gone = new BitSet();
        private final GraphEditor editor;

        Round(Graph graph, TransformContext context) {
            this.editor = new GraphEditor(graph);
            this.index = graph.index();
            this.context = context;
            this.taken = new int[index.size()];
            Arrays.fill(taken, GraphIndex.NONE);
            this.values =
                    ConstantValues.of(graph, context.ops(), context.evaluator()).deciding();
            this.switches = index.opsWith(OpTrait.SWITCH);
            this.merges = index.opsWith(OpTrait.MERGE);
        }

        /**
         * The graph without what is decided; null when nothing is. What decides in a branch comes through the Switch of the
         * branch around it, decided or not, or from a Merge before it, so each that is decided is so for what comes after it.
         */
        @Nullable
        Graph prune() throws ProblemException {
            Set<String> keep = context.protectedNodes();
            boolean any = false;
            for (int node : index.topologicalOrder().nodes()) {
                if (merges.get(index.op(node))) {
                    merge(node);
                } else if (readsDead(node)) {
                    dead.set(node);
                } else if (switches.get(index.op(node)) && index.inputs(node) > 1) {
                    taken[node] = taken(index.node(node), values);
                    values.decide(node, 0);
                    if (taken[node] != GraphIndex.NONE) {
                        any = true;
                        boolean waitedFor = handOn(node, taken[node]);
                        gone.set(
                                node,
                                !waitedFor && !keep.contains(index.node(node).name()));
                    }
                }
            }
            if (!any) {
                return null;
            }
            checkOutputs(keep);
            gone.or(dead);
            gone.stream().forEach(editor::remove);
            return withoutKnownWaits(editor.build());
        }

        private void checkOutputs(Set<String> keep) throws ProblemException {
            List<Problem> problems = new ArrayList<>();
            for (String output : new TreeSet<>(keep)) {
                int node = index.number(output);
                if (node >= 0 && dead.get(node)) {
                    problems.add(Problem.of(
                            GraphProblem.OUTPUT_NEVER_RUNS,
                            Setting.OUTPUTS + ": node \"" + output + "\" is in a branch that is never taken",
                            "Choose an output of the other branch, or other constants: " + Setting.FEEDS.inFull()
                                    + "."));
                }
            }
            if (!problems.isEmpty()) {
                throw new ProblemException(problems);
            }
        }

        /**
         * Readers of a Switch read what it hands on, and who waits for it waits for what it waited for. Whoever waits for one
         * in a branch that stays waits for an Identity: it runs when the branch does, and the Switch of that branch always.
         *
         * @return whether the node stays, as that Identity
         */
        private boolean handOn(int number, int port) {
            Node node = index.node(number);
            NodeInput value = node.input(0);
            editor.reroute(new NodeInput(node.name(), port), value);
            int source = index.source(number, 0);
            if (source >= 0
                    && taken[source] == GraphIndex.NONE
                    && switches.get(index.op(source))
                    && isWaitedFor(number)) {
                editor.replace(number, identity(node, value));
                return true;
            }
            List<String> waits = new ArrayList<>(node.controls());
            waits.add(value.node());
            editor.rerouteControls(node.name(), waits);
            return false;
        }

        private boolean isWaitedFor(int node) {
            boolean[] waited = {false};
            index.readers(node, (reader, input) -> {
                waited[0] = index.port(reader, input) == NodeInput.CONTROL;
                return !waited[0];
            });
            return waited[0];
        }

        private boolean isDead(int node, int input) {
            int source = index.source(node, input);
            int port = index.port(node, input);
            return source >= 0
                    && (dead.get(source)
                            || (taken[source] != GraphIndex.NONE
                                    && port != NodeInput.CONTROL
                                    && port != taken[source]));
        }

        private boolean readsDead(int node) {
            for (int k = 0; k < index.inputs(node); k++) {
                if (isDead(node, k)) {
                    return true;
                }
            }
            return false;
        }

        private void merge(int node) {
            Node merge = index.node(node);
            List<NodeInput> living = new ArrayList<>();
            int data = 0;
            int first = 0;
            boolean entered = false;
            boolean loop = false;
            for (int k = 0; k < index.inputs(node); k++) {
                boolean isDead = isDead(node, k);
                if (index.port(node, k) == NodeInput.CONTROL) {
                    if (isDead) {
                        dead.set(node);
                        return;
                    }
                    continue;
                }
                data++;
                if (!isDead) {
                    first = living.isEmpty() ? k : first;
                    living.add(merge.input(k));
                    int source = index.source(node, k);
                    boolean isWayBack = source < 0
                            || OpTrait.NEXT_ITERATION.includes(
                                    index.node(source).op());
                    loop |= isWayBack;
                    entered |= !isWayBack;
                }
            }
            if (!entered) {
                dead.set(node);
            } else if (living.size() < data && !loop) {
                if (living.size() == 1) {
                    values.decide(node, first);
                    editor.replace(node, identity(merge, living.get(0)));
                    valueIndex(node, first);
                } else {
                    editor.replace(
                            node,
                            withInputs(merge.toBuilder(), living, merge)
                                    .attr("N", Attrs.integer(living.size()))
                                    .build());
                }
            }
        }

        private static Node identity(Node merge, NodeInput of) {
            Node.Builder identity = Node.builder(merge.name(), "Identity")
                    .device(merge.device())
                    .attr("T", merge.attr("T", AttrValue.getDefaultInstance()));
            return withInputs(identity, List.of(of), merge).build();
        }

        private static Node.Builder withInputs(Node.Builder node, List<NodeInput> data, Node merge) {
            return node.inputs(data).addInputs(merge.controlInputs());
        }

        /** Which input a Merge took is known now; who asks gets a constant. */
        private void valueIndex(int node, int which) {
            boolean[] asked = {false};
            index.readers(node, (reader, input) -> {
                asked[0] = index.port(reader, input) == 1;
                return !asked[0];
            });
            if (!asked[0]) {
                return;
            }
            String merge = index.node(node).name();
            String name = editor.names().take(merge + "/value_index");
            editor.append(Constants.node(name, Constants.integer(Dtype.of(DataType.DT_INT32), which)).toBuilder()
                    .control(merge)
                    .build());
            editor.reroute(new NodeInput(merge, 1), new NodeInput(name, 0));
        }

        /** Nobody waits for a known value any more, but for what that waited for; in a loop, waiting keeps a node there. */
        private Graph withoutKnownWaits(Graph pruned) {
            GraphEditor waits = new GraphEditor(pruned);
            ConstantValues known = ConstantValues.of(pruned, context.ops(), context.evaluator());
            boolean loops = pruned.index().ops().stream().anyMatch(OpTrait.ENTER::includes);
            Set<String> seen = new HashSet<>();
            for (Node node : pruned.all()) {
                for (String control : node.controls()) {
                    if (seen.add(control)
                            && known.find(new NodeInput(control, 0)) != null
                            && !(loops && known.isInLoop(control))) {
                        waits.rerouteControls(control, List.copyOf(new TreeSet<>(known.waits(control))));
                    }
                }
            }
            return waits.build();
        }
    }
}
