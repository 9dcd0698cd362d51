package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.lite.runtime.LiteRuntime;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.link.StockList;
import io.github.tfmobile.registry.target.Platform;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is legal but surprising, one line a kind and model. */
final class Warnings {

    private final Map<String, List<String>> nodes = new LinkedHashMap<>();
    private final Map<String, SortedMap<String, SortedSet<String>>> dropped = new TreeMap<>();
    private final List<String> others = new ArrayList<>();

    void dropped(FinalModel model, String op, SortedSet<String> attrs) {
        dropped.computeIfAbsent(model.name(), name -> new TreeMap<>())
                .computeIfAbsent(op, name -> new TreeSet<>())
                .addAll(attrs);
    }

    void node(FinalModel model, Node node) {
        if (OpTrait.VARIABLE.includes(node.op())) {
            byNode(
                    "model " + Names.quoted(model.name())
                            + " still has variables, which nothing will restore on the device",
                    node);
        }
        if (node.device().toUpperCase(Locale.ROOT).contains("GPU")) {
            byNode(
                    "model " + Names.quoted(model.name()) + " pins nodes to a GPU; "
                            + Setting.CLEAR_DEVICES.with("true") + " drops device names",
                    node);
        }
    }

    void uncalled(FinalModel model, Set<String> functions) {
        if (!functions.isEmpty()) {
            add("model " + Names.quoted(model.name()) + " carries "
                    + Names.count(functions.size(), "function") + " that nothing calls, first "
                    + Names.quoted(new TreeSet<>(functions).first())
                    + "; what they contain is not required of the target");
        }
    }

    /** What the native build compiles by its list, against what the requirements need to link. */
    void files(KernelList list, SortedSet<String> files, Collection<Requirement> requirements) {
        SortedSet<String> lacking = new TreeSet<>(files);
        lacking.removeIf(list::contains);
        if (!lacking.isEmpty()) {
            add("op list " + Names.quoted(list.name()) + " lacks " + Names.count(lacking.size(), "file")
                    + " that required kernels may need to link: " + String.join(", ", lacking));
        }
        SortedSet<String> classes = new TreeSet<>();
        for (Requirement requirement : requirements) {
            boolean here = !requirement.kernelFiles().isEmpty();
            if (here && !files.contains(requirement.registration().file())) {
                classes.add(requirement.kernelClass() + " ("
                        + requirement.registration().file() + ")");
            }
        }
        if (!classes.isEmpty()) {
            add("ops_to_register.h names kernel classes whose source file the op list does not have: "
                    + String.join(", ", classes));
        }
    }

    /** A runtime between two known ones is answered for as far as these agree. */
    void runtime(LiteTarget target) {
        LiteRuntime runtime = target.runtime();
        if (runtime != null && !runtime.exact()) {
            add("what " + runtime.text() + " registers is not known; " + runtime.before() + " and " + runtime.after()
                    + " were asked, and builtin ops count for registered where both have them");
        }
    }

    /** The rules that flex/BUILD uses compile TensorFlow's stock files and no others. */
    void flex(RequirementRequest request, Collection<Requirement> requirements) throws ProblemException {
        List<String> flexModels = request.models().stream()
                .filter(model -> !model.isGraph())
                .map(FinalModel::name)
                .toList();
        Registry registry = request.kernels().registry();
        Platform platform = request.kernels().target().platform();
        if (request.list().files() != null || platform == Platform.DESKTOP || !StockList.isThere(registry)) {
            return;
        }
        KernelList stock = KernelList.stock(StockList.stock(registry, platform), registry);
        SortedSet<String> lacking = new TreeSet<>();
        for (Requirement requirement : requirements) {
            if (requirement.uses().stream().anyMatch(use -> flexModels.contains(use.model()))
                    && !stock.contains(requirement.registration().file())) {
                lacking.add(Names.plain(requirement.op()) + " ("
                        + requirement.registration().file() + ")");
            }
        }
        if (!lacking.isEmpty()) {
            add("flex/BUILD builds a library without " + String.join(", ", lacking)
                    + ": its rules compile the files of TensorFlow's own mobile build alone; "
                    + Setting.KERNELS.with("stock") + " makes this an error");
        }
    }

    /** The lines, in the order of models and kinds. */
    List<String> sorted() {
        SortedSet<String> lines = new TreeSet<>(others);
        dropped.forEach((model, ops) -> lines.add("model " + Names.quoted(model)
                + ": attrs that the target does not know are dropped, they hold the defaults of a newer release: "
                + ops.entrySet().stream()
                        .map(op -> String.join(", ", op.getValue()) + " of " + Names.plain(op.getKey()))
                        .collect(Collectors.joining("; "))));
        nodes.forEach((kind, names) ->
                lines.add(kind + ": " + Names.count(names.size(), "node") + ", first " + Names.quoted(names.get(0))));
        return List.copyOf(lines);
    }

    private void byNode(String kind, Node node) {
        nodes.computeIfAbsent(kind, key -> new ArrayList<>()).add(node.name());
    }

    /** A line, once. */
    void add(String line) {
        if (!others.contains(line)) {
            others.add(line);
        }
    }
}
