package io.github.tfmobile.graph.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * The equality of graphs that corpus/README.md defines: nodes by name, data inputs in order, control inputs as a set,
 * attrs with defaults filled in, Const values by their elements. Immutable; the {@code with} methods loosen or tighten
 * it.
 */
public final class GraphComparison {

    private static final Pattern FOLDED = Pattern.compile("/_\\d+__cf__\\d+$");

    private final double relative;
    private final double absolute;
    private final boolean defaults;
    private final boolean folded;
    private final boolean library;
    private final int codes;

    private GraphComparison(
            double relative, double absolute, boolean defaults, boolean folded, boolean library, int codes) {
        this.relative = relative;
        this.absolute = absolute;
        this.defaults = defaults;
        this.folded = folded;
        this.library = library;
        this.codes = codes;
    }

    /** Const values bit for bit, attrs that hold their default may be absent, libraries compared too. */
    public static GraphComparison exact() {
        return new GraphComparison(0, 0, true, false, true, 0);
    }

    /** Values of Consts whose numbers were computed: {@code |a-b| <= absolute + relative*|b|}. */
    public GraphComparison withTolerance(double newRelative, double newAbsolute) {
        return new GraphComparison(newRelative, newAbsolute, defaults, folded, library, codes);
    }

    /** Integer Consts may differ by so many units in the last place, as codes of quantized weights may. */
    public GraphComparison withCodeTolerance(int units) {
        return new GraphComparison(relative, absolute, defaults, folded, library, units);
    }

    /** An attr that holds its default must still be there on both sides or on neither. */
    public GraphComparison withExplicitDefaults() {
        return new GraphComparison(relative, absolute, false, folded, library, codes);
    }

    /** The running number in {@code <node>/_<i>__cf__<i>} does not count. */
    public GraphComparison withFoldedNames() {
        return new GraphComparison(relative, absolute, defaults, true, library, codes);
    }

    /** Function libraries are not compared. */
    public GraphComparison withoutLibrary() {
        return new GraphComparison(relative, absolute, defaults, folded, false, codes);
    }

    /** Fails with all differences unless the graphs are equal. */
    public void assertEqual(Graph actual, Graph expected) {
        assertThat(differences(actual, expected)).isEmpty();
    }

    /**
     * A graph whose functions are called without the running numbers that freezing and tracing give them, for
     * comparisons in which they do not count. Functions that then share a name get a number by their order.
     */
    public static Graph withoutFunctionNumbers(Graph graph) {
        Map<String, String> names = new TreeMap<>();
        Map<String, Integer> seen = new HashMap<>();
        functions(graph).keySet().forEach(name -> {
            String stem = name.replaceAll("_frozen_\\d+$", "").replaceAll("_\\d+$", "");
            int number = seen.merge(stem, 1, Integer::sum);
            names.put(name, number == 1 ? stem : stem + "#" + number);
        });
        FunctionDefLibrary.Builder library = graph.library().toBuilder().clearFunction();
        graph.library().getFunctionList().forEach(function -> {
            FunctionDef.Builder copy = function.toBuilder().clearNodeDef();
            copy.getSignatureBuilder()
                    .setName(names.getOrDefault(
                            function.getSignature().getName(),
                            function.getSignature().getName()));
            function.getNodeDefList().forEach(node -> copy.addNodeDef(renamed(node, names)));
            library.addFunction(copy);
        });
        return graph.withNodes(
                        graph.nodes().stream().map(node -> renamed(node, names)).toList())
                .withLibrary(library.build());
    }

    private static NodeDef renamed(NodeDef node, Map<String, String> names) {
        NodeDef.Builder copy = node.toBuilder();
        node.getAttrMap().forEach((key, value) -> {
            AttrValue.Builder changed = value.toBuilder();
            if (value.hasFunc()) {
                changed.getFuncBuilder()
                        .setName(names.getOrDefault(
                                value.getFunc().getName(), value.getFunc().getName()));
            }
            for (int i = 0; i < value.getList().getFuncCount(); i++) {
                String name = value.getList().getFunc(i).getName();
                changed.getListBuilder().getFuncBuilder(i).setName(names.getOrDefault(name, name));
            }
            copy.putAttr(key, changed.build());
        });
        return copy.build();
    }

    /** What differs, one line each, empty when the graphs are equal. */
    public List<String> differences(Graph actual, Graph expected) {
        List<String> found = new ArrayList<>();
        compare("", actual.nodes(), expected.nodes(), found);
        if (library) {
            Map<String, FunctionDef> mine = functions(actual);
            Map<String, FunctionDef> theirs = functions(expected);
            keys("function", mine.keySet(), theirs.keySet(), found);
            mine.forEach((name, function) -> {
                FunctionDef other = theirs.get(name);
                if (other != null) {
                    function(name, function, other, found);
                }
            });
        }
        return found;
    }

    private void function(String name, FunctionDef mine, FunctionDef theirs, List<String> found) {
        compare("function " + name + ": ", mine.getNodeDefList(), theirs.getNodeDefList(), found);
        if (!signature(mine).equals(signature(theirs))) {
            found.add("function " + name + ": signature " + signature(mine) + " instead of " + signature(theirs));
        }
        if (!mine.getRetMap().equals(theirs.getRetMap())) {
            found.add("function " + name + ": ret " + mine.getRetMap() + " instead of " + theirs.getRetMap());
        }
        if (!mine.getControlRetMap().equals(theirs.getControlRetMap())) {
            found.add("function " + name + ": control_ret " + mine.getControlRetMap() + " instead of "
                    + theirs.getControlRetMap());
        }
    }

    private static String signature(FunctionDef function) {
        StringBuilder text = new StringBuilder();
        function.getSignature()
                .getInputArgList()
                .forEach(arg -> text.append(argument(arg)).append(','));
        text.append("->");
        function.getSignature()
                .getOutputArgList()
                .forEach(arg -> text.append(argument(arg)).append(','));
        return text.toString();
    }

    private static String argument(OpDef.ArgDef arg) {
        return arg.getName() + ":"
                + (arg.getTypeAttr().isEmpty() ? arg.getType().name() : arg.getTypeAttr());
    }

    private static Map<String, FunctionDef> functions(Graph graph) {
        Map<String, FunctionDef> functions = new TreeMap<>();
        graph.library()
                .getFunctionList()
                .forEach(function -> functions.put(function.getSignature().getName(), function));
        return functions;
    }

    private void compare(String where, List<NodeDef> actual, List<NodeDef> expected, List<String> found) {
        Map<String, NodeDef> mine = index(where, "actual", actual, found);
        Map<String, NodeDef> theirs = index(where, "expected", expected, found);
        keys(where + "node", mine.keySet(), theirs.keySet(), found);
        mine.forEach((name, node) -> {
            NodeDef other = theirs.get(name);
            if (other != null) {
                node(where + name, node, other, found);
            }
        });
    }

    private Map<String, NodeDef> index(String where, String side, List<NodeDef> nodes, List<String> found) {
        Map<String, Integer> seen = new HashMap<>();
        UnaryOperator<String> names = name -> name;
        if (folded) {
            // Two outputs of one node that are folded keep apart by the order of their running numbers.
            TreeSet<String> constants = new TreeSet<>(
                    (a, b) -> a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b));
            nodes.forEach(node -> {
                if (FOLDED.matcher(node.getName()).find()) {
                    constants.add(node.getName());
                }
            });
            Map<String, String> renamed = new HashMap<>();
            constants.forEach(name -> {
                String stem = FOLDED.matcher(name).replaceAll("");
                renamed.put(name, stem + "/_cf_" + seen.merge(stem, 1, Integer::sum));
            });
            names = name -> renamed.getOrDefault(name, name);
        }
        Map<String, NodeDef> index = new TreeMap<>();
        for (NodeDef node : nodes) {
            NodeDef.Builder copy = node.toBuilder().setName(names.apply(node.getName()));
            copy.clearInput();
            for (String input : node.getInputList()) {
                int prefix = input.startsWith("^") ? 1 : 0;
                NodeInput parsed = NodeInput.parse(input);
                String renamed = names.apply(parsed.node());
                copy.addInput(
                        renamed.equals(parsed.node())
                                ? input
                                : input.substring(0, prefix)
                                        + renamed
                                        + input.substring(prefix + parsed.node().length()));
            }
            if (index.put(copy.getName(), copy.build()) != null) {
                found.add(where + "node " + copy.getName() + " twice in " + side);
            }
        }
        return index;
    }

    private static void keys(String what, Set<String> mine, Set<String> theirs, List<String> found) {
        for (String name : mine) {
            if (!theirs.contains(name)) {
                found.add(what + " " + name + " is too much");
            }
        }
        for (String name : theirs) {
            if (!mine.contains(name)) {
                found.add(what + " " + name + " is missing");
            }
        }
    }

    private void node(String name, NodeDef mine, NodeDef theirs, List<String> found) {
        if (!mine.getOp().equals(theirs.getOp())) {
            found.add(name + ": op " + mine.getOp() + " instead of " + theirs.getOp());
            return;
        }
        if (!mine.getDevice().equals(theirs.getDevice())) {
            found.add(name + ": device \"" + mine.getDevice() + "\" instead of \"" + theirs.getDevice() + "\"");
        }
        if (!inputs(mine, false).equals(inputs(theirs, false))) {
            found.add(name + ": inputs " + inputs(mine, false) + " instead of " + inputs(theirs, false));
        }
        Set<String> myControls = new TreeSet<>(inputs(mine, true));
        Set<String> theirControls = new TreeSet<>(inputs(theirs, true));
        if (!myControls.equals(theirControls)) {
            found.add(name + ": control inputs " + myControls + " instead of " + theirControls);
        }
        Set<String> keys = new TreeSet<>(mine.getAttrMap().keySet());
        keys.addAll(theirs.getAttrMap().keySet());
        for (String key : keys) {
            if (!key.equals("_output_shapes")) {
                attr(name, key, mine, theirs, found);
            }
        }
    }

    private void attr(String name, String key, NodeDef mine, NodeDef theirs, List<String> found) {
        AttrValue left = value(mine, key);
        AttrValue right = value(theirs, key);
        if (left == null || right == null) {
            if (left != null || right != null) {
                found.add(name + ": attr " + key + (left == null ? " is missing" : " is too much"));
            }
        } else if (left.hasTensor() && right.hasTensor()) {
            TensorValue actual = TensorValue.of(left.getTensor());
            TensorValue expected = TensorValue.of(right.getTensor());
            String difference = actual.difference(expected, relative, absolute);
            if (!difference.isEmpty() && codes > 0 && !isFloating(expected)) {
                difference = actual.difference(expected, 0, codes);
            }
            if (!difference.isEmpty()) {
                found.add(name + ": attr " + key + ": " + difference);
            }
        } else if (!left.equals(right)) {
            found.add(name + ": attr " + key + " " + text(left) + " instead of " + text(right));
        }
    }

    private static boolean isFloating(TensorValue value) {
        return switch (value.dtype()) {
            case DT_FLOAT, DT_DOUBLE, DT_HALF, DT_BFLOAT16 -> true;
            default -> false;
        };
    }

    private @Nullable AttrValue value(NodeDef node, String key) {
        AttrValue value = node.getAttrMap().get(key);
        OpDef op = TestOps.get().find(node.getOp());
        if (value == null && defaults && op != null) {
            for (OpDef.AttrDef attr : op.getAttrList()) {
                if (attr.getName().equals(key) && attr.hasDefaultValue()) {
                    return attr.getDefaultValue();
                }
            }
        }
        return value;
    }

    private static String text(AttrValue value) {
        String text = value.toString().replace('\n', ' ');
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }

    /** {@code a} and {@code a:0} are the same; in function bodies the entry stays as it is. */
    private static List<String> inputs(NodeDef node, boolean control) {
        List<String> inputs = new ArrayList<>();
        for (String input : node.getInputList()) {
            if (input.startsWith("^") == control) {
                inputs.add(
                        input.endsWith(":0") && input.indexOf(':') == input.length() - 2
                                ? input.substring(0, input.length() - 2)
                                : input);
            }
        }
        return inputs;
    }
}
