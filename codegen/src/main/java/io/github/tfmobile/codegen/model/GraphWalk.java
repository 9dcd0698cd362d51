package io.github.tfmobile.codegen.model;

import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.function.FunctionProblems;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.OpDef;

/**
 * Goes through the nodes of a graph and of the functions that they call, attrs of generic functions filled in from the
 * call (tensorflow/core/framework/function.cc, InstantiateFunction). A function is gone through once for each set of
 * attrs it is called with, and only if something calls it: functions that nothing calls never run.
 */
public final class GraphWalk {

    /** Calls within calls; real graphs stay far below. */
    private static final int DEEPEST = 200;
    /** Functions times the sets of attrs that they are called with. */
    private static final int MOST_INSTANCES = 20_000;

    /** Takes the nodes. */
    @FunctionalInterface
    public interface Visitor {
        void visit(Node node, List<Call> path) throws ProblemException;
    }

    private record Instance(String function, Map<String, AttrValue> attrs) {}

    private record Pending(Instance instance, List<Call> path) {}

    private final FinalModel model;
    private final Visitor visitor;
    private final Map<String, FunctionDef> functions = new HashMap<>();
    private final Map<String, String> gradients = new HashMap<>();
    private final Set<Instance> seen = new HashSet<>();
    private final Deque<Pending> pending = new ArrayDeque<>();

    private GraphWalk(FinalModel model, Visitor visitor) {
        this.model = model;
        this.visitor = visitor;
        for (FunctionDef function : model.graph().library().getFunctionList()) {
            functions.putIfAbsent(function.getSignature().getName(), function);
        }
        for (GradientDef gradient : model.graph().library().getGradientList()) {
            gradients.putIfAbsent(gradient.getFunctionName(), gradient.getGradientFunc());
        }
    }

    /**
     * Shows every node of the model to the visitor: those of the graph in file order, then those of functions, nearest
     * to the graph first.
     *
     * @throws ProblemException when functions call each other without end, or the visitor throws it
     */
    public static void walk(FinalModel model, Visitor visitor) throws ProblemException {
        GraphWalk walk = new GraphWalk(model, visitor);
        for (Node node : model.graph().all()) {
            walk.visit(node, List.of());
        }
        Pending next = walk.pending.poll();
        while (next != null) {
            walk.enter(next);
            next = walk.pending.poll();
        }
    }

    private void enter(Pending call) throws ProblemException {
        FunctionDef function = functions.get(call.instance().function());
        if (function == null) {
            return; // only functions of the library are queued
        }
        Map<String, AttrValue> attrs = new HashMap<>(call.instance().attrs());
        for (OpDef.AttrDef attr : function.getSignature().getAttrList()) {
            if (attr.hasDefaultValue()) {
                attrs.putIfAbsent(attr.getName(), attr.getDefaultValue());
            }
        }
        for (Node node : FunctionLibrary.nodes(function)) {
            visit(filledIn(node, attrs), call.path());
        }
    }

    private void visit(Node node, List<Call> path) throws ProblemException {
        visitor.visit(node, path);
        if (functions.containsKey(node.op())) {
            queue(node, node.op(), node.attrs(), path);
        }
        for (AttrValue value : new TreeMap<>(node.attrs()).values()) {
            if (value.hasFunc()) {
                queue(node, value.getFunc(), path);
            } else if (value.hasList()) {
                for (NameAttrList function : value.getList().getFuncList()) {
                    queue(node, function, path);
                }
            }
        }
    }

    private void queue(Node caller, NameAttrList function, List<Call> path) throws ProblemException {
        queue(caller, function.getName(), function.getAttrMap(), path);
        String gradient = gradients.get(function.getName());
        if (gradient != null && OpTrait.GRADIENT_CALL.includes(caller.op())) {
            queue(caller, gradient, function.getAttrMap(), path);
        }
    }

    private void queue(Node caller, String name, Map<String, AttrValue> attrs, List<Call> path)
            throws ProblemException {
        FunctionDef function = functions.get(name);
        if (function == null) {
            return;
        }
        Map<String, AttrValue> declared = new HashMap<>();
        for (OpDef.AttrDef attr : function.getSignature().getAttrList()) {
            AttrValue value = attrs.get(attr.getName());
            if (value != null) {
                declared.put(attr.getName(), value);
            }
        }
        Instance instance = new Instance(name, declared);
        if (!seen.add(instance)) {
            return;
        }
        if (path.size() >= DEEPEST || seen.size() > MOST_INSTANCES) {
            throw FunctionProblems.withoutEnd(
                    "model " + Names.quoted(model.name()) + ": its functions call each other without end, last "
                            + Names.quoted(name) + " from node " + Names.quoted(caller.name()),
                    null);
        }
        List<Call> longer = new ArrayList<>(path);
        longer.add(new Call(caller.name(), caller.op(), name));
        pending.add(new Pending(instance, List.copyOf(longer)));
    }

    private static Node filledIn(Node node, Map<String, AttrValue> attrs) {
        Node.@Nullable Builder builder = null;
        for (Map.Entry<String, AttrValue> attr : node.attrs().entrySet()) {
            AttrValue value = filledIn(attr.getValue(), attrs);
            if (!value.equals(attr.getValue())) {
                if (builder == null) {
                    builder = node.toBuilder();
                }
                builder.attr(attr.getKey(), value);
            }
        }
        return builder == null ? node : builder.build();
    }

    private static AttrValue filledIn(AttrValue value, Map<String, AttrValue> attrs) {
        if (value.getValueCase() == AttrValue.ValueCase.PLACEHOLDER) {
            return attrs.getOrDefault(value.getPlaceholder(), value);
        }
        if (value.hasFunc() && value.getFunc().getAttrCount() > 0) {
            NameAttrList.Builder function = value.getFunc().toBuilder();
            value.getFunc().getAttrMap().forEach((name, inner) -> function.putAttr(name, filledIn(inner, attrs)));
            return value.toBuilder().setFunc(function).build();
        }
        return value;
    }
}
