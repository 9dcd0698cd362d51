package io.github.tfmobile.graph.savedmodel;

import io.github.tfmobile.graph.function.CallGraph;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The functions of a model that TensorFlow 2 saved, as its object graph names them
 * (tensorflow/core/protobuf/saved_object_graph.proto): {@code classify}, {@code encoder.__call__}.
 */
public final class ModelFunctions {

    /** Objects further inside are parts of layers, which nobody calls from outside. */
    private static final int DEEPEST = 4;

    /**
     * An argument or a result.
     *
     * @param name its name
     * @param dtype its dtype
     * @param shape its shape; null when not known
     */
    public record Argument(
            String name, Dtype dtype, @Nullable TensorShapeProto shape) {}

    /**
     * A function for certain dtypes and shapes.
     *
     * @param path the way to it from the root object, names with dots between
     * @param function its name in the function library
     * @param arguments what it is called with
     * @param results what it gives
     * @param captured the objects that it reads besides its arguments, by number
     */
    public record Trace(
            String path, String function, List<Argument> arguments, List<Argument> results, List<Integer> captured) {

        /** Copies the lists. */
        public Trace {
            arguments = List.copyOf(arguments);
            results = List.copyOf(results);
            captured = List.copyOf(captured);
        }
    }

    private ModelFunctions() {}

    /**
     * All functions, by path; one entry for each set of dtypes and shapes that they were traced for. What makes, fills and frees a
     * table is run by who loads the model and is none of them.
     */
    public static List<Trace> of(MetaGraphDef metaGraph) {
        SavedObjectGraph objects = metaGraph.getObjectGraphDef();
        Map<String, FunctionDef> library = new CallGraph(metaGraph.getGraphDef().getLibrary()).functions();
        Map<String, List<Trace>> found = new TreeMap<>();
        Set<String> seen = new HashSet<>(); // a trace is also an object of its own, further inside
        paths(objects).forEach((number, path) -> {
            SavedObject object = objects.getNodes(number);
            List<String> names = object.hasFunction()
                    ? object.getFunction().getConcreteFunctionsList()
                    : object.hasBareConcreteFunction()
                            ? List.of(object.getBareConcreteFunction().getConcreteFunctionName())
                            : List.of();
            for (String name : names) {
                FunctionDef function = library.get(name);
                SavedConcreteFunction concrete =
                        objects.getConcreteFunctionsMap().get(name);
                if (function != null && concrete != null && seen.add(name)) {
                    found.computeIfAbsent(path, p -> new ArrayList<>()).add(trace(path, function, concrete));
                }
            }
        });
        return found.values().stream().flatMap(List::stream).toList();
    }

    /** The shortest path to each object; signatures, which have a name of their own, are left out, and what belongs to a table. */
    private static Map<Integer, String> paths(SavedObjectGraph objects) {
        return paths(objects, ".", name -> name, object -> !object.hasResource());
    }

    /** The shortest path to each object as a checkpoint has it (tensorflow/python/checkpoint/util.py). */
    static Map<Integer, String> checkpointPaths(SavedObjectGraph objects) {
        return paths(objects, "/", name -> name.replace(".", "..").replace("/", ".S"), object -> true);
    }

    private static Map<Integer, String> paths(
            SavedObjectGraph objects, String separator, UnaryOperator<String> name, Predicate<SavedObject> enters) {
        Map<Integer, String> paths = new LinkedHashMap<>();
        Map<Integer, Integer> depths = new HashMap<>();
        Deque<Integer> open = new ArrayDeque<>();
        Set<Integer> seen = new HashSet<>();
        if (objects.getNodesCount() > 0) {
            open.add(0);
            seen.add(0);
            paths.put(0, "");
            depths.put(0, 0);
        }
        while (!open.isEmpty()) {
            int at = open.remove();
            int depth = depths.getOrDefault(at, 0);
            if (!enters.test(objects.getNodes(at))) {
                continue;
            }
            for (var child : objects.getNodes(at).getChildrenList()) {
                int next = child.getNodeId();
                boolean signatures = depth == 0 && child.getLocalName().equals("signatures");
                if (!signatures && depth < DEEPEST && next >= 0 && next < objects.getNodesCount() && seen.add(next)) {
                    String path = paths.getOrDefault(at, "");
                    String step = name.apply(child.getLocalName());
                    paths.put(next, path.isEmpty() ? step : path + separator + step);
                    depths.put(next, depth + 1);
                    open.add(next);
                }
            }
        }
        return paths;
    }

    private static Trace trace(String path, FunctionDef function, SavedConcreteFunction concrete) {
        OpDef signature = function.getSignature();
        int captured = Math.min(concrete.getBoundInputsCount(), signature.getInputArgCount());
        List<Argument> arguments = new ArrayList<>();
        for (int i = 0; i < signature.getInputArgCount() - captured; i++) {
            OpDef.ArgDef arg = signature.getInputArg(i);
            Map<String, AttrValue> attrs = function.getArgAttrMap().containsKey(i)
                    ? function.getArgAttrOrThrow(i).getAttrMap()
                    : Map.of();
            AttrValue named = attrs.get("_user_specified_name");
            AttrValue shapes = attrs.get("_output_shapes");
            arguments.add(new Argument(
                    named == null || named.getS().isEmpty()
                            ? arg.getName()
                            : named.getS().toStringUtf8(),
                    new Dtype(arg.getTypeValue()),
                    shapes == null || shapes.getList().getShapeCount() != 1
                            ? null
                            : shapes.getList().getShape(0)));
        }
        return new Trace(
                path,
                signature.getName(),
                unique(arguments),
                results(signature, concrete.getOutputSignature()),
                concrete.getBoundInputsList());
    }

    private static List<Argument> results(OpDef signature, StructuredValue structure) {
        List<Argument> named = new ArrayList<>();
        results("", structure, named);
        List<Argument> results = new ArrayList<>();
        for (int i = 0; i < signature.getOutputArgCount(); i++) {
            OpDef.ArgDef arg = signature.getOutputArg(i);
            boolean fits = named.size() == signature.getOutputArgCount();
            String name = !fits
                    ? arg.getName()
                    : named.get(i).name().isEmpty() ? "output" : named.get(i).name();
            results.add(new Argument(
                    name, new Dtype(arg.getTypeValue()), fits ? named.get(i).shape() : null));
        }
        return unique(results);
    }

    /** The tensors of a structure in the order of tf.nest: dictionaries by key. */
    private static void results(String name, StructuredValue value, List<Argument> found) {
        if (value.hasTensorSpecValue()) {
            found.add(new Argument(
                    name,
                    new Dtype(value.getTensorSpecValue().getDtypeValue()),
                    value.getTensorSpecValue().getShape()));
        } else if (value.hasDictValue()) {
            new TreeMap<>(value.getDictValue().getFieldsMap())
                    .forEach((key, field) -> results(joined(name, key), field, found));
        } else if (value.hasTupleValue()) {
            for (int i = 0; i < value.getTupleValue().getValuesCount(); i++) {
                results(
                        joined(name.isEmpty() ? "output" : name, "" + i),
                        value.getTupleValue().getValues(i),
                        found);
            }
        } else if (value.hasListValue()) {
            for (int i = 0; i < value.getListValue().getValuesCount(); i++) {
                results(
                        joined(name.isEmpty() ? "output" : name, "" + i),
                        value.getListValue().getValues(i),
                        found);
            }
        } else if (value.hasNamedTupleValue()) {
            value.getNamedTupleValue()
                    .getValuesList()
                    .forEach(pair -> results(joined(name, pair.getKey()), pair.getValue(), found));
        }
    }

    private static String joined(String name, String part) {
        return name.isEmpty() ? part : name + "_" + part;
    }

    private static List<Argument> unique(List<Argument> arguments) {
        Set<String> taken = new HashSet<>();
        List<Argument> unique = new ArrayList<>();
        for (Argument argument : arguments) {
            String name = argument.name();
            for (int i = 1; !taken.add(name); i++) {
                name = argument.name() + "_" + i;
            }
            unique.add(new Argument(name, argument.dtype(), argument.shape()));
        }
        return unique;
    }
}
