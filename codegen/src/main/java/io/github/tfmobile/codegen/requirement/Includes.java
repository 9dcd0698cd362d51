package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.problem.BuildProblem;
import io.github.tfmobile.codegen.target.Include;
import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.Suggestions;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.lookup.KernelMatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Adds what the user's includes ask for. Each must add something and say why. */
final class Includes {

    private final RequirementRequest request;
    private final Map<String, List<Registration>> byOp;
    private final RequiredKernels required;
    private final Absence absence;
    private final SortedSet<String> files = new TreeSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Suggestions opSuggestions;

    /** Why a registered kernel is not in the build all the same; null when it is. */
    @FunctionalInterface
    interface Absence {
        @Nullable
        MissingKernelReason of(Registration registration);
    }

    Includes(
            RequirementRequest request,
            Map<String, List<Registration>> byOp,
            RequiredKernels required,
            Absence absence) {
        this.absence = absence;
        this.request = request;
        this.byOp = byOp;
        this.required = required;
        this.opSuggestions =
                new Suggestions(() -> request.kernels().registry().ops().names());
    }

    /** Files that no kernel among the requirements accounts for. */
    SortedSet<String> files() {
        return Collections.unmodifiableSortedSet(files);
    }

    /**
     * Adds them all.
     *
     * @throws ProblemException with every include that is wrong
     */
    void apply() throws ProblemException {
        for (Include include : request.includes()) {
            List<Problem> wrong = include.problems();
            String op = include.op();
            String file = include.file();
            if (!wrong.isEmpty()) {
                problems.addAll(wrong);
            } else if (op != null) {
                includeOp(op, include);
            } else if (file != null) {
                includeFile(file, include);
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    private void includeOp(String op, Include include) {
        SortedSet<String> opNames = request.kernels().registry().ops().names();
        if (!opNames.contains(op)) {
            problems.add(Problem.of(
                    BuildProblem.INCLUDE_UNKNOWN_OP,
                    Setting.INCLUDES + ": TensorFlow " + release() + " has no op of this name: " + Names.quoted(op),
                    (opSuggestions.question(op) + "\ncorrect the name, or remove the include").strip()));
            return;
        }
        List<Registration> registered = byOp.getOrDefault(op, List.of()).stream()
                .filter(registration -> onCpu(registration))
                .toList();
        List<Registration> wanted = new ArrayList<>(registered);
        Set<Dtype> dtypes = include.types();
        if (!dtypes.isEmpty()) {
            wanted.removeIf(registration -> !KernelMatch.takesOneOf(registration, dtypes));
        }
        if (wanted.isEmpty()) {
            String forDtypes = include.dtypes().isEmpty() ? "" : " for " + String.join(", ", include.dtypes());
            List<String> lines = RegisteredText.lines(registered);
            problems.add(Problem.of(
                    BuildProblem.INCLUDE_UNREGISTERED,
                    Setting.INCLUDES + ": target " + request.kernels().target() + " registers no kernel of this op"
                            + forDtypes + ": " + Names.quoted(op),
                    lines.isEmpty()
                            ? "the op has no kernel in this target at all; remove the include, or set another "
                                    + Setting.TYPES
                            : "registered: " + String.join("; ", lines) + "\ncorrect " + Setting.DTYPES
                                    + ", or set another " + Setting.TYPES.inFull()));
            return;
        }
        MissingKernelReason absent = absence.of(wanted.get(0));
        wanted.removeIf(registration -> absence.of(registration) != null);
        if (wanted.isEmpty() && absent != null) {
            problems.add(Problem.of(
                    BuildProblem.INCLUDE_NOT_BUILT,
                    Setting.INCLUDES + ": target " + request.kernels().target()
                            + " does not build the kernel of this op: " + Names.quoted(op),
                    absent.text()
                            + (absent instanceof MissingKernelReason.NotBuildable gap
                                    ? "\nif your build has it, include "
                                            + gap.registration().file() + " in " + Setting.FILE
                                    : "\nadd them to the op list")));
            return;
        }
        boolean changes = false;
        for (Registration registration : wanted) {
            changes |= !required.contains(registration);
        }
        if (!changes) {
            problems.add(changesNothing(
                    "the models, the runtime or an earlier include require these kernels already", Names.quoted(op)));
        }
        wanted.forEach(registration -> required.addForRuntime(registration, reason(include)));
    }

    private void includeFile(String file, Include include) {
        SortedSet<String> closure = request.sources().closureOf(file);
        if (closure.isEmpty()) {
            problems.add(Problem.of(
                    BuildProblem.INCLUDE_UNKNOWN_FILE,
                    Setting.INCLUDES + ": the source tree of TensorFlow " + release() + " has no such file: "
                            + Names.quoted(file),
                    "name it from the root of the tree, as in tensorflow/core/kernels/cast_op.cc"));
            return;
        }
        List<Registration> registered = new ArrayList<>();
        byOp.values()
                .forEach(ofOp -> ofOp.stream()
                        .filter(registration -> registration.file().equals(file) && onCpu(registration))
                        .forEach(registered::add));
        boolean changes = registered.stream().anyMatch(registration -> !required.contains(registration));
        if (!changes) {
            SortedSet<String> before = new TreeSet<>(required.files());
            before.addAll(files);
            changes = !before.containsAll(closure);
        }
        if (!changes) {
            problems.add(
                    changesNothing("the build compiles this file and needs its kernels already", Names.quoted(file)));
        }
        files.addAll(closure);
        registered.sort(Comparator.comparing(Registration::toString));
        registered.forEach(registration -> required.addForRuntime(registration, reason(include)));
    }

    private static Problem changesNothing(String why, String what) {
        return Problem.of(
                BuildProblem.INCLUDE_WITHOUT_EFFECT,
                Setting.INCLUDES + " changes nothing, " + why + ": " + what,
                "remove it from " + Setting.INCLUDES);
    }

    private String release() {
        return request.kernels().registry().release();
    }

    private boolean onCpu(Registration registration) {
        return KernelMatch.isOnCpu(registration, request.kernels().registry().rules());
    }

    private static String reason(Include include) {
        return "included: " + Names.plain(include.reason().strip());
    }
}
