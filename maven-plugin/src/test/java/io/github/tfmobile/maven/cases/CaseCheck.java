package io.github.tfmobile.maven.cases;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.registry.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Holds a run against what is right; each fault is a sentence. */
@SuppressWarnings("unchecked")
final class CaseCheck {

    private final CaseRun run;
    private final Path folder;
    private final Path work;
    private final GoalRun result;
    private final List<String> faults = new ArrayList<>();

    private CaseCheck(CaseRun run, Path folder, Path work, GoalRun result) {
        this.run = run;
        this.folder = folder;
        this.work = work;
        this.result = result;
    }

    /** The faults of a run; empty when all is right. */
    static List<String> faults(CaseRun run, Path folder, Path work) throws Exception {
        GoalRun result = GoalRun.of(run.goal(), run.properties(), folder, work.resolve("out"));
        CaseCheck check = new CaseCheck(run, folder, work, result);
        check.check(run.expect());
        return check.faults;
    }

    private void check(Map<String, Object> expect) throws Exception {
        List<Map<String, Object>> any = (List<Map<String, Object>>) expect.get("any_of");
        if (any != null) {
            List<String> all = new ArrayList<>();
            for (Map<String, Object> one : any) {
                CaseCheck check = new CaseCheck(run, folder, work, result);
                check.check(one);
                if (check.faults.isEmpty()) {
                    return;
                }
                all.addAll(check.faults);
            }
            faults.add("none of the right answers: " + all);
            return;
        }
        String wanted = (String) expect.get("result");
        if (wanted != null && wanted.equals("ok") != (result.failure() == null)) {
            faults.add(result.failure() == null ? "it passed" : "it failed: " + result.failure());
            return;
        }
        messages(expect);
        graph(expect);
        values(expect);
        bytes(expect);
        problems(expect);
        strips(expect);
        proposals(expect);
        opList(expect);
        if (expect.containsKey("java")) {
            faults.addAll(JavaRegistryCheck.faults((Map<String, Object>) expect.get("java"), folder, result.output()));
        }
    }

    private void messages(Map<String, Object> expect) throws IOException {
        String failure = result.failure();
        StringBuilder message = new StringBuilder(failure == null ? String.join("\n", result.log()) : failure);
        if (failure == null) {
            message.append(reportJson().getOrDefault("warnings", ""));
            try (Stream<Path> files = Files.exists(result.output()) ? Files.walk(result.output()) : Stream.empty()) {
                for (Path file : (Iterable<Path>) files.filter(path ->
                        path.toString().contains("summary") && path.toString().endsWith(".json"))::iterator) {
                    message.append(Files.readString(file));
                }
            }
        }
        String text = message.toString()
                .replace(folder.toAbsolutePath().toString(), "")
                .replace(folder.toString(), "")
                .toLowerCase(Locale.ROOT);
        for (Object part : (List<Object>) expect.getOrDefault("message_contains", List.of())) {
            List<String> choices = part instanceof List<?> list ? (List<String>) list : List.of((String) part);
            if (choices.stream().noneMatch(choice -> text.contains(choice.toLowerCase(Locale.ROOT)))) {
                faults.add("the message lacks " + choices + ": " + message);
            }
        }
        for (String part : (List<String>) expect.getOrDefault("message_lacks", List.of())) {
            if (text.contains(part.toLowerCase(Locale.ROOT))) {
                faults.add("the message has \"" + part + "\": " + message);
            }
        }
    }

    private void graph(Map<String, Object> expect) throws Exception {
        Map<String, Map<String, String>> inputs =
                (Map<String, Map<String, String>>) expect.getOrDefault("final_inputs", Map.of());
        List<String> lacksNodes = (List<String>) expect.getOrDefault("final_lacks_nodes", List.of());
        List<String> lacksOps = (List<String>) expect.getOrDefault("final_lacks_ops", List.of());
        if (inputs.isEmpty() && lacksNodes.isEmpty() && lacksOps.isEmpty()) {
            return;
        }
        Graph graph = GraphReader.read(result.model());
        inputs.forEach((name, spec) -> {
            NodeDef node = graph.find(name);
            if (node == null) {
                faults.add("there is no input " + name);
                return;
            }
            String dtype = Dtype.of(node.getAttrOrThrow("dtype")).name();
            String shape = TensorShapes.text(node.getAttrOrThrow("shape").getShape());
            if (!dtype.equals(spec.getOrDefault("dtype", dtype)) || !shape.equals(spec.getOrDefault("shape", shape))) {
                faults.add("input " + name + " is " + dtype + shape);
            }
        });
        for (NodeDef node : graph.nodes()) {
            if (lacksNodes.contains(node.getName()) || lacksOps.contains(node.getOp())) {
                faults.add("there is a node " + node.getName() + " of op " + node.getOp());
            }
        }
    }

    private void values(Map<String, Object> expect) throws Exception {
        if (expect.containsKey("outputs")) {
            values(
                    result.model(),
                    (Map<String, String>) expect.getOrDefault("feeds", Map.of()),
                    (Map<String, String>) expect.get("outputs"),
                    tolerance(expect),
                    expect.containsKey("feeds_by_report"));
        }
    }

    private static double tolerance(Map<String, Object> expect) {
        return ((Number) expect.getOrDefault("tolerance", 1e-5)).doubleValue();
    }

    private void values(
            Path model, Map<String, String> feeds, Map<String, String> outputs, double tolerance, boolean byReport)
            throws Exception {
        Graph graph = GraphReader.read(model);
        Map<NodeInput, TensorProto> fed = new LinkedHashMap<>();
        for (Map.Entry<String, String> feed : feeds.entrySet()) {
            NodeInput tensor = NodeInput.parse(feed.getKey());
            if (graph.find(tensor.node()) == null && byReport) {
                List<Map<String, Object>> models =
                        (List<Map<String, Object>>) reportJson().get("models");
                List<Map<String, Object>> inputs = (List<Map<String, Object>>)
                        Objects.requireNonNull(models).get(0).get("inputs");
                tensor = NodeInput.parse(
                        (String) Objects.requireNonNull(inputs).get(0).get("name"));
            }
            if (graph.find(tensor.node()) == null) {
                faults.add("there is no node " + tensor.node() + " to feed");
                return;
            }
            fed.put(tensor, CaseTensors.read(folder.resolve(feed.getValue()), CaseTensors.dtype(graph, tensor)));
        }
        compare(graph, fed, outputs, tolerance);
    }

    private void compare(Graph graph, Map<NodeInput, TensorProto> fed, Map<String, String> outputs, double tolerance)
            throws Exception {
        List<NodeInput> fetches =
                outputs.keySet().stream().map(NodeInput::parse).toList();
        for (NodeInput fetch : fetches) {
            if (graph.find(fetch.node()) == null) {
                faults.add("there is no output " + fetch);
                return;
            }
        }
        List<TensorProto> values = TensorFlowRuntime.load().run(graph, fed, fetches);
        int i = 0;
        for (Map.Entry<String, String> output : outputs.entrySet()) {
            TensorProto value = values.get(i++);
            TensorProto expected =
                    CaseTensors.read(folder.resolve(output.getValue()), new Dtype(value.getDtypeValue()));
            String difference = CaseTensors.difference(value, expected, tolerance);
            if (difference != null) {
                faults.add("output " + output.getKey() + ": " + difference);
            }
        }
    }

    private void bytes(Map<String, Object> expect) throws Exception {
        Number most = (Number) expect.get("final_bytes_at_most_frozen");
        if (most == null) {
            return;
        }
        GoalRun frozen = GoalRun.of("freeze", run.properties(), folder, work.resolve("frozen"));
        long before = Files.size(frozen.output().resolve("models/model.frozen.pb"));
        long after = Files.size(result.model());
        if (after > most.doubleValue() * before) {
            faults.add("the final graph has " + after + " bytes, the frozen one " + before);
        }
    }

    private Map<String, Object> reportJson() throws IOException {
        Path file = result.output().resolve("report/report.json");
        return Files.exists(file) ? JSON.std.mapFrom(Files.readString(file)) : Map.of();
    }

    private List<Map<String, Object>> unregistered() throws IOException {
        return (List<Map<String, Object>>) reportJson().getOrDefault("unregistered", List.of());
    }

    private void problems(Map<String, Object> expect) throws IOException {
        if (Boolean.TRUE.equals(expect.get("no_problem")) && !unregistered().isEmpty()) {
            faults.add("something is unregistered: " + unregistered());
        }
        Object problem = expect.get("problem");
        List<Map<String, Object>> wanted = problem == null
                ? List.of()
                : problem instanceof List<?> list
                        ? (List<Map<String, Object>>) list
                        : List.of((Map<String, Object>) problem);
        for (Map<String, Object> one : wanted) {
            List<String> reasons = texts(one.get("reason"));
            List<Map<String, Object>> found = unregistered().stream()
                    .filter(entry -> Objects.equals(entry.get("op"), one.get("op")))
                    .filter(entry -> reasons.isEmpty() || reasons.contains((String) entry.get("reason")))
                    .toList();
            if (found.isEmpty()) {
                faults.add("no problem of " + one.get("op") + " " + reasons + ": " + unregistered());
                continue;
            }
            String text = found.toString();
            List<Map<String, Object>> remedies = found.stream()
                    .flatMap(entry -> ((List<Map<String, Object>>) entry.get("remedies")).stream())
                    .toList();
            List<String> kinds = remedies.stream()
                    .map(remedy -> String.valueOf(remedy.get("kind")))
                    .toList();
            for (Object part : (List<Object>) one.getOrDefault("why_contains", List.of())) {
                contains(text, part, "problem");
            }
            for (Object part : (List<Object>) one.getOrDefault("remedy_contains", List.of())) {
                contains(remedies.toString(), part, "remedies");
            }
            for (String kind : texts(one.get("remedies"))) {
                if (!kinds.contains(kind)) {
                    faults.add("no remedy of kind " + kind + ": " + remedies);
                }
            }
            for (String kind : texts(one.get("no_remedies"))) {
                if (kinds.contains(kind)) {
                    faults.add("a remedy of kind " + kind + ": " + remedies);
                }
            }
        }
    }

    private void contains(String text, Object part, String where) {
        List<String> choices = texts(part);
        if (choices.stream()
                .noneMatch(choice -> text.toLowerCase(Locale.ROOT).contains(choice.toLowerCase(Locale.ROOT)))) {
            faults.add("the " + where + " lack " + choices + ": " + text);
        }
    }

    private static List<String> texts(@Nullable Object value) {
        return value == null
                ? List.of()
                : value instanceof List<?> list ? (List<String>) list : List.of((String) value);
    }

    /** What the remedies of kind strip set the inputs to. */
    private record Strip(String op, String value, List<String> replaces) {}

    private List<Strip> strips() throws IOException {
        List<Strip> strips = new ArrayList<>();
        for (Map<String, Object> problem : unregistered()) {
            for (Map<String, Object> remedy : (List<Map<String, Object>>) problem.get("remedies")) {
                if (!"strip".equals(remedy.get("kind"))) {
                    continue;
                }
                for (Map<String, Object> setting :
                        (List<Map<String, Object>>) remedy.getOrDefault("settings", List.of())) {
                    if ("inputs".equals(setting.get("setting"))) {
                        strips.add(new Strip(
                                String.valueOf(problem.get("op")),
                                String.valueOf(setting.get("value")),
                                texts(setting.get("replaces"))));
                    }
                }
            }
        }
        return strips;
    }

    private void strips(Map<String, Object> expect) throws Exception {
        List<Strip> strips = strips();
        String text = String.join(
                " ", strips.stream().map(strip -> ">" + strip.value() + "<").toList());
        for (String part : (List<String>) expect.getOrDefault("strip_lacks", List.of())) {
            if (text.contains(part)) {
                faults.add("a strip proposal has " + part + ": " + text);
            }
        }
        List<String> any = (List<String>) expect.getOrDefault("strip_contains_any", List.of());
        if (!any.isEmpty() && any.stream().noneMatch(text::contains)) {
            faults.add("no strip proposal has one of " + any + ": " + text);
        }
        Map<String, Object> each = (Map<String, Object>) expect.get("each_strip_proposal");
        if (each == null) {
            return;
        }
        if (strips.isEmpty()) {
            faults.add("there is no strip proposal: " + unregistered());
        }
        for (Strip strip : strips) {
            follow(strip, each);
        }
    }

    /** Follows a proposal: the problem goes away, and the graph computes from the new inputs what it did. */
    private void follow(Strip strip, Map<String, Object> each) throws Exception {
        Map<String, String> properties = new LinkedHashMap<>(run.properties());
        Set<String> inputs = new LinkedHashSet<>();
        for (String input : properties.getOrDefault("tfmobile.inputs", "").split(",(?![^\\[]*\\])", -1)) {
            String name = input.split("=", -1)[0];
            if (!input.isBlank()
                    && !strip.replaces().contains(name)
                    && !strip.replaces().contains(input)) {
                inputs.add(input);
            }
        }
        inputs.addAll(Arrays.asList(strip.value().split(",(?![^\\[]*\\])", -1)));
        properties.put("tfmobile.inputs", String.join(",", inputs));
        String label = strip.value().replaceAll("\\W", "_");
        GoalRun checked = GoalRun.of(run.goal(), properties, folder, work.resolve("check" + label));
        CaseCheck after = new CaseCheck(run, folder, work, checked);
        if (after.unregistered().stream().anyMatch(problem -> strip.op().equals(problem.get("op")))) {
            faults.add("with " + strip.value() + " " + strip.op() + " is still unregistered");
            return;
        }
        GoalRun made = GoalRun.of("transform", properties, folder, work.resolve("transform" + label));
        if (made.failure() != null) {
            faults.add("with " + strip.value() + ": " + made.failure());
            return;
        }
        Graph graph = GraphReader.read(made.model());
        List<NodeInput> cut = new ArrayList<>();
        for (String input : inputs) {
            cut.add(NodeInput.parse(input.split("=", -1)[0]));
        }
        Map<NodeInput, TensorProto> fed = original(cut, (Map<String, String>) each.get("feeds"));
        fed.keySet().removeIf(tensor -> graph.find(tensor.node()) == null);
        compare(graph, fed, (Map<String, String>) each.get("outputs"), tolerance(each));
    }

    /** The values that tensors have in the original model. */
    private Map<NodeInput, TensorProto> original(List<NodeInput> tensors, Map<String, String> feeds) throws Exception {
        Map<NodeInput, TensorProto> values = new LinkedHashMap<>();
        GoalRun frozen = GoalRun.of("freeze", run.properties(), folder, work.resolve("original"));
        Graph graph = GraphReader.read(
                run.properties().containsKey("tfmobile.savedModel")
                        ? frozen.output().resolve("models/model.frozen.pb")
                        : folder.resolve(Objects.requireNonNull(run.properties().get("tfmobile.graph"))));
        Map<NodeInput, TensorProto> fed = new LinkedHashMap<>();
        for (Map.Entry<String, String> feed : feeds.entrySet()) {
            NodeInput tensor = NodeInput.parse(feed.getKey());
            fed.put(tensor, CaseTensors.read(folder.resolve(feed.getValue()), CaseTensors.dtype(graph, tensor)));
        }
        // TensorFlow refuses to fetch what is fed.
        List<NodeInput> fetched =
                tensors.stream().filter(tensor -> !fed.containsKey(tensor)).toList();
        try (TensorFlowRuntime.RuntimeSession session = TensorFlowRuntime.load().open(graph)) {
            List<TensorProto> found = session.run(fed, fetched);
            for (int i = 0; i < fetched.size(); i++) {
                values.put(fetched.get(i), found.get(i));
            }
        }
        tensors.stream().filter(fed::containsKey).forEach(tensor -> values.put(tensor, fed.get(tensor)));
        return values;
    }

    private void proposals(Map<String, Object> expect) throws IOException {
        if (!expect.containsKey("proposal")
                && !expect.containsKey("proposal_lacks")
                && !expect.containsKey("no_feeds")) {
            return;
        }
        faults.addAll(ProposalCheck.faults(expect, result.output()));
    }

    private void opList(Map<String, Object> expect) throws IOException {
        Path file = result.output().resolve("tf_op_files.txt");
        String list = Files.exists(file) ? Files.readString(file) : "";
        for (String part : (List<String>) expect.getOrDefault("op_list_has", List.of())) {
            if (!list.contains(part)) {
                faults.add("the op list lacks " + part);
            }
        }
        for (String part : (List<String>) expect.getOrDefault("op_list_lacks", List.of())) {
            if (list.contains(part)) {
                faults.add("the op list has " + part);
            }
        }
    }
}
