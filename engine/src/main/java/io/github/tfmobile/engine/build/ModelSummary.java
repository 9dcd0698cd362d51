package io.github.tfmobile.engine.build;

import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.text.Json;
import io.github.tfmobile.engine.request.GraphRequest;
import io.github.tfmobile.engine.request.LiteRequest;
import io.github.tfmobile.engine.request.ModelRequest;
import io.github.tfmobile.engine.state.Digest;
import io.github.tfmobile.graph.summary.SummaryReport;
import io.github.tfmobile.lite.summary.LiteSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Summarises models: text to the log, JSON to {@code summary/<name>.json}. */
public final class ModelSummary {

    private final BuildContext context;
    private final Steps steps;

    /** Writes below the output folder of the context. */
    public ModelSummary(BuildContext context, Steps steps) {
        this.context = context;
        this.steps = steps;
    }

    /**
     * Summarises one model.
     *
     * @return the file that was written
     * @throws ProblemException if the model cannot be read
     */
    public Path summarize(ModelRequest request) throws ProblemException, IOException {
        Path file = context.output().resolve("summary").resolve(request.name() + ".json");
        steps.run(
                "summarize " + request.name(),
                Digest.of(context.identity(), context.base(), request.source(), asked(request)),
                step -> {
                    Report report = request instanceof LiteRequest lite ? lite(lite) : graph((GraphRequest) request);
                    report.text().lines().forEach(step::note);
                    step.plan(List.of(file));
                    step.wrote(OutputFile.writeText(file, report.json()));
                    step.note("Written to " + context.display(file));
                });
        return file;
    }

    private static String asked(ModelRequest request) {
        return request instanceof GraphRequest graph
                ? graph.endpoints() + " " + graph.options() + " " + graph.transforms()
                : "";
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
        SummaryReport report = new SummarySource(context, request.name()).report(request.source());
        return new Report(report.text(context.names()), report.json());
    }
}
