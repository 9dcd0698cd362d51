package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.text.Json;
import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.request.GraphRequest;
import io.github.tfmobile.engine.request.LiteRequest;
import io.github.tfmobile.engine.request.ModelRequest;
import io.github.tfmobile.engine.request.SourceFiles;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.io.MetaGraphReader;
import io.github.tfmobile.graph.savedmodel.SavedModelFolder;
import io.github.tfmobile.graph.savedmodel.SavedModelReader;
import io.github.tfmobile.graph.summary.GraphSummary;
import io.github.tfmobile.graph.summary.LikelyNames;
import io.github.tfmobile.graph.summary.SummaryReport;
import io.github.tfmobile.lite.summary.LiteSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Summarises models: text to the log, JSON to {@code summary/<name>.json}. */
public final class ModelSummary {

    private final BuildContext context;

    /** Writes below the output folder of the context. */
    public ModelSummary(BuildContext context) {
        this.context = context;
    }

    /**
     * Summarises one model.
     *
     * @return the file that was written
     * @throws ProblemException if the model cannot be read
     */
    public Path summarize(ModelRequest request) throws ProblemException, IOException {
        Report report = request instanceof LiteRequest lite ? lite(lite) : graph((GraphRequest) request);
        report.text().lines().forEach(context::note);
        Path file = context.output().resolve("summary").resolve(request.name() + ".json");
        OutputFile.writeText(file, report.json());
        context.note("Written to " + context.display(file));
        return file;
    }

    /** A summary for people and for programs. */
    private record Report(String text, String json) {}

    private Report lite(LiteRequest request) throws ProblemException, IOException {
        String source = context.display(request.source().file());
        LiteSummary summary = LiteSummary.of(request.source().read());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", request.name());
        json.put("source", source);
        json.putAll(summary.json());
        return new Report(
                "Model " + request.name() + " (" + source + ")\n" + String.join("\n", summary.lines()) + "\n",
                Json.pretty(json));
    }

    private Report graph(GraphRequest request) throws ProblemException {
        List<String> signatures = new ArrayList<>();
        Graph graph;
        if (request.source() instanceof SourceFiles.GraphFiles files) {
            graph = GraphReader.read(files.graph());
        } else if (request.source() instanceof SourceFiles.MetaGraphFiles files) {
            MetaGraphDef metaGraph = MetaGraphReader.read(files.metaGraph());
            signatures.addAll(signatures("", metaGraph));
            graph = Graph.of(metaGraph.getGraphDef());
        } else {
            SourceFiles.SavedModelFiles files = (SourceFiles.SavedModelFiles) request.source();
            SavedModelFolder folder = SavedModelReader.read(files.directory());
            for (MetaGraphDef metaGraph : folder.metaGraphs()) {
                String tags = metaGraph.getMetaInfoDef().getTagsList().stream()
                        .sorted()
                        .collect(Collectors.joining(","));
                signatures.addAll(signatures(" (tags " + tags + ")", metaGraph));
            }
            graph = Graph.of(folder.metaGraph(files.tags()).getGraphDef());
        }
        SummaryReport report = new SummaryReport(
                request.name(),
                context.display(request.source().main()),
                signatures,
                GraphSummary.of(graph),
                LikelyNames.of(graph, TargetKernels.newestOps()));
        return new Report(report.text(), report.json());
    }

    private static List<String> signatures(String where, MetaGraphDef metaGraph) {
        List<String> lines = new ArrayList<>();
        SavedModelFolder.signatures(metaGraph)
                .forEach((name, signature) -> lines.add(name + where + ": " + text(signature)));
        return lines;
    }

    private static String text(SignatureDef signature) {
        return "inputs " + text(signature.getInputsMap()) + "; outputs " + text(signature.getOutputsMap());
    }

    private static String text(Map<String, TensorInfo> tensors) {
        return new TreeMap<>(tensors)
                .entrySet().stream()
                        .map(tensor ->
                                tensor.getKey() + " = " + tensor.getValue().getName())
                        .collect(Collectors.joining(", "));
    }
}
