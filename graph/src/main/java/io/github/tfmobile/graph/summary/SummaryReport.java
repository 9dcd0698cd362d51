package io.github.tfmobile.graph.summary;

import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.common.problem.SettingValue;
import io.github.tfmobile.common.text.Json;
import io.github.tfmobile.graph.summary.GraphSummary.Endpoint;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A summary for people and for programs.
 *
 * @param model the model's name
 * @param source the file or directory it was read from, as the user named it
 * @param settings what names the source, and what else a run needs besides what is proposed
 * @param named whether the source itself says what its inputs and outputs are, so that no setting has to
 * @param about what is to be known of the source: signatures, functions, what to choose; one line each
 * @param signatures the signatures of a SavedModel, one line each; empty for other sources
 * @param assets the files that a SavedModel brings along, one line each; empty for other sources
 * @param summary what is in the graph
 * @param likely the proposed inputs and outputs
 */
public record SummaryReport(
        String model,
        String source,
        List<SettingValue> settings,
        boolean named,
        List<String> about,
        List<String> signatures,
        List<String> assets,
        GraphSummary summary,
        LikelyNames likely) {

    /** How many lines of a kind the text has. */
    private static final int SHOWN = 20;

    /** How many it has where there are more than that: what such things are called, and not which they are. */
    private static final int EXAMPLES = 5;

    /** Copies the lists. */
    public SummaryReport {
        settings = List.copyOf(settings);
        about = List.copyOf(about);
        signatures = List.copyOf(signatures);
        assets = List.copyOf(assets);
    }

    /** The report as text: the proposals with their reasons and what to run, then what {@code summarize_graph} prints. */
    public String text(SettingNames names) {
        List<String> lines = new ArrayList<>();
        lines.add("Model " + model + " (" + source + ")");
        lines.addAll(about);
        List<String> signed =
                signatures.stream().map(signature -> "Signature " + signature).toList();
        if (likely.isEmpty()) {
            lines.addAll(signed);
            lines.add("No inputs and outputs to propose.");
        } else {
            lines.add(likely.inputs().isEmpty() ? "No inputs." : "Inputs:");
            table(lines, likely.inputs().stream().map(each -> List.of(each.spec(), each.reason())));
            lines.add(likely.outputs().isEmpty() ? "No outputs." : "Outputs:");
            table(lines, likely.outputs().stream().map(each -> List.of(each.spec(), each.reason())));
            if (!likely.feeds().isEmpty()) {
                lines.add("Placeholders that only matter in training:");
                table(
                        lines,
                        likely.feeds().stream().map(each -> List.of(each.name() + "=" + each.value(), each.reason())));
            }
            lines.add("Next:");
            names.run("prepare", answer()).forEach(line -> lines.add("  " + line));
        }
        lines.add("");
        if (!likely.isEmpty()) {
            lines.addAll(signed);
        }
        assets.stream().limit(SHOWN).forEach(asset -> lines.add("Asset " + asset));
        more(lines, assets.size(), SHOWN);
        endpoints(lines, "possible inputs", "No inputs spotted.", summary.inputs());
        endpoints(lines, "possible outputs", "No outputs spotted.", summary.outputs());
        endpoints(lines, "variables", "No variables spotted.", summary.variables());
        lines.add("Found " + count(summary.constParameters()) + " const parameters, "
                + count(summary.variableParameters()) + " variable parameters, and " + summary.controlEdges()
                + " control edges in " + summary.nodes() + " nodes and " + summary.functions() + " functions");
        summary.devices().forEach((device, nodes) -> lines.add(nodes + " nodes assigned to device '" + device + "'"));
        summary.invalidInputs().stream()
                .limit(SHOWN)
                .forEach(input -> lines.add("Invalid input, no such node: " + input));
        if (!summary.controlFlow().isEmpty()) {
            lines.add("Control flow: " + counts(summary.controlFlow().entrySet()));
        }
        if (!summary.functionCalls().isEmpty()) {
            lines.add("Function calls: "
                    + counts(summary.functionCalls().entrySet().stream()
                            .limit(SHOWN)
                            .toList()));
        }
        lines.add("Op types used: " + counts(summary.opsByCount()));
        return String.join("\n", lines) + "\n";
    }

    /** The settings of the model as proposed. */
    public List<SettingValue> answer() {
        List<SettingValue> values = new ArrayList<>(settings);
        if (!named) {
            add(values, Setting.INPUTS, likely.inputs().stream().map(LikelyNames.Candidate::spec));
            add(values, Setting.OUTPUTS, likely.outputs().stream().map(LikelyNames.Candidate::name));
        }
        add(values, Setting.FEEDS, likely.feeds().stream().map(feed -> feed.name() + "=" + feed.value()));
        return values;
    }

    private static void add(List<SettingValue> to, Setting setting, Stream<String> values) {
        List<String> all = values.toList();
        if (!all.isEmpty()) {
            to.add(new SettingValue(setting, all));
        }
    }

    /** Lines of two columns, the first as wide as most of its entries need. */
    private static void table(List<String> lines, Stream<List<String>> rows) {
        List<List<String>> all = rows.toList();
        int width = all.stream()
                .mapToInt(row -> row.get(0).length())
                .filter(length -> length <= 60)
                .max()
                .orElse(0);
        all.stream()
                .limit(SHOWN)
                .forEach(row -> lines.add("  " + row.get(0)
                        + " ".repeat(Math.max(0, width - row.get(0).length())) + "  " + row.get(1)));
        more(lines, all.size(), SHOWN);
    }

    private static void more(List<String> lines, int all, int shown) {
        if (all > shown) {
            lines.add("  and " + (all - shown) + " more; all of them are in the JSON file");
        }
    }

    /** The report as JSON, two spaces deep, fields in a fixed order. */
    public String json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", model);
        json.put("source", source);
        json.put("about", about);
        json.put("signatures", signatures);
        json.put("assets", assets);
        json.putAll(summary.counts().json());
        json.put("inputs", summary.inputs().stream().map(SummaryReport::json).toList());
        json.put(
                "variables",
                summary.variables().stream().map(SummaryReport::json).toList());
        json.put("outputs", summary.outputs().stream().map(SummaryReport::json).toList());
        json.put("devices", summary.devices());
        json.put("invalidInputs", summary.invalidInputs());
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
        return Json.pretty(json);
    }

    private static Map<String, Object> json(Endpoint endpoint) {
        return ordered(
                "name",
                endpoint.name(),
                "op",
                endpoint.op(),
                "dtype",
                text(endpoint.dtype()),
                "shape",
                text(endpoint.shape()));
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
        int shown = endpoints.size() > SHOWN ? EXAMPLES : SHOWN;
        endpoints.stream()
                .limit(shown)
                .forEach(each -> lines.add("  (name=" + each.name() + ", op=" + each.op() + typeAndShape(each) + ")"));
        more(lines, endpoints.size(), shown);
    }

    private static String typeAndShape(Endpoint endpoint) {
        return (endpoint.dtype() == null ? "" : ", type=" + text(endpoint.dtype()))
                + (endpoint.shape() == null ? "" : ", shape=" + text(endpoint.shape()));
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

    /** {@code [1,?,3]}, {@code []} for a scalar, {@code ?} when nothing is known. */
    private static String text(@Nullable TensorShapeProto shape) {
        return shape == null || shape.getUnknownRank() ? "?" : TensorShapes.text(shape);
    }

    /** {@code float}, {@code int32}, {@code string_ref}; {@code ?} when nothing is known. */
    private static String text(@Nullable Dtype dtype) {
        return dtype == null ? "?" : dtype.name();
    }
}
