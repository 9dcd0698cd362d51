package io.github.tfmobile.lite.summary;

import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.Operator;
import io.github.tfmobile.lite.model.OperatorCode;
import io.github.tfmobile.lite.model.Signature;
import io.github.tfmobile.lite.model.Subgraph;
import io.github.tfmobile.lite.model.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a model is fed with, what it gives and which ops it uses.
 *
 * @param subgraphs its subgraphs, the main one first
 * @param signatures its signatures
 * @param unused the ops that the model declares and no operator uses; a runtime looks them up all the same
 * @param firstFlex the first operator that needs TensorFlow's own kernels; null when none does
 */
public record LiteSummary(
        List<Part> subgraphs,
        List<Signature> signatures,
        List<OperatorCode> unused,
        @Nullable String firstFlex) {

    /**
     * One subgraph.
     *
     * @param builtin how many operators use each builtin op, by name and version
     * @param custom how many use each custom op that is not Flex
     * @param flex how many use each op of TensorFlow
     */
    public record Part(
            Subgraph subgraph,
            SortedMap<String, Integer> builtin,
            SortedMap<String, Integer> custom,
            SortedMap<String, Integer> flex) {}

    /** The summary of a model. */
    public static LiteSummary of(LiteModel model) {
        List<Part> parts = new ArrayList<>();
        boolean[] used = new boolean[model.operatorCodes().size()];
        String firstFlex = null;
        for (Subgraph subgraph : model.subgraphs()) {
            Part part = new Part(subgraph, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
            for (Operator operator : subgraph.operators()) {
                OperatorCode code = model.code(operator);
                used[operator.code()] = true;
                if (code.flex()) {
                    part.flex().merge(code.name().substring(OperatorCode.FLEX.length()), 1, Integer::sum);
                    if (firstFlex == null) {
                        firstFlex = code.name() + ", " + subgraph.text(operator);
                    }
                } else {
                    (code.custom() == null ? part.builtin() : part.custom()).merge(versioned(code), 1, Integer::sum);
                }
            }
            parts.add(part);
        }
        List<OperatorCode> unused = new ArrayList<>();
        for (int i = 0; i < used.length; i++) {
            if (!used[i]) {
                unused.add(model.operatorCodes().get(i));
            }
        }
        return new LiteSummary(List.copyOf(parts), model.signatures(), List.copyOf(unused), firstFlex);
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** The summary as lines of text. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Part part : subgraphs) {
            Subgraph subgraph = part.subgraph();
            lines.add("Subgraph " + subgraph.index() + (subgraph.name().isEmpty() ? "" : " (" + subgraph.name() + ")")
                    + ": " + count(subgraph.operators().size(), "operator") + ", "
                    + count(subgraph.tensors().size(), "tensor"));
            lines.add("  inputs: " + tensors(subgraph, subgraph.inputs()));
            lines.add("  outputs: " + tensors(subgraph, subgraph.outputs()));
            counts(lines, "builtin ops", part.builtin());
            counts(lines, "custom ops", part.custom());
            counts(lines, "Flex ops", part.flex());
        }
        for (Signature signature : signatures) {
            Subgraph subgraph = subgraphs.get(signature.subgraph()).subgraph();
            lines.add("Signature " + signature.key() + " of subgraph " + signature.subgraph() + ": "
                    + named(subgraph, signature.inputs()) + " -> " + named(subgraph, signature.outputs()));
        }
        if (!unused.isEmpty()) {
            lines.add("Declared and not used: "
                    + unused.stream().map(LiteSummary::versioned).collect(Collectors.joining(", ")));
        }
        lines.add(flexLine());
        return lines;
    }

    /** Whether an app needs the Flex library for the model, and because of which operator, in one line. */
    public String flexLine() {
        return firstFlex == null
                ? "Needs no kernels of TensorFlow: the Flex library can be left out"
                : "Needs kernels of TensorFlow (Flex), first for " + firstFlex;
    }

    /** The summary as JSON objects, fields in a fixed order. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "subgraphs",
                subgraphs.stream()
                        .map(part -> {
                            Subgraph subgraph = part.subgraph();
                            Map<String, Object> object = new LinkedHashMap<>();
                            object.put("name", subgraph.name());
                            object.put("operators", subgraph.operators().size());
                            object.put("tensors", subgraph.tensors().size());
                            object.put("inputs", tensorList(subgraph.tensors(subgraph.inputs())));
                            object.put("outputs", tensorList(subgraph.tensors(subgraph.outputs())));
                            object.put("builtinOps", part.builtin());
                            object.put("customOps", part.custom());
                            object.put("flexOps", part.flex());
                            return object;
                        })
                        .toList());
        json.put(
                "signatures",
                signatures.stream()
                        .map(signature -> {
                            Map<String, Object> object = new LinkedHashMap<>();
                            object.put("key", signature.key());
                            object.put("subgraph", signature.subgraph());
                            object.put("inputs", tensorMap(signature, signature.inputs()));
                            object.put("outputs", tensorMap(signature, signature.outputs()));
                            return object;
                        })
                        .toList());
        json.put("declaredUnused", unused.stream().map(LiteSummary::versioned).toList());
        json.put("needsFlex", firstFlex != null);
        json.put("firstFlex", firstFlex == null ? "" : firstFlex);
        return json;
    }

    private Map<String, Object> tensorMap(Signature signature, Map<String, Integer> names) {
        List<Tensor> tensors = subgraphs.get(signature.subgraph()).subgraph().tensors();
        Map<String, Object> object = new LinkedHashMap<>();
        names.forEach((name, number) -> object.put(name, tensor(tensors.get(number))));
        return object;
    }

    private static List<Object> tensorList(List<Tensor> tensors) {
        return tensors.stream().<Object>map(LiteSummary::tensor).toList();
    }

    private static Map<String, Object> tensor(Tensor tensor) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", tensor.label());
        object.put("type", tensor.type().name());
        object.put("shape", tensor.dims());
        return object;
    }

    private static String versioned(OperatorCode code) {
        return code.name() + " version " + code.version();
    }

    private static void counts(List<String> lines, String what, Map<String, Integer> counts) {
        if (!counts.isEmpty()) {
            lines.add("  " + what + ": "
                    + counts.entrySet().stream()
                            .map(count -> count.getValue() + " " + count.getKey())
                            .collect(Collectors.joining(", ")));
        }
    }

    private static String tensors(Subgraph subgraph, List<Integer> numbers) {
        return subgraph.tensors(numbers).stream().map(Tensor::text).collect(Collectors.joining(", "));
    }

    private static String named(Subgraph subgraph, Map<String, Integer> names) {
        return names.entrySet().stream()
                .map(name -> name.getKey() + "="
                        + subgraph.tensors().get(name.getValue()).text())
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
