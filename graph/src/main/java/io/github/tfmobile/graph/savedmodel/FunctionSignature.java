package io.github.tfmobile.graph.savedmodel;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.function.CallGraph;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.savedmodel.ModelFunctions.Argument;
import io.github.tfmobile.graph.savedmodel.ModelFunctions.Trace;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Gives a function of a model's object graph a signature, as if it had been saved with one: placeholders for its
 * arguments and a call, which reads the variables that the function captured.
 */
public final class FunctionSignature {

    private final MetaGraphDef metaGraph;
    private final Path folder;
    private final Set<String> taken = new HashSet<>();

    private FunctionSignature(MetaGraphDef metaGraph, Path folder) {
        this.metaGraph = metaGraph;
        this.folder = folder;
        metaGraph.getGraphDef().getNodeList().forEach(node -> taken.add(node.getName()));
    }

    /**
     * The MetaGraph with a signature of the function's name.
     *
     * @param function the path of a function, or the name that one of its traces has in the function library
     * @param folder the SavedModel's folder, for messages
     * @throws ProblemException if there is no such function, several traces have the path, or what it captured is unknown
     */
    public static MetaGraphDef add(MetaGraphDef metaGraph, String function, Path folder) throws ProblemException {
        return new FunctionSignature(metaGraph, folder).add(function);
    }

    private MetaGraphDef add(String function) throws ProblemException {
        Trace trace = trace(function);
        GraphDef.Builder graph = metaGraph.getGraphDef().toBuilder();
        SignatureDef.Builder signature = SignatureDef.newBuilder();
        NodeDef.Builder call = NodeDef.newBuilder().setName(fresh("call")).setOp("StatefulPartitionedCall");
        AttrValue.Builder types = AttrValue.newBuilder();
        for (Argument argument : trace.arguments()) {
            String name = fresh("argument_" + argument.name().replaceAll("[^A-Za-z0-9_.]", "_"));
            TensorShapeProto shape = argument.shape() == null
                    ? TensorShapeProto.newBuilder().setUnknownRank(true).build()
                    : argument.shape();
            graph.addNode(NodeDef.newBuilder()
                    .setName(name)
                    .setOp("Placeholder")
                    .putAttr("dtype", Attrs.type(argument.dtype()))
                    .putAttr("shape", Attrs.shape(shape)));
            call.addInput(name);
            types.getListBuilder().addTypeValue(argument.dtype().number());
            signature.putInputs(argument.name(), info(name, 0, argument));
        }
        Map<Integer, String> captures = CapturedTensors.of(metaGraph);
        for (int object : trace.captured()) {
            String tensor = captures.get(object);
            if (tensor == null) {
                throw new ProblemException(Problem.of(
                        GraphProblem.FUNCTION_READS_OBJECT,
                        "function \"" + function + "\" reads object " + object + " of the model, which is in no node",
                        Place.of(folder),
                        "Save the model with signatures: tf.saved_model.save(model, folder, signatures=...)."));
            }
            call.addInput(tensor);
        }
        FunctionDef traced = Objects.requireNonNull(
                new CallGraph(metaGraph.getGraphDef().getLibrary()).functions().get(trace.function()));
        traced.getSignature().getInputArgList().stream()
                .skip(trace.arguments().size())
                .forEach(arg -> types.getListBuilder().addTypeValue(arg.getTypeValue()));
        AttrValue.Builder results = AttrValue.newBuilder();
        results.getListBuilder();
        for (int i = 0; i < trace.results().size(); i++) {
            Argument result = trace.results().get(i);
            results.getListBuilder().addTypeValue(result.dtype().number());
            signature.putOutputs(result.name(), info(call.getName(), i, result));
        }
        types.getListBuilder();
        call.putAttr("Tin", types.build()).putAttr("Tout", results.build());
        call.putAttr(
                "f",
                AttrValue.newBuilder()
                        .setFunc(NameAttrList.newBuilder().setName(trace.function()))
                        .build());
        return metaGraph.toBuilder()
                .setGraphDef(graph.addNode(call))
                .putSignatureDef(function, signature.build())
                .build();
    }

    private Trace trace(String function) throws ProblemException {
        List<Trace> all = ModelFunctions.of(metaGraph);
        List<Trace> found = all.stream()
                .filter(trace ->
                        trace.path().equals(function) || trace.function().equals(function))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        Set<String> names = new TreeSet<>();
        (found.isEmpty() ? all : found).forEach(trace -> names.add(found.isEmpty() ? trace.path() : trace.function()));
        String near = found.isEmpty() ? Nearest.question(function, names) : "";
        throw new ProblemException(Problem.of(
                GraphProblem.UNKNOWN_FUNCTION,
                Setting.FUNCTION
                        + (found.isEmpty()
                                ? " names no function of the model"
                                : " was traced " + found.size() + " times")
                        + ": \"" + function + "\"",
                Place.of(folder),
                names.isEmpty()
                        ? "The model has no functions; name nodes: " + Setting.OUTPUTS.inFull() + "."
                        : (near.isEmpty() ? "" : near + " ") + "There are "
                                + names.stream()
                                        .limit(20)
                                        .map(name -> "\"" + name + "\"")
                                        .collect(Collectors.joining(", "))
                                + "; choose with " + Setting.FUNCTION.inFull() + "."));
    }

    private static TensorInfo info(String node, int port, Argument argument) {
        TensorInfo.Builder info = TensorInfo.newBuilder()
                .setName(node + ":" + port)
                .setDtypeValue(argument.dtype().number());
        if (argument.shape() != null) {
            info.setTensorShape(argument.shape());
        }
        return info.build();
    }

    private String fresh(String wanted) {
        String name = wanted;
        for (int i = 1; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }
}
