package io.github.tfmobile.graph.summary;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.summary.GraphSummary.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A summary for people and for programs.
 *
 * @param model the model's name
 * @param source the file or directory it was read from, as the user named it
 * @param signatures the signatures of a SavedModel, one line each; empty for other sources
 * @param summary what is in the graph
 * @param likely the proposed inputs and outputs
 */
public record SummaryReport(
        String model, String source, List<String> signatures, GraphSummary summary, LikelyNames likely) {

    /** The report as text: what {@code summarize_graph} prints, then the proposals with their reasons. */
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add("Model " + model + " (" + source + ")");
        signatures.forEach(signature -> lines.add("Signature " + signature));
        endpoints(lines, "possible inputs", "No inputs spotted.", summary.inputs());
        endpoints(lines, "variables", "No variables spotted.", summary.variables());
        endpoints(lines, "possible outputs", "No outputs spotted.", summary.outputs());
        lines.add("Found " + count(summary.constParameters()) + " const parameters, "
                + count(summary.variableParameters()) + " variable parameters, and " + summary.controlEdges()
                + " control edges in " + summary.nodes() + " nodes and " + summary.functions() + " functions");
        summary.devices().forEach((device, nodes) -> lines.add(nodes + " nodes assigned to device '" + device + "'"));
        summary.invalidInputs().forEach(input -> lines.add("Invalid input, no such node: " + input));
        if (!summary.controlFlow().isEmpty()) {
            lines.add("Control flow: " + counts(summary.controlFlow().entrySet()));
        }
        if (!summary.functionCalls().isEmpty()) {
            lines.add("Function calls: " + counts(summary.functionCalls().entrySet()));
        }
        lines.add("Op types used: " + counts(summary.opsByCount()));
        lines.add("");
        if (likely.inputs().isEmpty() && likely.outputs().isEmpty()) {
            lines.add("No likely inference inputs and outputs found.");
        } else {
            lines.add("Likely inference inputs:");
            likely.inputs().forEach(input -> lines.add("  " + input.spec() + "  " + input.reason()));
            lines.add("Likely inference outputs:");
            likely.outputs().forEach(output -> lines.add("  " + output.name() + "  " + output.reason()));
            if (!likely.feeds().isEmpty()) {
                lines.add("Placeholders that only matter in training:");
                likely.feeds()
                        .forEach(feed -> lines.add("  " + feed.name() + "=" + feed.value() + "  " + feed.reason()));
            }
            lines.add("As properties: " + properties());
        }
        return String.join("\n", lines) + "\n";
    }

    /** The proposals as properties of the command line. */
    public String properties() {
        List<String> properties = new ArrayList<>();
        if (!likely.inputs().isEmpty()) {
            properties.add(Setting.INPUTS.option(
                    likely.inputs().stream().map(LikelyNames.Candidate::spec).collect(Collectors.joining(","))));
        }
        if (!likely.outputs().isEmpty()) {
            properties.add(Setting.OUTPUTS.option(
                    likely.outputs().stream().map(LikelyNames.Candidate::name).collect(Collectors.joining(","))));
        }
        if (!likely.feeds().isEmpty()) {
            properties.add(Setting.FEEDS.option(likely.feeds().stream()
                    .map(feed -> feed.name() + "=" + feed.value())
                    .collect(Collectors.joining(","))));
        }
        return String.join(" ", properties);
    }

    /** The report as JSON, two spaces deep, fields in a fixed order. */
    public String json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", model);
        json.put("source", source);
        json.put("signatures", signatures);
        json.put("nodes", summary.nodes());
        json.put("functions", summary.functions());
        json.put("inputs", summary.inputs().stream().map(SummaryReport::json).toList());
        json.put(
                "variables",
                summary.variables().stream().map(SummaryReport::json).toList());
        json.put("outputs", summary.outputs().stream().map(SummaryReport::json).toList());
        json.put("constParameters", summary.constParameters());
        json.put("variableParameters", summary.variableParameters());
        json.put("controlEdges", summary.controlEdges());
        json.put("devices", summary.devices());
        json.put("invalidInputs", summary.invalidInputs());
        json.put("ops", summary.ops());
        json.put("controlFlow", summary.controlFlow());
        json.put("functionCalls", summary.functionCalls());
        json.put(
                "likelyInputs",
                likely.inputs().stream().map(SummaryReport::json).toList());
        json.put(
                "likelyOutputs",
                likely.outputs().stream().map(SummaryReport::json).toList());
        json.put(
                "likelyFeeds",
                likely.feeds().stream()
                        .map(feed -> ordered("name", feed.name(), "value", feed.value(), "reason", feed.reason()))
                        .toList());
        try {
            return JSON.std
                            .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                            .without(JSON.Feature.WRITE_NULL_PROPERTIES)
                            .asString(json)
                            .replace("\r\n", "\n")
                    + "\n";
        } catch (IOException e) {
            throw new IllegalStateException("maps, lists, strings and numbers always have a JSON form", e);
        }
    }

    private static Map<String, Object> json(Endpoint endpoint) {
        return ordered(
                "name",
                endpoint.name(),
                "op",
                endpoint.op(),
                "dtype",
                Shapes.text(endpoint.dtype()),
                "shape",
                Shapes.text(endpoint.shape()));
    }

    private static Map<String, Object> json(LikelyNames.Candidate candidate) {
        return ordered("name", candidate.name(), "spec", candidate.spec(), "reason", candidate.reason());
    }

    private static Map<String, Object> ordered(String... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static void endpoints(List<String> lines, String kind, String none, List<Endpoint> endpoints) {
        if (endpoints.isEmpty()) {
            lines.add(none);
            return;
        }
        lines.add("Found " + endpoints.size() + " " + kind + ":");
        int shown = Math.min(endpoints.size(), SHOWN);
        endpoints
                .subList(0, shown)
                .forEach(each -> lines.add("  (name=" + each.name() + ", op=" + each.op() + typeAndShape(each) + ")"));
        if (shown < endpoints.size()) {
            lines.add("  and " + (endpoints.size() - shown) + " more; all of them are in the JSON file");
        }
    }

    /** How many inputs, variables or outputs the text lists; a training graph has thousands. */
    private static final int SHOWN = 20;

    private static String typeAndShape(Endpoint endpoint) {
        return (endpoint.dtype() == null ? "" : ", type=" + Shapes.text(endpoint.dtype()))
                + (endpoint.shape() == null ? "" : ", shape=" + Shapes.text(endpoint.shape()));
    }

    private static String counts(Iterable<Map.Entry<String, Integer>> entries) {
        List<String> parts = new ArrayList<>();
        entries.forEach(entry -> parts.add(entry.getValue() + " " + entry.getKey()));
        return String.join(", ", parts);
    }

    private static String count(long number) {
        @Nullable String unit = null;
        double value = number;
        for (String next : List.of("k", "M", "B")) {
            if (value >= 1000) {
                value /= 1000;
                unit = next;
            }
        }
        return unit == null ? Long.toString(number) : number + String.format(Locale.ROOT, " (%.2f%s)", value, unit);
    }
}
