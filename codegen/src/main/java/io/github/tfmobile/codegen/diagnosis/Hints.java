package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.MissingKernelReason;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Unregistered;
import io.github.tfmobile.codegen.target.BuildGap;
import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.lookup.Answer;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.TargetProfile;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What may help and cannot be tried. */
final class Hints {

    private final RequirementRequest request;
    private final PlaceholderSearch placeholders;

    Hints(RequirementRequest request) {
        this.request = request;
        this.placeholders = new PlaceholderSearch(request.models());
    }

    void propose(Unregistered problem, Proposals proposals) {
        MissingKernelReason why = BuildRemedies.cause(problem);
        if (why instanceof MissingKernelReason.NotBuildable notBuildable) {
            notBuildable(notBuildable, problem, proposals);
        } else if (why instanceof MissingKernelReason.ReadsFiles) {
            proposals.add(Remedy.hint("feeds", "read the file in the app and feed what this op would give"), problem);
        } else if (why instanceof MissingKernelReason.NeverReady) {
            proposals.add(
                    Remedy.hint(
                            "feeds", "feed what this op would give: the app has the data, not a queue or an iterator"),
                    problem);
        } else if (why instanceof MissingKernelReason.NotFound notFound) {
            propose(notFound.answer(), problem, proposals);
        }
        String brings = OpHints.of(problem.op());
        if (!brings.isEmpty()) {
            proposals.add(Remedy.hint("model", brings), problem);
        }
        if (OpHints.isSwitched(problem.op())) {
            placeholders
                    .switchOf(problem)
                    .ifPresent(feed -> proposals.add(
                            Remedy.hint(
                                    "feeds",
                                    "if a switch between training and inference brought it in, give that a constant",
                                    SettingChange.of("feeds", feed)),
                            problem));
        }
        if (!proposals.isAnswered(problem) && why.ofLite()) {
            String instead = "convert the model without this op";
            proposals.add(
                    Remedy.hint(
                            "model", request.lite().micro() == null ? "no known runtime has it: " + instead : instead),
                    problem);
        } else if (!proposals.isAnswered(problem)) {
            proposals.add(
                    Remedy.hint(
                            "model",
                            "no other types value of this platform and no bundled release helps: export the model without"
                                    + " this op, or give a source tree that has a kernel for it as "
                                    + Setting.TENSORFLOW_ROOT),
                    problem);
        }
    }

    private static void notBuildable(MissingKernelReason.NotBuildable why, Unregistered problem, Proposals proposals) {
        String vouch = BuildGap.steps(why.gaps()) + ", and vouch for it with an include of the file "
                + why.registration().file();
        BuildGap.Kind hardest = why.gaps().get(0).kind();
        proposals.add(
                Remedy.hint(
                        hardest == BuildGap.Kind.LIBRARY ? "library" : "build",
                        hardest.isProto()
                                ? vouch
                                : "do in the app what this op does, and feed the result; or " + vouch),
                problem);
    }

    private void propose(Answer.Missing answer, Unregistered problem, Proposals proposals) {
        if (!answer.elsewhere().isEmpty()) {
            platforms(answer.elsewhere(), problem, proposals);
        } else if (answer instanceof Answer.UnknownOp) {
            unknown(answer.op(), problem, proposals);
        } else if (answer instanceof Answer.UnknownAttrs && !proposals.isAnswered(problem)) {
            proposals.add(Remedy.hint("attrs", "export the model with the target's release"), problem);
        }
    }

    private void unknown(String op, Unregistered problem, Proposals proposals) {
        RegisteredOp known = request.kernels().registry().registeredOps().get(op);
        if (known != null) {
            macros(known, problem, proposals);
            return;
        }
        SortedSet<String> others =
                new TreeSet<>(request.kernels().registry().ops().names());
        others.remove(op);
        String question = Nearest.question(op, others);
        if (!question.isEmpty()) {
            proposals.add(Remedy.hint("name", question), problem);
        }
        proposals.add(
                Remedy.hint(
                        "custom-op",
                        "if it is an op of your own, give the source tree that has it as " + Setting.TENSORFLOW_ROOT
                                + ", so that its REGISTER_OP and its kernels are known"),
                problem);
    }

    /** The op exists in other states of macros: what a build would have to define for it. */
    private void macros(RegisteredOp op, Unregistered problem, Proposals proposals) {
        Registry registry = request.kernels().registry();
        String macros = "";
        try {
            int own = registry.resolve(request.kernels().target()).index();
            macros = registry.effects().leads().get(own).entrySet().stream()
                    .filter(change -> change.getValue() >= 0 && op.presence().holdsIn(change.getValue()))
                    .map(Map.Entry::getKey)
                    .filter(change -> !change.startsWith("-U"))
                    .collect(Collectors.joining(" or "));
        } catch (ProblemException e) {
            // the target was resolved before, so its macros are known
        }
        proposals.add(
                Remedy.hint(
                        "defines",
                        op.file() + ":" + op.line() + " registers it only in other builds"
                                + (macros.isEmpty() ? "" : ", those with " + macros)
                                + ": if yours is one, define that, or export the model without this op"),
                problem);
    }

    private void platforms(List<TargetProfile> profiles, Unregistered problem, Proposals proposals) {
        Platform own = request.kernels().target().platform();
        Map<Platform, SortedSet<String>> others = new TreeMap<>();
        for (TargetProfile profile : profiles) {
            if (profile.platform() == own) {
                return; // other types, which were tried
            }
            others.computeIfAbsent(profile.platform(), key -> new TreeSet<>())
                    .add(profile.types().id());
        }
        if (!others.isEmpty()) {
            proposals.add(
                    Remedy.hint(
                            "platform",
                            "no types value of " + own.id() + " registers it; other platforms do: "
                                    + others.entrySet().stream()
                                            .map(entry -> entry.getKey().id() + " ("
                                                    + String.join(", ", entry.getValue()) + ")")
                                            .collect(Collectors.joining(", "))),
                    problem);
        }
    }
}
