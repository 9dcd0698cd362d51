package io.github.tfmobile.graph.function;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.OpDef;

/** Which functions of a library call which, and with which attrs. Of two functions of a name the first counts. Thread-safe. */
public final class CallGraph {

    private final FunctionDefLibrary library;
    private final Map<String, FunctionDef> functions = new LinkedHashMap<>();
    private final Map<String, String> gradients = new HashMap<>();
    private final Map<String, Set<String>> calls = new ConcurrentHashMap<>();

    /** Of a library. */
    public CallGraph(FunctionDefLibrary library) {
        this.library = library;
        library.getFunctionList()
                .forEach(function ->
                        functions.putIfAbsent(function.getSignature().getName(), function));
        library.getGradientList()
                .forEach(gradient -> gradients.putIfAbsent(gradient.getFunctionName(), gradient.getGradientFunc()));
    }

    /**
     * A function as a node calls it.
     *
     * @param function its name
     * @param attrs the values of the attrs that the function declares, its own defaults included
     */
    public record Instance(String function, Map<String, AttrValue> attrs) {

        /** Copies the map. */
        public Instance {
            attrs = Map.copyOf(attrs);
        }
    }

    /** The names that a node may call functions by: its op, and the functions in its attrs. */
    public static List<String> called(Node node) {
        List<String> names = new ArrayList<>(List.of(node.op()));
        for (AttrValue value : new TreeMap<>(node.attrs()).values()) {
            if (value.hasFunc()) {
                names.add(value.getFunc().getName());
            }
            value.getList().getFuncList().stream().map(NameAttrList::getName).forEach(names::add);
        }
        return names;
    }

    /** The functions by name, in the order of the library. */
    public Map<String, FunctionDef> functions() {
        return Collections.unmodifiableMap(functions);
    }

    /** The function that computes the gradient of another, as its writer defined it; null when none was defined. */
    public @Nullable String gradient(String function) {
        return gradients.get(function);
    }

    /** The functions that a node calls, as it calls them; where it asks for the gradient of one, that function as well. */
    public List<Instance> instances(Node node) {
        List<Instance> instances = new ArrayList<>();
        if (functions.isEmpty()) {
            return instances;
        }
        add(node.op(), node.attrs(), instances);
        for (AttrValue value : new TreeMap<>(node.attrs()).values()) {
            List<NameAttrList> called =
                    value.hasFunc() ? List.of(value.getFunc()) : value.getList().getFuncList();
            for (NameAttrList function : called) {
                add(function.getName(), function.getAttrMap(), instances);
                String gradient = gradients.get(function.getName());
                if (gradient != null && OpTrait.GRADIENT_CALL.includes(node.op())) {
                    add(gradient, function.getAttrMap(), instances);
                }
            }
        }
        return instances;
    }

    private void add(String name, Map<String, AttrValue> attrs, List<Instance> instances) {
        FunctionDef function = functions.get(name);
        if (function != null) {
            instances.add(new Instance(name, attrs(function, attrs)));
        }
    }

    /** The values of a function's attrs where it is called with some. */
    static Map<String, AttrValue> attrs(FunctionDef function, Map<String, AttrValue> given) {
        Map<String, AttrValue> attrs = new HashMap<>();
        for (OpDef.AttrDef attr : function.getSignature().getAttrList()) {
            AttrValue value = given.get(attr.getName());
            if (value != null) {
                attrs.put(attr.getName(), value);
            } else if (attr.hasDefaultValue()) {
                attrs.put(attr.getName(), attr.getDefaultValue());
            }
        }
        return attrs;
    }

    /** The nodes of a function as they stand in it, with the values of its attrs where it is called. */
    public List<Node> nodes(Instance instance) {
        return FunctionLibrary.nodes(Objects.requireNonNull(functions.get(instance.function()))).stream()
                .map(node -> AttrPlaceholders.filled(
                        node, placeholder -> instance.attrs().getOrDefault(placeholder.getPlaceholder(), placeholder)))
                .toList();
    }

    /** The functions that nodes call, themselves or through others, in the order in which they are met. */
    public Set<String> reached(Collection<Node> nodes) {
        return reached(callsOf(nodes), false);
    }

    /** The functions that a function calls, itself or through others; it is one of them where it calls itself. */
    public Set<String> reached(String function) {
        return reached(callsOf(function), false);
    }

    /**
     * The part of the library that nodes need: the functions that they call, themselves or through others, and the gradients
     * of these.
     */
    public FunctionDefLibrary needed(Collection<Node> nodes) {
        Set<String> needed = reached(callsOf(nodes), true);
        FunctionDefLibrary.Builder kept = library.toBuilder().clearFunction().clearGradient();
        library.getFunctionList().stream()
                .filter(function -> needed.contains(function.getSignature().getName()))
                .forEach(kept::addFunction);
        library.getGradientList().stream()
                .filter(gradient -> needed.contains(gradient.getFunctionName()))
                .forEach(kept::addGradient);
        return kept.build();
    }

    private Set<String> reached(Set<String> names, boolean withGradients) {
        Set<String> reached = new LinkedHashSet<>();
        Deque<Set<String>> open = new ArrayDeque<>(List.of(names));
        while (!open.isEmpty()) {
            for (String name : open.pop()) {
                if (reached.add(name)) {
                    open.push(callsOf(name));
                    String gradient = withGradients ? gradients.get(name) : null;
                    if (gradient != null && functions.containsKey(gradient)) {
                        open.push(Set.of(gradient));
                    }
                }
            }
        }
        return reached;
    }

    private Set<String> callsOf(String function) {
        FunctionDef definition = functions.get(function);
        return definition == null
                ? Set.of()
                : calls.computeIfAbsent(function, name -> callsOf(FunctionLibrary.nodes(definition)));
    }

    private Set<String> callsOf(Collection<Node> nodes) {
        Set<String> names = new LinkedHashSet<>();
        for (Node node : functions.isEmpty() ? List.<Node>of() : nodes) {
            called(node).stream().filter(functions::containsKey).forEach(names::add);
        }
        return names;
    }
}
