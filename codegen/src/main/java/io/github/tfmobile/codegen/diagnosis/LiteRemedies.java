package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.MissingKernelReason;
import io.github.tfmobile.codegen.requirement.Unregistered;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.lite.model.OperatorCode;
import io.github.tfmobile.lite.runtime.LiteRelease;
import io.github.tfmobile.lite.runtime.LiteReleases;
import io.github.tfmobile.lite.runtime.LiteRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Tries other runtimes of TensorFlow Lite, and custom ops that the app brings. */
final class LiteRemedies {

    private final Trials trials;
    private final LiteTarget target;

    LiteRemedies(Trials trials) {
        this.trials = trials;
        this.target = trials.request().lite();
    }

    void propose(Proposals proposals) {
        newerRuntimes(proposals);
        customOps(proposals);
    }

    /** For each problem the first release, of the same kind and behind the target's, in which it is gone. */
    private void newerRuntimes(Proposals proposals) {
        LiteRuntime runtime = target.runtime();
        List<Unregistered> open = new ArrayList<>(trials.problems());
        open.removeIf(problem -> !(problem.why() instanceof MissingKernelReason.LiteVersion));
        if (runtime == null || target.micro() != null) {
            return;
        }
        for (LiteRelease release : LiteReleases.from(runtime.after())) {
            if (open.isEmpty()) {
                return;
            }
            LiteTarget other = target.withRuntime(LiteRuntime.of(release));
            Trials.Outcome outcome = trials.ofBuild(trials.request().withLite(other));
            proposals.addFirst(
                    Remedy.tried(
                            "release",
                            "ship a newer runtime: " + release + " is the first known one that has it",
                            SettingChange.of("liteVersion", release.name())),
                    outcome,
                    open);
        }
    }

    /** Whether the app registers them nobody can see. */
    private void customOps(Proposals proposals) {
        SortedSet<String> ops = new TreeSet<>(target.customOps());
        List<Unregistered> custom = trials.problems().stream()
                .filter(problem -> problem.why() instanceof MissingKernelReason.CustomOp
                        && !problem.op().startsWith(OperatorCode.FLEX))
                .toList();
        custom.forEach(problem -> ops.add(problem.op()));
        for (Unregistered problem : custom) {
            proposals.add(
                    Remedy.hint(
                            "custom-op",
                            "if the app registers it itself, say so",
                            SettingChange.of("customOps", String.join(",", ops))),
                    problem);
        }
    }
}
