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
import io.github.tfmobile.engine.state.BuildState;
import io.github.tfmobile.engine.state.Digest;
import io.github.tfmobile.engine.state.FileStamp;
import io.github.tfmobile.engine.state.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
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
    private final BuildState state;

    /** Steps are looked up in and added to {@code state}. */
    public TargetBuild(BuildContext context, BuildState state) {
        this.context = context;
        this.state = state;
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
        String request = Digest.of(asked.toArray());
        List<FileStamp> read = read(target, models);
        Step last = state.find(stepName);
        Step done = context.force() ? null : last;
        if (done != null && done.isUpToDate(request, read)) {
            context.repeat(done);
            return;
        }
        state.begin(stepName);
        Diagnosis diagnosis;
        try (Progress.Task task = context.progress().start("checking", "models", models.size())) {
            diagnosis = kernels.diagnosis(models);
            task.done(models.size());
        }
        Requirements requirements = diagnosis.requirements();
        List<Step.Message> messages = new ArrayList<>();
        for (String warning : requirements.warnings()) {
            context.warn(warning, messages);
        }
        OutputCatalog catalog = OutputCatalog.load();
        OutputRequest made = new OutputRequest(diagnosis, java == null ? null : java.packageName(), context.names());
        SortedMap<Path, String> files = new TreeMap<>();
        int changed = 0;
        boolean reported = outputs != Outputs.GENERATED || !diagnosis.passed();
        if (reported) {
            changed += write(catalog.generate(Set.of(OutputGenerator.Kind.REPORT), made), folder, java, files);
        }
        try {
            diagnosis.requireAllRegistered();
        } catch (ProblemException e) {
            if (fail) {
                throw e;
            }
            context.warn(e.message(context.names()), messages);
        }
        if (outputs != Outputs.REPORT) {
            Set<OutputGenerator.Kind> kinds = requirements.needsKernels()
                    ? EnumSet.of(OutputGenerator.Kind.BUILD, OutputGenerator.Kind.KERNELS)
                    : EnumSet.of(OutputGenerator.Kind.BUILD);
            changed += write(catalog.generate(kinds, made), folder, java, files);
        }
        removeWhatIsNoLongerMade(last, files.keySet());
        messages.add(new Step.Message(
                (outputs == Outputs.REPORT ? "The report is" : "Generated files are") + " up to date: "
                        + context.display(folder),
                false));
        state.done(stepName, new Step(request, read, FileStamp.of(files.keySet()), Map.of(), messages));
        context.note(outcome(diagnosis)
                + "; " + changed + " of " + files.size() + " files changed in " + context.display(folder)
                + (reported ? "; report: " + context.display(folder.resolve("report/index.html")) : ""));
    }

    private static String outcome(Diagnosis diagnosis) {
        Requirements requirements = diagnosis.requirements();
        String verdict = diagnosis.passed()
                ? "every node has a kernel"
                : requirements.unregisteredNodes() + " nodes without a kernel";
        return requirements.needsKernels()
                ? requirements.opNames().size() + " ops, "
                        + requirements.opsAndKernels().size() + " kernels, "
                        + requirements.files().size() + " source files of TensorFlow " + requirements.release()
                        + " for "
                        + requirements.target() + "; " + verdict
                : "No kernels of TensorFlow are needed, " + requirements.lite().text() + " is enough; " + verdict;
    }

    /** A class of a package that has another name now would be compiled beside its successor. */
    private static void removeWhatIsNoLongerMade(@Nullable Step last, Set<Path> made) throws IOException {
        Set<Path> kept = new HashSet<>();
        made.forEach(file -> kept.add(file.toAbsolutePath().normalize()));
        for (FileStamp stamp : last == null ? List.<FileStamp>of() : last.written()) {
            if (!kept.contains(Path.of(stamp.path()))) {
                Files.deleteIfExists(Path.of(stamp.path()));
            }
        }
    }

    /** Writes files, notes what was written where and gives how many have another content now. */
    private static int write(
            List<GeneratedFile> generated, Path folder, @Nullable JavaOutput java, Map<Path, String> written)
            throws IOException {
        int changed = 0;
        for (GeneratedFile file : generated) {
            Path path = file.resolve(folder, java == null ? folder : java.sources());
            if (OutputFile.writeText(path, file.text()).changed()) {
                changed++;
            }
            written.put(path, file.text());
        }
        return changed;
    }

    /** The files that the result depends on: final models, and the registry where it is not a bundled one. */
    private static List<FileStamp> read(TargetRequest target, List<PreparedModel> models) throws IOException {
        List<Path> files = new ArrayList<>();
        models.forEach(model -> files.add(model.file()));
        if (target.registry() instanceof TargetRequest.RegistrySource.RegistryFileSource registry) {
            files.add(registry.file());
        } else if (target.registry() instanceof TargetRequest.RegistrySource.Tree tree) {
            files.addAll(sources(tree.root()));
        }
        if (target.kernels() instanceof TargetRequest.Kernels.OpList list) {
            files.add(list.file());
        }
        if (target.lite().micro() instanceof TargetRequest.Micro.Header header) {
            files.add(header.file());
        }
        return FileStamp.of(files);
    }

    /** The files of a source tree that a scan reads. */
    private static List<Path> sources(Path root) throws IOException {
        Path sources = root.resolve("tensorflow");
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(sources)) {
            return all.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.endsWith(".cc")
                                || name.endsWith(".h")
                                || name.endsWith(".bzl")
                                || name.startsWith("BUILD")
                                || name.equals("Makefile")
                                || name.equals("tf_op_files.txt");
                    })
                    .sorted()
                    .toList();
        }
    }
}
