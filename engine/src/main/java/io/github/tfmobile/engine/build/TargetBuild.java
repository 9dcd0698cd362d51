package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.output.GeneratedFile;
import io.github.tfmobile.codegen.output.OutputCatalog;
import io.github.tfmobile.codegen.output.OutputGenerator;
import io.github.tfmobile.codegen.output.OutputRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.engine.request.TargetRequest;
import io.github.tfmobile.engine.state.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks final graphs against a target and generates what a build for it needs. */
public final class TargetBuild {

    /** What is written. */
    public enum Outputs {
        /** The reports alone. */
        REPORT,
        /** The generated files, and the reports only where an op is not registered, since messages refer to them. */
        GENERATED,
        /** Both. */
        ALL
    }

    private final BuildContext context;
    private final Steps steps;

    /** Does its steps by {@code steps}. */
    public TargetBuild(BuildContext context, Steps steps) {
        this.context = context;
        this.steps = steps;
    }

    /**
     * Where generated Java goes.
     *
     * @param packageName its package
     * @param sources the source root
     */
    public record JavaOutput(String packageName, Path sources) {}

    /**
     * Checks the models and writes what is asked for. The reports are written before the build fails.
     *
     * @param fail whether an op that the target does not register is an error; otherwise it is a warning
     * @param java the generated Java; null for none
     * @throws ProblemException if the target is wrong, or with everything that is not registered
     */
    public void run(
            TargetKernels kernels, List<PreparedModel> models, Outputs outputs, boolean fail, @Nullable JavaOutput java)
            throws ProblemException, IOException {
        TargetRequest target = kernels.request();
        Path folder =
                target.name().isEmpty() ? context.output() : context.output().resolve(target.name());
        String stepName = "generate " + outputs + (target.name().isEmpty() ? "" : " " + target.name());
        List<Object> asked = new ArrayList<>(List.of(context.identity(), target, fail, String.valueOf(java)));
        asked.addAll(models);
        steps.run(
                stepName,
                Digest.of(asked.toArray()),
                step -> generate(step, kernels, models, outputs, fail, java, folder));
    }

    private void generate(
            CurrentStep step,
            TargetKernels kernels,
            List<PreparedModel> models,
            Outputs outputs,
            boolean fail,
            @Nullable JavaOutput java,
            Path folder)
            throws ProblemException, IOException {
        Diagnosis diagnosis;
        try (Progress.Task task = context.progress().start("checking", "models", models.size())) {
            diagnosis = kernels.diagnosis(models);
            task.done(models.size());
        }
        Requirements requirements = diagnosis.requirements();
        kernels.messages().forEach(step::say);
        requirements.warnings().forEach(step::warn);
        OutputCatalog catalog = OutputCatalog.load();
        OutputRequest made = new OutputRequest(diagnosis, java == null ? null : java.packageName(), context.names());
        Writer writer = new Writer(step, folder, java);
        boolean reported = outputs != Outputs.GENERATED || !diagnosis.passed();
        if (reported) {
            writer.write(catalog.generate(Set.of(OutputGenerator.Kind.REPORT), made));
        }
        try {
            diagnosis.requireAllRegistered();
        } catch (ProblemException e) {
            if (fail) {
                throw e;
            }
            step.warn(e.message(context.names()));
        }
        if (outputs != Outputs.REPORT) {
            Set<OutputGenerator.Kind> kinds = requirements.needsKernels()
                    ? EnumSet.of(OutputGenerator.Kind.BUILD, OutputGenerator.Kind.KERNELS)
                    : EnumSet.of(OutputGenerator.Kind.BUILD);
            writer.write(catalog.generate(kinds, made));
        }
        step.later((outputs == Outputs.REPORT ? "The report is" : "Generated files are") + " up to date: "
                + context.display(folder));
        context.note(outcome(diagnosis)
                + "; " + writer.changed + " of " + writer.files + " files changed in " + context.display(folder)
                + (reported ? "; report: " + context.display(folder.resolve("report/index.html")) : ""));
    }

    private static String outcome(Diagnosis diagnosis) {
        Requirements requirements = diagnosis.requirements();
        String verdict = diagnosis.passed()
                ? "every node has a kernel"
                : requirements.unregisteredNodes() + (requirements.unregisteredNodes() == 1 ? " node" : " nodes")
                        + " without a kernel";
        return requirements.needsKernels()
                ? requirements.opNames().size() + " ops, "
                        + requirements.opsAndKernels().size() + " kernels, "
                        + requirements.files().size() + " source files of TensorFlow " + requirements.release()
                        + " for "
                        + requirements.target() + "; " + verdict
                : "No kernels of TensorFlow are needed, " + requirements.lite().text() + " is enough; " + verdict;
    }

    /** Writes files, notes what was written where and counts those that have another content now. */
    private static final class Writer {

        private final CurrentStep step;
        private final Path folder;
        private final Path sources;
        private int files;
        private int changed;

        Writer(CurrentStep step, Path folder, @Nullable JavaOutput java) {
            this.step = step;
            this.folder = folder;
            this.sources = java == null ? folder : java.sources();
        }

        void write(List<GeneratedFile> generated) throws IOException {
            step.plan(generated.stream()
                    .map(file -> file.resolve(folder, sources))
                    .toList());
            for (GeneratedFile file : generated) {
                OutputFile.Written written = OutputFile.writeText(file.resolve(folder, sources), file.text());
                step.wrote(written);
                files++;
                changed += written.changed() ? 1 : 0;
            }
        }
    }
}
