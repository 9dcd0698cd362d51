package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.model.Call;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.GraphWalk;
import io.github.tfmobile.codegen.model.LiteContent;
import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.function.CallGraph;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.transform.backport.DropUnknownAttrs;
import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.lookup.Answer;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.lookup.KernelMatch;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.TargetProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.OpDef;

/** One run of the analysis. */
final class Analysis {

    /** Nodes of one op with the same deciding attrs, for which the target has no kernel for the same reason. */
    private record MissingKey(String op, SortedMap<String, String> attrs, String kind, String text) {}

    private record Missing(MissingKernelReason why, Node sample, List<NodeUse> uses) {}

    private final RequirementRequest request;
    private final Registry registry;
    private final OpDefs ops;
    private final Map<String, List<Registration>> byOp = new HashMap<>();
    private final RequiredKernels required;
    private final Map<MissingKey, Missing> missing = new LinkedHashMap<>();
    private final SortedMap<String, String> kernelFree = new TreeMap<>();
    private final Warnings warnings = new Warnings();
    private final List<Registration> targetRegistrations;
    private final BuildContents build;
    private final LiteCheck lite;
    /** Of the model that is analysed. */
    private DataSources sources = new DataSources(Graph.of(GraphDef.getDefaultInstance()));

    Analysis(RequirementRequest request) throws ProblemException {
        this.request = request;
        this.registry = request.kernels().registry();
        this.ops = registry.ops(request.kernels().target());
        this.lite = new LiteCheck(request.lite());
        this.required = new RequiredKernels(request.sources());
        this.build = new BuildContents(
                registry, request.kernels().target(), request.list(), request.sources(), request.includes());
        this.targetRegistrations = registry.target(request.kernels().target());
        for (Registration registration : targetRegistrations) {
            byOp.computeIfAbsent(registration.op(), op -> new ArrayList<>()).add(registration);
        }
    }

    Requirements run() throws ProblemException {
        for (FinalModel model : request.models()) {
            model.dropped().byOp().forEach((op, attrs) -> warnings.dropped(model, op, attrs));
            analyse(model);
        }
        requireWhatTheRuntimeAdds();
        Includes includes = new Includes(request, byOp, required, build::whyNot);
        includes.apply();
        SortedSet<String> otherFiles = new TreeSet<>(includes.files());
        if (!required.isEmpty() || !kernelFree.isEmpty()) {
            otherFiles.addAll(request.sources().libraryFiles());
        }
        kernelFree.keySet().forEach(op -> otherFiles.addAll(request.sources().opFiles(op)));

        List<Requirement> requirements = required.build();
        requirements.sort(Requirement.ORDER);
        SortedSet<String> files = new TreeSet<>(otherFiles);
        requirements.forEach(requirement -> {
            files.addAll(requirement.kernelFiles());
            files.addAll(requirement.opFiles());
        });
        warnings.files(request.list(), files, requirements);
        warnings.flex(request, requirements);
        return new Requirements(
                registry.release(),
                registry.revision(),
                request.kernels().target(),
                request.list(),
                request.models(),
                requirements,
                kernelFree,
                otherFiles,
                request.sources().bazel(files),
                request.sources().hasMakefile(),
                remaining(requirements, files),
                unregistered(),
                warnings.sorted(),
                ops,
                registry.runtimeOps().graphVersion(),
                registry.rules().ignoresUnknownAttrs(),
                request.lite());
    }

    /** The Flex delegate runs all ops one by one, without feeds, fetches and constant folding, but for subgraphs. */
    private void requireWhatTheRuntimeAdds() {
        List<NodeUse> calls = request.lite().micro() == null ? SubgraphCalls.of(request.models()) : List.of();
        boolean graphs = request.models().isEmpty() || request.models().stream().anyMatch(FinalModel::isGraph);
        if (graphs || !calls.isEmpty()) {
            for (RuntimeKernels.Need need : request.runtime().always()) {
                require(need, List.of());
            }
        }
        List<Registration> execute = byOp.getOrDefault(SubgraphCalls.EXECUTE, List.of());
        execute.stream()
                .filter(registration -> !calls.isEmpty())
                .forEach(registration -> required.addFromElsewhere(registration, SubgraphCalls.REASON));
        // The desktop binary has no Flex delegate to ask.
        if (execute.isEmpty() && !calls.isEmpty() && request.kernels().target().platform() != Platform.DESKTOP) {
            Node node =
                    Node.builder(SubgraphCalls.EXECUTE, SubgraphCalls.EXECUTE).build();
            calls.forEach(call -> missing(SubgraphCalls.missing(registry.release()), node, call));
        }
    }

    private void analyse(FinalModel model) throws ProblemException {
        LiteContent content = model.lite();
        if (content != null) {
            lite.model(model.name(), content.model());
            content.warnings().forEach(warnings::add);
            warnings.runtime(request.lite());
            if (request.lite().micro() != null) {
                return;
            }
        }
        CallGraph calls = new CallGraph(model.graph().library());
        Set<String> functions = calls.functions().keySet();
        KernelLookup lookup =
                request.kernels().forGraph(functions, model.graph().versions().getProducer());
        boolean loops = model.graph().all().stream().anyMatch(node -> OpTrait.ENTER.includes(node.op()));
        Set<String> called = new HashSet<>();
        sources = new DataSources(model.graph());
        GraphWalk.walk(model, calls, (node, path) -> {
            path.forEach(call -> called.add(call.function()));
            visit(model, lookup, node, path, functions.contains(node.op()), loops);
        });
        Set<String> uncalled = new TreeSet<>(functions);
        uncalled.removeAll(called);
        warnings.uncalled(model, uncalled);
    }

    private void visit(
            FinalModel model,
            KernelLookup lookup,
            Node original,
            List<Call> path,
            boolean callsFunction,
            boolean loops) {
        Node node = original;
        NodeUse use = new NodeUse(model.name(), path, node.name());
        Answer answer = lookup.find(node.message());
        // Nothing transforms a TensorFlow Lite model, so what could be dropped of its nodes stays.
        if (model.isGraph()
                && answer instanceof Answer.UnknownAttrs unknown
                && unknown.attrs().isEmpty()) {
            warnings.dropped(model, node.op(), unknown.droppable());
            node = DropUnknownAttrs.without(node, unknown.droppable());
            answer = lookup.find(node.message());
        }
        answer = compiled(answer);
        if (answer instanceof Answer.Kernel kernel) {
            MissingKernelReason nothing = sources.reason(node, path.isEmpty());
            if (nothing == null) {
                required(kernel.registration(), node, use);
            } else {
                missing(nothing, node, use);
                if (build.whyNot(kernel.registration()) == null) {
                    // Who ships the graph nevertheless gets the kernel, as from TensorFlow's tools.
                    required.add(kernel.registration(), attrs(node), use);
                }
            }
        } else if (answer instanceof Answer.NoKernelNeeded none) {
            if (!callsFunction) {
                kernelFree.put(node.op(), none.reason());
            }
        } else if (answer instanceof Answer.Missing missing) {
            MissingKernelReason why = noneListed(node.op());
            missing(
                    why != null
                            ? why
                            : MissingKernelReasons.of(
                                    missing,
                                    registry.release(),
                                    request.kernels().target()),
                    node,
                    use);
        }
        if (!model.isGraph()) {
            return;
        }
        warnings.node(model, node);
        for (RuntimeKernels.Need need : request.runtime().rewriting(node, callsFunction, loops || !path.isEmpty())) {
            require(need, List.of(use));
        }
    }

    /** Of several kernels that match, the only one that the build has. */
    private Answer compiled(Answer answer) {
        if (answer instanceof Answer.Ambiguous ambiguous) {
            List<Registration> built = ambiguous.matching().stream()
                    .filter(registration -> build.whyNot(registration) == null)
                    .toList();
            return built.size() == 1 ? new Answer.Kernel(built.get(0)) : answer;
        }
        return answer;
    }

    /** That the op list has no kernel of the op at all, where that is so; otherwise null. */
    private @Nullable MissingKernelReason noneListed(String op) {
        List<Registration> onCpu = byOp.getOrDefault(op, List.of()).stream()
                .filter(registration -> KernelMatch.isOnCpu(registration, registry.rules()))
                .toList();
        boolean some = onCpu.stream().anyMatch(registration -> build.whyNot(registration) == null);
        return onCpu.isEmpty() || some || request.list().files() == null ? null : build.whyNot(onCpu.get(0));
    }

    private void required(Registration registration, Node node, NodeUse use) {
        MissingKernelReason why = build.whyNot(registration);
        if (why == null) {
            required.add(registration, attrs(node), use);
        } else {
            missing(why, node, use);
        }
    }

    private void missing(MissingKernelReason why, Node node, NodeUse use) {
        MissingKey key = new MissingKey(node.op(), attrs(node), why.kind(), why.text());
        missing.computeIfAbsent(key, any -> new Missing(why, node, new ArrayList<>()))
                .uses()
                .add(use);
    }

    /** Requires what the runtime adds; a need of every graph has no uses. */
    private void require(RuntimeKernels.Need need, List<NodeUse> uses) {
        List<Registration> registered = byOp.getOrDefault(need.op(), List.of());
        List<Registration> matching = registered.stream()
                .filter(registration -> serves(registration, need))
                .toList();
        List<Registration> own = matching.stream()
                .filter(registration -> registration.device().equals("CPU"))
                .toList();
        for (Registration registration : own.isEmpty() ? matching : own) {
            if (build.whyNot(registration) == null) {
                required.addForRuntime(registration, need.reason());
            }
        }
        boolean built = matching.stream().anyMatch(registration -> build.whyNot(registration) == null);
        if (built || !need.certain() || ops.find(need.op()) == null) {
            return; // a release without the op does not rewrite anything to it
        }
        Node.Builder node = Node.builder(need.op(), need.op());
        MissingKernelReason cause = matching.isEmpty()
                ? MissingKernelReasons.of(
                        registered.isEmpty()
                                ? new Answer.NotInProfile(need.op(), elsewhere(need))
                                : new Answer.NoKernelForAttrs(need.op(), "", registered, elsewhere(need)),
                        registry.release(),
                        request.kernels().target())
                : build.whyNot(matching.get(0));
        MissingKernelReason why = cause == null ? null : new MissingKernelReason.RuntimeNeeds(cause, need.reason());
        if (why != null) {
            missing.computeIfAbsent(
                            new MissingKey(need.op(), need.attrs(), why.kind(), why.text()),
                            any -> new Missing(why, node.build(), new ArrayList<>()))
                    .uses()
                    .addAll(uses);
        }
    }

    /** The profiles of the release that have a kernel for a need. */
    private List<TargetProfile> elsewhere(RuntimeKernels.Need need) {
        SortedSet<TargetProfile> profiles = new TreeSet<>();
        for (ConditionalRegistration scanned : registry.registrations()) {
            if (scanned.registration().op().equals(need.op()) && serves(scanned.registration(), need)) {
                profiles.addAll(registry.profilesOf(scanned));
            }
        }
        return List.copyOf(profiles);
    }

    private boolean serves(Registration registration, RuntimeKernels.Need need) {
        return KernelMatch.mayServe(registration, need.attrs(), registry.rules());
    }

    private SortedMap<String, String> attrs(Node node) {
        OpDef def = ops.find(node.op());
        return AttrTexts.relevant(node, def, byOp.getOrDefault(node.op(), List.of()));
    }

    private List<Registration> remaining(List<Requirement> requirements, Set<String> files) {
        Set<String> classes = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Requirement requirement : requirements) {
            classes.add(requirement.kernelClass().replace(" ", ""));
            names.add(requirement.op());
        }
        SortedSet<String> system = registry.runtimeOps().system();
        return targetRegistrations.stream()
                .filter(registration -> isSystem(registration, system)
                        || (names.contains(registration.op())
                                && classes.contains(registration.kernelClass().replace(" ", ""))))
                .filter(registration -> files.contains(registration.file()))
                .toList();
    }

    /** Those for other devices ask the header. */
    private static boolean isSystem(Registration registration, Set<String> systemOps) {
        return systemOps.contains(registration.op()) && registration.device().equals("CPU");
    }

    private List<Unregistered> unregistered() {
        List<Unregistered> found = new ArrayList<>(lite.unregistered());
        for (Map.Entry<MissingKey, Missing> entry : missing.entrySet()) {
            MissingKey key = entry.getKey();
            Missing value = entry.getValue();
            found.add(new Unregistered(
                    key.op(),
                    key.attrs(),
                    value.why(),
                    RegisteredText.lines(byOp.getOrDefault(key.op(), List.of()).stream()
                            .filter(registration -> build.hasDevice(registration.device()))
                            .filter(registration -> build.whyNot(registration) == null)
                            .toList()),
                    value.uses(),
                    value.sample()));
        }
        found.sort(Unregistered.ORDER);
        return found;
    }
}
