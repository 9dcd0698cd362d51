package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.SettingValue;
import io.github.tfmobile.engine.request.ModelSource;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.freeze.model.Assets;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.freeze.model.SignatureEndpoints;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.io.MetaGraphReader;
import io.github.tfmobile.graph.savedmodel.ModelFunctions;
import io.github.tfmobile.graph.savedmodel.SavedModelFolder;
import io.github.tfmobile.graph.savedmodel.SavedModelReader;
import io.github.tfmobile.graph.summary.GraphSummary;
import io.github.tfmobile.graph.summary.LikelyNames;
import io.github.tfmobile.graph.summary.LikelyNames.Candidate;
import io.github.tfmobile.graph.summary.SummaryReport;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Reads what a summary tells of a source: a graph is searched, a SavedModel says itself what it is fed and gives. */
final class SummarySource {

    private final BuildContext context;
    private final String model;
    private final OpDefs ops = TargetKernels.newestOps();
    private final List<SettingValue> settings = new ArrayList<>();
    private final List<String> about = new ArrayList<>();
    private final List<String> signatures = new ArrayList<>();
    private final List<String> assets = new ArrayList<>();

    SummarySource(BuildContext context, String model) {
        this.context = context;
        this.model = model;
    }

    SummaryReport report(ModelSource.GraphSource source) throws ProblemException {
        source.files().forEach((setting, file) -> settings.add(SettingValue.of(setting, context.display(file))));
        if (source instanceof ModelSource.SavedModelFiles files) {
            return savedModel(source, files.model());
        }
        boolean hasValues = source.files().containsKey(Setting.CHECKPOINT);
        if (source instanceof ModelSource.MetaGraphFiles files) {
            MetaGraphDef metaGraph = MetaGraphReader.read(files.metaGraph());
            tellSignatures("", metaGraph);
            return searched(source, Graph.of(metaGraph.getGraphDef()), hasValues);
        }
        return searched(source, GraphReader.read(source.main()), hasValues);
    }

    private SummaryReport searched(ModelSource source, Graph graph, boolean hasValues) {
        GraphSummary summary = GraphSummary.of(graph);
        if (!hasValues && !summary.variables().isEmpty()) {
            about.add(
                    "The graph has variables; their values are in a checkpoint: " + Setting.CHECKPOINT.inFull() + ".");
        }
        return report(source, false, summary, LikelyNames.of(graph, ops));
    }

    private SummaryReport report(ModelSource source, boolean named, GraphSummary summary, LikelyNames likely) {
        return new SummaryReport(
                model, context.display(source.main()), settings, named, about, signatures, assets, summary, likely);
    }

    private SummaryReport savedModel(ModelSource source, OpenModel.SavedModelDirectory saved) throws ProblemException {
        SavedModelFolder folder = SavedModelReader.read(saved.directory());
        MetaGraphDef metaGraph = folder.metaGraph(saved.tags());
        folder.metaGraphs().forEach(each -> tellSignatures(" (tags " + tags(each) + ")", each));
        if (folder.metaGraphs().size() > 1) {
            about.add("It has MetaGraphs with the tags "
                    + folder.metaGraphs().stream().map(SummarySource::tags).collect(Collectors.joining(" and "))
                    + "; choose with " + Setting.TAGS.inFull() + ".");
        } else {
            about.add("Its only MetaGraph has the tags " + tags(metaGraph) + ".");
        }
        if (!saved.tags().isEmpty()) {
            settings.add(new SettingValue(Setting.TAGS, List.copyOf(saved.tags())));
        }
        Graph graph = Graph.of(metaGraph.getGraphDef());
        Map<String, String> files = Assets.of(folder, metaGraph).names();
        tellAssets(folder, files, graph);
        GraphSummary summary = GraphSummary.of(graph).withoutInputs(files.keySet());
        if (saved.function() != null) {
            settings.add(SettingValue.of(Setting.FUNCTION, saved.function()));
            return report(source, true, summary, named(saved, "function \"" + saved.function() + "\""));
        }
        SortedMap<String, SignatureDef> known = SavedModelFolder.signatures(metaGraph);
        List<String> chosen = chosen(saved, known);
        if (!chosen.isEmpty()) {
            if (!chosen.equals(List.of(SavedModelFolder.SERVING_DEFAULT))) {
                settings.add(new SettingValue(Setting.SIGNATURE, chosen));
            }
            OpenModel.SavedModelDirectory one =
                    new OpenModel.SavedModelDirectory(saved.directory(), saved.tags(), chosen);
            return report(source, true, summary, named(one, "signature " + quoted(chosen)));
        }
        if (!known.isEmpty()) {
            about.add("Each signature is a model of its own: choose with " + Setting.SIGNATURE.inFull() + ", as in "
                    + Setting.SIGNATURE.option(known.firstKey()) + ".");
            return report(source, true, summary, LikelyNames.none());
        }
        if (metaGraph.getObjectGraphDef().getNodesCount() > 0) {
            tellFunctions(metaGraph);
            return report(source, true, summary, LikelyNames.none());
        }
        about.add("It has no signature; the names below are found in its graph.");
        return report(source, false, summary, LikelyNames.of(graph, ops));
    }

    /** Lists the files that the SavedModel brings along, with what reads them: what nothing reads is for the app. */
    private void tellAssets(SavedModelFolder folder, Map<String, String> files, Graph graph) throws ProblemException {
        SortedMap<String, TreeSet<String>> readers = new TreeMap<>();
        folder.assets().keySet().forEach(name -> readers.put(name, new TreeSet<>()));
        files.forEach(
                (node, name) -> readers.computeIfAbsent(name.replaceFirst("^assets/", ""), each -> new TreeSet<>())
                        .addAll(AssetReaders.of(graph, node)));
        readers.forEach((name, by) -> assets.add(Names.plain(name) + ": "
                + (by.isEmpty() ? "nothing in the graph reads it" : "read by " + Names.list(by, 5))));
        if (readers.values().stream().anyMatch(TreeSet::isEmpty)) {
            about.add("It has assets that nothing in the graph reads; " + Setting.ASSETS.inFull()
                    + " copies them beside the final graph.");
        }
    }

    private static List<String> chosen(OpenModel.SavedModelDirectory saved, SortedMap<String, SignatureDef> known) {
        if (!saved.signatures().isEmpty()) {
            return saved.signatures();
        }
        return SavedModelFolder.unnamed(known.keySet()).map(List::of).orElse(List.of());
    }

    /** What freezing makes of signatures; nothing else has to be named. */
    private LikelyNames named(OpenModel.SavedModelDirectory source, String by) throws ProblemException {
        SignatureEndpoints endpoints = SignatureEndpoints.of(source, ops);
        about.add("Inputs and outputs are those of the " + by + "; neither has to be set.");
        return new LikelyNames(
                candidates(endpoints.inputs(), "an argument of the " + by),
                candidates(endpoints.outputs(), "a result of the " + by),
                List.of());
    }

    private static List<Candidate> candidates(List<InputSpec> specs, String reason) {
        return specs.stream()
                .map(spec -> new Candidate(spec.tensor().toString(), spec.dtype(), spec.shape(), reason))
                .toList();
    }

    private void tellFunctions(MetaGraphDef metaGraph) {
        List<ModelFunctions.Trace> functions = ModelFunctions.of(metaGraph);
        if (functions.isEmpty()) {
            about.add("It has neither a signature nor a function; save the model with signatures.");
            return;
        }
        about.add("It has no signature; these are its functions, " + Setting.FUNCTION.inFull() + " freezes one, as in "
                + Setting.FUNCTION.option(functions.get(0).path()) + ":");
        Map<String, Long> traces = functions.stream()
                .collect(Collectors.groupingBy(ModelFunctions.Trace::path, TreeMap::new, Collectors.counting()));
        for (ModelFunctions.Trace trace : functions) {
            boolean several = traces.getOrDefault(trace.path(), 0L) > 1;
            about.add("  " + (several ? trace.function() + " of " : "") + trace.path() + ": " + text(trace.arguments())
                    + " -> " + text(trace.results()));
        }
    }

    private static String text(List<ModelFunctions.Argument> arguments) {
        return arguments.isEmpty()
                ? "nothing"
                : arguments.stream()
                        .map(each -> new InputSpec(
                                        new io.github.tfmobile.graph.NodeInput(each.name(), 0),
                                        each.dtype(),
                                        each.shape())
                                .toString())
                        .collect(Collectors.joining(", "));
    }

    private void tellSignatures(String where, MetaGraphDef metaGraph) {
        SavedModelFolder.signatures(metaGraph)
                .forEach((name, signature) -> signatures.add(name + where + ": inputs " + text(signature.getInputsMap())
                        + "; outputs " + text(signature.getOutputsMap())));
    }

    private static String text(Map<String, TensorInfo> tensors) {
        return new TreeMap<>(tensors)
                .entrySet().stream()
                        .map(tensor ->
                                tensor.getKey() + " = " + tensor.getValue().getName())
                        .collect(Collectors.joining(", "));
    }

    private static String tags(MetaGraphDef metaGraph) {
        return "\"" + String.join(",", new TreeSet<>(metaGraph.getMetaInfoDef().getTagsList())) + "\"";
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", "));
    }
}
