package io.github.tfmobile.codegen.model;

import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.function.CallGraph;
import io.github.tfmobile.graph.function.FunctionProblems;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Goes through the nodes of a graph and of the functions that they call, attrs of generic functions filled in from the
 * call (tensorflow/core/framework/function.cc, InstantiateFunction). A function is gone through once for each set of
 * attrs it is called with, and only if something calls it: functions that nothing calls never run.
 */
public final class GraphWalk {

    /** Calls within calls; real graphs stay far below. */
    private static final int DEEPEST = 200;
    /** Functions times the sets of attrs that they are called with. */
    private static final int MAX_INSTANCES = 20_000;

    /** Takes the nodes. */
    @FunctionalInterface
    public interface Visitor {
        void visit(Node node, List<Call> path) throws ProblemException;
    }

    private record Pending(CallGraph.Instance instance, List<Call> path) {}

    private final FinalModel model;
    private final Visitor visitor;
    private final CallGraph calls;
    private final Set<CallGraph.Instance> seen = new HashSet<>();
    private final Deque<Pending> pending = new ArrayDeque<>();

    private GraphWalk(FinalModel model, Visitor visitor, CallGraph calls) {
        this.model = model;
        this.visitor = visitor;
        this.calls = calls;
    }

    /**
     * Shows every node of the model to the visitor: those of the graph in file order, then those of functions, nearest
     * to the graph first.
     *
     * @param calls the model's functions
     * @throws ProblemException when functions call each other without end, or the visitor throws it
     */
    public static void walk(FinalModel model, CallGraph calls, Visitor visitor) throws ProblemException {
        GraphWalk walk = new GraphWalk(model, visitor, calls);
        for (Node node : model.graph().all()) {
            walk.visit(node, List.of());
        }
        for (Pending next = walk.pending.poll(); next != null; next = walk.pending.poll()) {
            for (Node node : calls.nodes(next.instance())) {
                walk.visit(node, next.path());
            }
        }
    }

    private void visit(Node node, List<Call> path) throws ProblemException {
        visitor.visit(node, path);
        for (CallGraph.Instance instance : calls.instances(node)) {
            if (!seen.add(instance)) {
                continue;
            }
            if (path.size() >= DEEPEST || seen.size() > MAX_INSTANCES) {
                throw FunctionProblems.withoutEnd(
                        "model " + Names.quoted(model.name()) + ": its functions call each other without end, last "
                                + Names.quoted(instance.function()) + " from node " + Names.quoted(node.name()),
                        null);
            }
            List<Call> longer = new ArrayList<>(path);
            longer.add(new Call(node.name(), node.op(), instance.function()));
            pending.add(new Pending(instance, List.copyOf(longer)));
        }
    }
}
