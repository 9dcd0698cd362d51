package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.registry.lookup.Answer;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.TargetProfile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tensorflow.proto.NodeDef;

/** Finds out what would make an unregistered op go away; everything proposed has been tried on graph or registry. */
final class Remedies {

    private final RequirementRequest request;
    private final Map<String, FinalModel> models = new HashMap<>();
    private final Map<String, InputCut> cuts = new HashMap<>();

    Remedies(RequirementRequest request) {
        this.request = request;
        request.models().forEach(model -> models.put(model.name(), model));
    }

    List<Remedy> of(Why given, NodeDef sample, List<NodeUse> uses) {
        Why why = given instanceof Why.RuntimeNeeds runtime ? runtime.cause() : given;
        List<Remedy> remedies = new ArrayList<>(strip(uses));
        if (why instanceof Why.NotListed notListed) {
            remedies.add(file(notListed));
        } else if (why instanceof Why.NeedsLibrary library) {
            remedies.add(new Remedy(
                    "library",
                    "decode or read in the app what this op decodes or reads, and feed the result; or build "
                            + library.library() + " for the device, link it, and vouch for it with an <include> of "
                            + library.registration().file()));
        } else if (why instanceof Why.NotFound notFound) {
            of(notFound.answer(), sample, remedies);
        }
        List<String> newer = why instanceof Why.NotFound ? request.releases().newerWith(sample) : List.of();
        if (!newer.isEmpty()) {
            remedies.add(new Remedy(
                    "release",
                    "use a newer TensorFlow: " + newer.get(0)
                            + " is the first release with a bundled registry in which this target has a kernel for it"
                            + " (-Dtfmobile.tensorflowVersion=" + newer.get(0) + ")"));
        }
        String hint = OpHints.of(sample.getOp());
        if (!hint.isEmpty()) {
            remedies.add(new Remedy("model", hint));
        }
        if (remedies.isEmpty()) {
            remedies.add(new Remedy(
                    "model",
                    "no other types value of this platform and no bundled release helps: export the model without this"
                            + " op, or point <tensorflowRoot> (-Dtfmobile.tensorflowRoot) at a source tree that has a"
                            + " kernel for it"));
        }
        return remedies;
    }

    private void of(Answer answer, NodeDef sample, List<Remedy> remedies) {
        if (answer instanceof Answer.NoKernelForAttrs attrs) {
            elsewhere(attrs.elsewhere(), remedies);
        } else if (answer instanceof Answer.NotInProfile profile) {
            elsewhere(profile.elsewhere(), remedies);
        } else if (answer instanceof Answer.UnknownOp known
                && !known.elsewhere().isEmpty()) {
            elsewhere(known.elsewhere(), remedies);
        } else if (answer instanceof Answer.UnknownOp unknown) {
            String question = Nearest.question(
                    unknown.op(), request.kernels().registry().ops().names());
            if (!question.isEmpty()) {
                remedies.add(new Remedy("name", question));
            }
            remedies.add(new Remedy(
                    "custom-op",
                    "if it is an op of your own, scan the source tree that has it (-Dtfmobile.tensorflowRoot) so that"
                            + " its REGISTER_OP and its kernels are known"));
        } else if (answer instanceof Answer.UnknownAttrs unknown) {
            remedies.add(new Remedy(
                    "attrs",
                    "export the model with the target's release, or, if the attr does not matter, drop it with"
                            + unknown.attrs().stream()
                                    .map(attr -> " remove_attribute(attribute_name=" + attr + ", op_name="
                                            + sample.getOp() + ")")
                                    .collect(Collectors.joining())));
        } else if (answer instanceof Answer.NoKernelOnDevice || answer instanceof Answer.MalformedDevice) {
            remedies.add(new Remedy(
                    "device",
                    "drop device names with <clearDevices>true</clearDevices> (-Dtfmobile.clearDevices=true)"));
        }
    }

    private void elsewhere(List<TargetProfile> profiles, List<Remedy> remedies) {
        Target target = request.kernels().target();
        List<String> types = new ArrayList<>();
        Map<Platform, SortedSet<String>> others = new TreeMap<>();
        for (TargetProfile profile : profiles) {
            if (profile.platform() == target.platform()) {
                types.add(profile.types().id());
            } else {
                others.computeIfAbsent(profile.platform(), key -> new TreeSet<>())
                        .add(profile.types().id());
            }
        }
        if (!types.isEmpty()) {
            remedies.add(new Remedy(
                    "types",
                    "set "
                            + types.stream()
                                    .map(value -> "<types>" + value + "</types>")
                                    .collect(Collectors.joining(" or "))
                            + " (-Dtfmobile.types=" + types.get(0) + "), with which "
                            + target.platform().id()
                            + " registers a kernel for it"));
        } else if (!others.isEmpty()) {
            remedies.add(new Remedy(
                    "platform",
                    "no types value of " + target.platform().id() + " registers it; other platforms do: "
                            + others.entrySet().stream()
                                    .map(entry ->
                                            entry.getKey().id() + " (" + String.join(", ", entry.getValue()) + ")")
                                    .collect(Collectors.joining(", "))));
        }
    }

    private Remedy file(Why.NotListed why) {
        SortedSet<String> files = new TreeSet<>(request.sources().kernelFiles(why.registration()));
        files.addAll(request.sources().opFiles(why.registration().op()));
        files.removeIf(request.list()::contains);
        files.addAll(why.files());
        String library = request.sources()
                .missingLibrary(why.registration())
                .map(name -> "\nand build " + name + " for the device, which mobile builds do not have")
                .orElse("");
        String lines = files.stream().map(file -> "\n  " + file).collect(Collectors.joining());
        if (why.list().equals("stock")) {
            return new Remedy(
                    "file",
                    "compile these too, or set <kernels>available</kernels> (-Dtfmobile.kernels=available) and build with"
                            + " the generated tf_op_files.txt:" + lines + library);
        }
        return new Remedy("file", "add to " + Names.quoted(why.list()) + ":" + lines + library);
    }

    private List<Remedy> strip(List<NodeUse> uses) {
        Map<String, TreeSet<String>> byModel = new TreeMap<>();
        uses.forEach(use ->
                byModel.computeIfAbsent(use.model(), key -> new TreeSet<>()).add(use.topNode()));
        List<Remedy> remedies = new ArrayList<>();
        byModel.forEach((name, nodes) -> {
            FinalModel model = models.get(name);
            if (model != null && !model.outputs().isEmpty()) {
                strip(model, nodes, remedies);
            }
        });
        return remedies;
    }

    private void strip(FinalModel model, Collection<String> nodes, List<Remedy> remedies) {
        InputCut cut = cuts.computeIfAbsent(
                model.name(),
                key -> new InputCut(
                        model.graph(),
                        model.outputs().stream().map(ModelTensor::name).toList(),
                        request.kernels().registry().ops()));
        if (nodes.stream().noneMatch(cut::isNeeded)) {
            remedies.add(new Remedy(
                    "strip",
                    "no output of model " + Names.quoted(model.name())
                            + " needs it: the transform strip_unused_nodes removes it"));
            return;
        }
        List<InputCut.Cut> found = cut.of(nodes);
        if (found.isEmpty()) {
            return;
        }
        String choices = found.stream().map(Remedies::text).collect(Collectors.joining(", or "));
        remedies.add(new Remedy(
                "strip",
                "strip: make another node the input of model " + Names.quoted(model.name())
                        + " (<inputs>, -Dtfmobile.inputs): " + choices
                        + "; strip_unused_nodes then cuts "
                        + (nodes.size() == 1 ? "it" : "all of them") + " away"));
    }

    private static String text(InputCut.Cut cut) {
        String shape = cut.tensor().shapeText();
        String input = Names.plain(cut.node()) + "=" + cut.tensor().dtypeText() + (shape.equals("?") ? "" : shape);
        return "<input>" + input + "</input>"
                + (cut.replaced().isEmpty() ? "" : " in place of " + Names.and(cut.replaced()));
    }
}
