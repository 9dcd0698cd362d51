package io.github.tfmobile.graph.savedmodel;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.function.CallGraph;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;

/**
 * Which tensor of the graph each object is that a function captured. Nodes of variables and tables may have other names than
 * their objects and another order, so what is called with them tells: functions that captured the same (signatures and
 * initializers of tables), the function that restores the variables under the keys that the objects have in the checkpoint, and the
 * functions that create tables.
 */
final class CapturedTensors {

    private static final String VALUE = "/.ATTRIBUTES/VARIABLE_VALUE";

    private final MetaGraphDef metaGraph;
    private final SavedObjectGraph objects;
    private final Map<String, FunctionDef> library;
    /** Variables and tables by name. */
    private final Map<String, NodeDef> nodes = new HashMap<>();

    private final Map<Integer, String> tensors = new HashMap<>();

    private CapturedTensors(MetaGraphDef metaGraph) {
        this.metaGraph = metaGraph;
        this.objects = metaGraph.getObjectGraphDef();
        this.library = new CallGraph(metaGraph.getGraphDef().getLibrary()).functions();
        for (NodeDef node : metaGraph.getGraphDef().getNodeList()) {
            if (OpTrait.VARIABLE.includes(node.getOp()) || OpTrait.TABLE.includes(node.getOp())) {
                nodes.put(node.getName(), node);
            }
        }
    }

    /** The tensors, by the numbers of their objects. */
    static Map<Integer, String> of(MetaGraphDef metaGraph) {
        CapturedTensors captured = new CapturedTensors(metaGraph);
        captured.ofConstants();
        captured.ofCalls();
        captured.ofCheckpoint();
        captured.ofCreators();
        captured.ofNames();
        return captured.tensors;
    }

    private void ofConstants() {
        for (int number = 0; number < objects.getNodesCount(); number++) {
            SavedObject object = objects.getNodes(number);
            if (object.hasAsset()) {
                int asset = object.getAsset().getAssetFileDefIndex();
                if (asset >= 0 && asset < metaGraph.getAssetFileDefCount()) {
                    tensors.put(
                            number,
                            metaGraph.getAssetFileDef(asset).getTensorInfo().getName());
                }
            } else if (object.hasConstant()) {
                tensors.put(number, object.getConstant().getOperation());
            } else if (object.hasCapturedTensor()) {
                tensors.put(number, object.getCapturedTensor().getName());
            }
        }
    }

    /** What functions are called with whose captures are known by number: they follow the arguments. */
    private void ofCalls() {
        for (NodeDef node : metaGraph.getGraphDef().getNodeList()) {
            SavedConcreteFunction concrete = objects.getConcreteFunctionsMap().get(called(node));
            if (concrete != null) {
                List<String> inputs = data(node);
                int first = inputs.size() - concrete.getBoundInputsCount();
                for (int i = 0; first >= 0 && i < concrete.getBoundInputsCount(); i++) {
                    put(concrete.getBoundInputs(i), inputs.get(first + i));
                }
            }
        }
    }

    /** What a function restores that is called with variables. */
    private void ofCheckpoint() {
        Map<String, String> restored = new HashMap<>();
        for (NodeDef node : metaGraph.getGraphDef().getNodeList()) {
            FunctionDef function = library.get(called(node));
            if (function != null) {
                restored(function, data(node), restored);
            }
        }
        if (!restored.isEmpty()) {
            ModelFunctions.checkpointPaths(objects).forEach((number, path) -> {
                String variable = restored.get(path + VALUE);
                if (variable != null && isObject(number)) {
                    put(number, variable);
                }
            });
        }
    }

    /** Adds the inputs of a call that the function assigns what it restores, by their keys. */
    private static void restored(FunctionDef function, List<String> inputs, Map<String, String> restored) {
        Map<String, Integer> arguments = new HashMap<>();
        for (int i = 0; i < function.getSignature().getInputArgCount(); i++) {
            arguments.put(function.getSignature().getInputArg(i).getName(), i);
        }
        Map<String, NodeDef> body = new HashMap<>();
        function.getNodeDefList().forEach(node -> body.put(node.getName(), node));
        for (NodeDef assign : function.getNodeDefList()) {
            if (!assign.getOp().equals("AssignVariableOp") || assign.getInputCount() < 2) {
                continue;
            }
            Integer argument = arguments.get(assign.getInput(0));
            String[] value = assign.getInput(1).split(":", -1);
            NodeDef from = body.get(value[0]);
            if (from != null && from.getOp().equals("Identity") && from.getInputCount() > 0) {
                value = from.getInput(0).split(":", -1);
                from = body.get(value[0]);
            }
            if (argument == null || argument >= inputs.size() || from == null || value.length < 3) {
                continue;
            }
            String key = from.getOp().equals("RestoreV2") && from.getInputCount() > 1
                    ? text(body.get(from.getInput(1).split(":", -1)[0]), value[2])
                    : null;
            if (key != null) {
                restored.put(key, inputs.get(argument));
            }
        }
    }

    private static @Nullable String text(@Nullable NodeDef constant, String index) {
        if (constant == null || !index.matches("\\d{1,9}")) {
            return null;
        }
        var texts = constant.getAttrOrDefault("value", Attrs.string("")).getTensor();
        int at = Integer.parseInt(index);
        return at < texts.getStringValCount() ? texts.getStringVal(at).toStringUtf8() : null;
    }

    /** A table and the function that creates it agree on the name that it has at run time. */
    private void ofCreators() {
        for (int number = 0; number < objects.getNodesCount(); number++) {
            if (!isObject(number) || tensors.containsKey(number)) {
                continue;
            }
            for (var child : objects.getNodes(number).getChildrenList()) {
                if (child.getLocalName().equals("_create_resource")
                        && child.getNodeId() >= 0
                        && child.getNodeId() < objects.getNodesCount()) {
                    SavedObject creator = objects.getNodes(child.getNodeId());
                    for (String name : creator.getFunction().getConcreteFunctionsList()) {
                        created(number, library.get(name));
                    }
                }
            }
        }
    }

    private void created(int object, @Nullable FunctionDef creator) {
        for (NodeDef made : creator == null ? List.<NodeDef>of() : creator.getNodeDefList()) {
            if (OpTrait.TABLE.includes(made.getOp()) && !shared(made).isEmpty()) {
                List<NodeDef> same = nodes.values().stream()
                        .filter(node -> node.getOp().equals(made.getOp())
                                && shared(node).equals(shared(made)))
                        .toList();
                if (same.size() == 1) {
                    put(object, same.get(0).getName());
                }
            }
        }
    }

    /** Where one variable alone has a name, or there is one table alone, in a model that tells nothing else. */
    private void ofNames() {
        Map<String, List<Integer>> variables = new HashMap<>();
        List<Integer> tables = new ArrayList<>();
        for (int number = 0; number < objects.getNodesCount(); number++) {
            SavedObject object = objects.getNodes(number);
            if (object.hasVariable()) {
                variables
                        .computeIfAbsent(object.getVariable().getName(), name -> new ArrayList<>())
                        .add(number);
            } else if (object.hasResource()) {
                tables.add(number);
            }
        }
        variables.forEach((name, numbers) -> only(numbers, OpTrait.VARIABLE, name));
        only(tables, OpTrait.TABLE, null);
    }

    private void only(List<Integer> numbers, OpTrait kind, @Nullable String name) {
        List<NodeDef> found = nodes.values().stream()
                .filter(node -> kind.includes(node.getOp())
                        && (name == null || shared(node).equals(name)))
                .toList();
        if (numbers.size() == 1 && found.size() == 1) {
            put(numbers.get(0), found.get(0).getName());
        }
    }

    private void put(int number, String tensor) {
        if (isObject(number) && nodes.containsKey(tensor)) {
            tensors.putIfAbsent(number, tensor);
        }
    }

    /** Whether an object is a variable or a table, which are nodes of their own. */
    private boolean isObject(int number) {
        return number >= 0
                && number < objects.getNodesCount()
                && (objects.getNodes(number).hasVariable()
                        || objects.getNodes(number).hasResource());
    }

    private static String called(NodeDef node) {
        return OpTrait.CALL.includes(node.getOp())
                ? node.getAttrOrDefault("f", Attrs.string("")).getFunc().getName()
                : "";
    }

    private static List<String> data(NodeDef node) {
        return node.getInputList().stream()
                .filter(input -> !input.startsWith("^"))
                .map(input -> input.endsWith(":0") ? input.substring(0, input.length() - 2) : input)
                .toList();
    }

    private static String shared(NodeDef node) {
        return node.getAttrOrDefault("shared_name", Attrs.string("")).getS().toStringUtf8();
    }
}
