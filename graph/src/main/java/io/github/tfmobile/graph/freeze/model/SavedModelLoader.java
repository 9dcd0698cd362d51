package io.github.tfmobile.graph.freeze.model;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.edit.Colocation;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.savedmodel.FunctionSignature;
import io.github.tfmobile.graph.savedmodel.SavedModelFolder;
import io.github.tfmobile.graph.savedmodel.SavedModelReader;
import io.github.tfmobile.registry.Dtype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Makes one graph of a SavedModel's MetaGraph and the signatures that are wanted. A model that TensorFlow 2 traced gets
 * its inputs and outputs under the names that the signature gives them.
 */
public final class SavedModelLoader {

    private final OpenModel.SavedModelDirectory source;
    private final FreezeRequest request;
    private final List<String> notes;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, String> renames = new LinkedHashMap<>();
    private final Map<String, String> renamed = new TreeMap<>();
    private final List<InputSpec> inputs = new ArrayList<>();
    private final List<InputSpec> outputs = new ArrayList<>();
    private final List<Node> added = new ArrayList<>();
    private final Map<String, NodeInput> resultNames = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, NodeInput> argumentNames = new HashMap<>();
    private final Set<String> callers = new LinkedHashSet<>();

    /** A loader that adds to the notes what the user should know. */
    public SavedModelLoader(OpenModel.SavedModelDirectory source, FreezeRequest request, List<String> notes) {
        this.source = source;
        this.request = request;
        this.notes = notes;
    }

    /**
     * The graph as it is read.
     *
     * @param traced whether TensorFlow 2 made it
     */
    private record Original(Graph graph, FunctionLibrary library, boolean traced) {}

    /**
     * Reads the graph, its signature and its assets.
     *
     * @throws ProblemException if the folder or the request does not fit
     */
    public LoadedModel load() throws ProblemException {
        SavedModelFolder folder = SavedModelReader.read(source.directory());
        MetaGraphDef metaGraph = metaGraph(folder);
        Graph graph = Graph.of(metaGraph.getGraphDef());
        boolean traced =
                metaGraph.hasObjectGraphDef() && metaGraph.getObjectGraphDef().getNodesCount() > 0;
        Original original = new Original(
                graph, new FunctionLibrary(graph.library(), request.ops(), Place.of(source.directory())), traced);
        List<String> signatures = signatures(folder, metaGraph);
        for (String name : signatures) {
            SignatureDef signature = folder.signature(metaGraph, name);
            String prefix = signatures.size() > 1 ? name + "_" : "";
            for (Map.Entry<String, TensorInfo> entry : new TreeMap<>(signature.getInputsMap()).entrySet()) {
                parts(entry.getKey(), entry.getValue())
                        .forEach((argument, info) -> input(original, name, prefix + argument, info));
            }
            for (Map.Entry<String, TensorInfo> entry : new TreeMap<>(signature.getOutputsMap()).entrySet()) {
                parts(entry.getKey(), entry.getValue())
                        .forEach((result, info) -> output(original, name, prefix + result, info));
            }
        }
        Assets assets = Assets.of(folder, metaGraph);
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        SignatureInputs fed = SignatureInputs.of(request.inputs(), inputs, argumentNames);
        Checkpoint checkpoint = folder.hasVariables() ? folder.variables() : null;
        return new LoadedModel(
                renamed(graph),
                source.directory(),
                null,
                checkpoint,
                metaGraph.hasSaverDef() ? metaGraph.getSaverDef() : null,
                fed.inputs(),
                fed.arguments(),
                traced ? wrappers(graph) : Set.of(),
                wanted(),
                renamed,
                assets,
                initializers(metaGraph),
                traced);
    }

    /** The MetaGraph, with a signature for the function that is asked for in place of one. */
    private MetaGraphDef metaGraph(SavedModelFolder folder) throws ProblemException {
        MetaGraphDef metaGraph = folder.metaGraph(source.tags());
        return source.function() == null
                ? metaGraph
                : FunctionSignature.add(metaGraph, source.function(), folder.folder());
    }

    private List<String> signatures(SavedModelFolder folder, MetaGraphDef metaGraph) throws ProblemException {
        if (source.function() != null) {
            return List.of(source.function());
        }
        if (!source.signatures().isEmpty()) {
            return source.signatures();
        }
        Optional<String> unnamed =
                SavedModelFolder.unnamed(SavedModelFolder.signatures(metaGraph).keySet());
        if (unnamed.isPresent()) {
            if (!unnamed.get().equals(SavedModelFolder.SERVING_DEFAULT)) {
                notes.add("the SavedModel has no signature \"" + SavedModelFolder.SERVING_DEFAULT
                        + "\", its only one \"" + unnamed.get() + "\" is taken");
            }
            return List.of(unnamed.get());
        }
        if (!request.outputs().isEmpty()) {
            return List.of();
        }
        folder.signature(metaGraph, SavedModelFolder.SERVING_DEFAULT);
        return List.of();
    }

    /** The tensors of an argument or result: one, or three of a sparse tensor. */
    private static Map<String, TensorInfo> parts(String name, TensorInfo info) {
        Map<String, TensorInfo> parts = new LinkedHashMap<>();
        if (info.hasCooSparse()) {
            TensorInfo.CooSparse sparse = info.getCooSparse();
            parts.put(name + "_indices", tensor(sparse.getIndicesTensorName(), DataType.DT_INT64_VALUE));
            parts.put(name + "_values", tensor(sparse.getValuesTensorName(), info.getDtypeValue()));
            parts.put(name + "_dense_shape", tensor(sparse.getDenseShapeTensorName(), DataType.DT_INT64_VALUE));
        } else if (info.hasCompositeTensor()) {
            for (int i = 0; i < info.getCompositeTensor().getComponentsCount(); i++) {
                parts.put(name + "_" + i, info.getCompositeTensor().getComponents(i));
            }
        } else {
            parts.put(name, info);
        }
        return parts;
    }

    private static TensorInfo tensor(String name, int dtype) {
        return TensorInfo.newBuilder().setName(name).setDtypeValue(dtype).build();
    }

    /** A name that a node may have: what TensorFlow does not take becomes an underscore. */
    static String nodeName(String wanted) {
        String name = wanted.replaceAll("[^A-Za-z0-9_.\\\\/>-]", "_");
        return name.isEmpty() || !name.substring(0, 1).matches("[A-Za-z0-9.]") ? "x" + name : name;
    }

    private void input(Original from, String signature, String argument, TensorInfo info) {
        NodeInput tensor = NodeInput.parse(info.getName());
        if (!exists(from.graph(), signature, tensor)) {
            return;
        }
        NodeInput named = tensor;
        if (from.traced() && tensor.port() == 0) {
            String known = renames.get(tensor.node());
            String name = known != null ? known : nodeName(argument);
            if (known == null && taken.add(name)) {
                renames.put(tensor.node(), name);
                renamed.put(name, info.getName());
            }
            named = new NodeInput(renames.getOrDefault(tensor.node(), tensor.node()), 0);
        }
        argumentNames.put(argument, named);
        argumentNames.put(tensor.toString(), named);
        argumentNames.put(named.toString(), named);
        inputs.add(new InputSpec(
                named, dtype(from, argument, tensor, info), info.hasTensorShape() ? info.getTensorShape() : null));
    }

    /** The dtype that the graph gives a tensor: a TensorInfo only describes. */
    private Dtype dtype(Original from, String name, NodeInput tensor, TensorInfo info) {
        Dtype said = new Dtype(info.getDtypeValue());
        Node node = from.graph().named(tensor.node());
        NodeSignature signature = node == null ? null : from.library().signature(node);
        Dtype dtype = signature == null ? null : signature.outputType(tensor.port());
        if (dtype == null || dtype.withoutRef().equals(said)) {
            return said;
        }
        notes.add("the signature says that \"" + name + "\" is " + said.name() + ", in the graph \"" + tensor + "\" is "
                + dtype.withoutRef().name() + ", which counts");
        return dtype.withoutRef();
    }

    /** The calls that give the signatures' results, under the names that they have now. */
    private Set<String> wrappers(Graph graph) {
        Set<String> calls = new LinkedHashSet<>();
        for (String name : callers) {
            Node node = graph.named(name);
            if (node != null && OpTrait.CALL.includes(node.op())) {
                calls.add(renames.getOrDefault(name, name));
            }
        }
        return calls;
    }

    private void output(Original from, String signature, String result, TensorInfo info) {
        NodeInput tensor = NodeInput.parse(info.getName());
        if (!exists(from.graph(), signature, tensor)) {
            return;
        }
        NodeInput named = tensor;
        String name = nodeName(result);
        Dtype dtype = dtype(from, result, tensor, info);
        callers.add(tensor.node());
        if (from.traced()) {
            // An argument and a result of one name are two nodes of the graph; the result gives way.
            while (!taken.add(name)) {
                name = name + "_output";
            }
            added.add(Node.builder(name, "Identity")
                    .input(tensor)
                    .attr("T", dtype.attr())
                    .build());
            named = new NodeInput(name, 0);
            renamed.put(name, info.getName());
        }
        resultNames.put(result, named);
        resultNames.put(tensor.toString(), named);
        outputs.add(new InputSpec(named, dtype, info.hasTensorShape() ? info.getTensorShape() : null));
    }

    private boolean exists(Graph graph, String signature, NodeInput tensor) {
        if (graph.named(tensor.node()) != null) {
            return true;
        }
        problems.add(damaged(
                "signature \"" + signature + "\": the graph has no node \"" + tensor.node() + "\"",
                source.directory()));
        return false;
    }

    /** The outputs that the request names, under the names that they have now; all of them when it names none. */
    private List<InputSpec> wanted() {
        if (request.outputs().isEmpty()) {
            return outputs;
        }
        List<InputSpec> wanted = new ArrayList<>();
        for (NodeInput output : request.outputs()) {
            NodeInput named = resultNames.getOrDefault(output.toString(), output);
            wanted.add(outputs.stream()
                    .filter(known -> known.tensor().equals(named))
                    .findFirst()
                    .orElse(new InputSpec(named, null, null)));
        }
        return wanted;
    }

    private Graph renamed(Graph graph) {
        if (renames.isEmpty() && added.isEmpty()) {
            return graph;
        }
        Set<String> names = new LinkedHashSet<>();
        graph.all().forEach(node -> names.add(node.name()));
        names.removeAll(renames.keySet());
        // A node that has one of the new names by chance gets another.
        for (String name : List.copyOf(names)) {
            if (taken.contains(name)) {
                String free = name;
                while (names.contains(free) || taken.contains(free)) {
                    free += "_1";
                }
                names.add(free);
                renames.put(name, free);
            }
        }
        List<Node> nodes = new ArrayList<>();
        graph.all().forEach(node -> nodes.add(renamed(node)));
        added.forEach(node -> nodes.add(inputsRenamed(node.toBuilder(), node).build()));
        return graph.with(nodes);
    }

    private Node renamed(Node node) {
        Node.Builder copy = Colocation.rename(node, name -> renames.getOrDefault(name, name)).toBuilder();
        copy.name(renames.getOrDefault(node.name(), node.name()));
        return inputsRenamed(copy, node).build();
    }

    private Node.Builder inputsRenamed(Node.Builder copy, Node node) {
        copy.inputs(List.of());
        for (NodeInput input : node.inputs()) {
            String other = renames.get(input.node());
            copy.input(other == null ? input : new NodeInput(other, input.port()));
        }
        return copy;
    }

    /** What the loader of a SavedModel runs after restoring it (tensorflow/cc/saved_model/loader.cc, GetInitOp). */
    private Set<String> initializers(MetaGraphDef metaGraph) {
        Set<String> names = new LinkedHashSet<>();
        SignatureDef init = metaGraph.getSignatureDefMap().get("__saved_model_init_op");
        if (init != null) {
            init.getOutputsMap()
                    .values()
                    .forEach(info -> names.add(NodeInput.parse(info.getName()).node()));
        }
        for (String collection : List.of("saved_model_main_op", "legacy_init_op")) {
            var value = metaGraph.getCollectionDefMap().get(collection);
            if (value != null) {
                value.getNodeList()
                        .getValueList()
                        .forEach(name -> names.add(NodeInput.parse(name).node()));
            }
        }
        Set<String> now = new LinkedHashSet<>();
        names.forEach(name -> now.add(renames.getOrDefault(name, name)));
        return now;
    }

    /** That a SavedModel's description is damaged. */
    static Problem damaged(String what, Path folder) {
        return Problem.of(
                GraphProblem.SAVED_MODEL_DAMAGED,
                what,
                Place.of(folder),
                "The file is damaged; copy or save the model again.");
    }
}
