package io.github.tfmobile.engine;

import io.github.tfmobile.codegen.java.JavaRegistry;
import io.github.tfmobile.codegen.library.LibraryResult;
import io.github.tfmobile.common.file.FileStamp;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.output.FolderLock;
import io.github.tfmobile.common.output.UnwritableException;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.build.BuildContext;
import io.github.tfmobile.engine.build.LibraryCheck;
import io.github.tfmobile.engine.build.LiteBuild;
import io.github.tfmobile.engine.build.ModelBuild;
import io.github.tfmobile.engine.build.ModelSummary;
import io.github.tfmobile.engine.build.OpSearch;
import io.github.tfmobile.engine.build.PreparedModel;
import io.github.tfmobile.engine.build.Steps;
import io.github.tfmobile.engine.build.TargetBuild;
import io.github.tfmobile.engine.build.TargetKernels;
import io.github.tfmobile.engine.build.TreeScan;
import io.github.tfmobile.engine.event.BuildListener;
import io.github.tfmobile.engine.request.Choices;
import io.github.tfmobile.engine.request.GraphRequest;
import io.github.tfmobile.engine.request.LiteRequest;
import io.github.tfmobile.engine.request.ModelReader;
import io.github.tfmobile.engine.request.ModelRequest;
import io.github.tfmobile.engine.request.TargetReader;
import io.github.tfmobile.engine.request.TargetRequest;
import io.github.tfmobile.engine.request.TargetSettings;
import io.github.tfmobile.engine.request.TfmobileRequest;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingValues;
import io.github.tfmobile.engine.state.BuildState;
import io.github.tfmobile.engine.state.Digest;
import io.github.tfmobile.engine.state.Run;
import io.github.tfmobile.engine.state.Step;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Prepares TensorFlow models for mobile builds.
 *
 * <pre>{@code
 * TfmobileRequest request = TfmobileRequest.in(Path.of(""), Path.of("target/tfmobile"))
 *         .model(SettingValues.of(Setting.GRAPH, "model.pb").with(Setting.OUTPUTS, "softmax"))
 *         .target(TargetSettings.of(SettingValues.of(Setting.PLATFORM, "ios")));
 * TfmobileResult result = new Tfmobile(BuildListener.NONE).run(Goal.PREPARE, request);
 * }</pre>
 */
public final class Tfmobile {

    private final BuildListener listener;

    /** The listener is told of all that happens. */
    public Tfmobile(BuildListener listener) {
        this.listener = listener;
    }

    /**
     * Does what is asked for, apart from what is up to date.
     *
     * @throws ProblemException with everything that is wrong in the request, or else in the models, or else with
     *     everything that a target does not register
     * @throws IOException if an output cannot be written
     */
    public TfmobileResult run(Goal goal, TfmobileRequest request) throws ProblemException, IOException {
        if (!request.problems().isEmpty()) {
            throw new ProblemException(Asked.of(goal, request).problems());
        }
        SettingValues run = SettingTable.withDefaults(request.run(), SettingScope.RUN);
        String name = name(goal, request);
        String digest = digest(request, run.without(Setting.FORCE));
        List<String> resources = goal.writesFinalModels() ? resources(request) : List.of();
        // Who only looks disturbs nobody, and need not wait.
        BuildContext looking = context(request);
        List<Step> untouched =
                looking.force() ? List.of() : new Run(BuildState.in(request.output()), name, digest).untouched();
        if (!untouched.isEmpty()) {
            return repeated(untouched, looking, resources);
        }
        return locked(request, context -> {
            BuildState state = BuildState.in(request.output());
            Run record = new Run(state, name, digest);
            List<Step> done = context.force() ? List.of() : record.upToDate();
            if (!done.isEmpty()) {
                return repeated(done, context, resources);
            }
            try {
                work(goal, request, context, state);
            } catch (ProblemException | IOException e) {
                try {
                    record.failed();
                } catch (IOException other) {
                    e.addSuppressed(other);
                }
                throw e;
            }
            record.done();
            return new TfmobileResult(resources, written(state.usedSteps()), false);
        });
    }

    private static List<String> resources(TfmobileRequest request) {
        List<String> resources = new ArrayList<>();
        for (SettingValues model : request.models()) {
            resources.addAll(ModelReader.resources(model));
        }
        return resources;
    }

    /** The result of a run that has nothing to do; says again what the steps said. */
    private static TfmobileResult repeated(List<Step> steps, BuildContext context, List<String> resources) {
        for (Step step : steps) {
            context.repeat(step);
        }
        return new TfmobileResult(resources, written(steps), true);
    }

    /** Runs of one name replace each other. */
    private static String name(Goal goal, TfmobileRequest request) {
        return goal.name() + (request.execution().isEmpty() ? "" : " " + request.execution());
    }

    /** Work in the output folder. */
    @FunctionalInterface
    private interface Work<T> {
        T run(BuildContext context) throws ProblemException, IOException;
    }

    /** Does some work in the output folder, which no other build writes to meanwhile. */
    private <T> T locked(TfmobileRequest request, Work<T> work) throws ProblemException, IOException {
        BuildContext context = context(request);
        try {
            return FolderLock.<T, ProblemException>during(
                    request.output(),
                    () -> listener.note("Waiting for another build that writes to " + request.output() + "."),
                    () -> work.run(context));
        } catch (UnwritableException e) {
            throw e.problem();
        } catch (UnreadableException e) {
            throw e.problem("a file");
        }
    }

    private BuildContext context(TfmobileRequest request) {
        SettingValues run = SettingTable.withDefaults(request.run(), SettingScope.RUN);
        boolean force = isTrue(run, Setting.FORCE, new ArrayList<>());
        return new BuildContext(request.base(), request.output(), force, request.identity(), listener, request.names());
    }

    /**
     * What a request asks for.
     *
     * @param fail whether what is not registered is an error
     * @param problems all that is wrong with it
     */
    private record Asked(
            List<ModelRequest> models,
            List<TargetRequest> targets,
            boolean fail,
            @Nullable String javaPackage,
            List<Problem> problems) {

        static Asked of(Goal goal, TfmobileRequest request) {
            List<Problem> problems = wrong(request);
            SettingValues run = SettingTable.withDefaults(request.run(), SettingScope.RUN);
            boolean needsOutputs = goal != Goal.SUMMARIZE;
            return new Asked(
                    collect(() -> ModelReader.read(request.models(), request.base(), needsOutputs), problems),
                    collect(() -> TargetReader.read(request.targets(), request.base()), problems),
                    isTrue(run, Setting.FAIL_ON_UNREGISTERED, problems) && goal != Goal.REPORT,
                    Tfmobile.javaPackage(run, problems),
                    problems);
        }
    }

    private static void work(Goal goal, TfmobileRequest request, BuildContext context, BuildState state)
            throws ProblemException, IOException {
        Asked asked = Asked.of(goal, request);
        if (!asked.problems().isEmpty()) {
            throw new ProblemException(asked.problems());
        }
        List<ModelRequest> models = asked.models();
        Steps steps = new Steps(context, state);
        if (goal == Goal.SUMMARIZE) {
            forEach(models, new ModelSummary(context, steps)::summarize);
            return;
        }
        List<TargetKernels> kernels = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (TargetRequest target : goal == Goal.FREEZE ? List.<TargetRequest>of() : asked.targets()) {
            TargetKernels offered = new TargetKernels(context, target);
            problems.addAll(of(offered::check));
            kernels.add(offered);
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems.stream().distinct().toList());
        }
        List<PreparedModel> prepared = prepare(models, context, steps, kernels, goal != Goal.FREEZE);
        if (goal != Goal.FREEZE && goal != Goal.TRANSFORM) {
            check(goal, request, new TargetBuild(context, steps), kernels, prepared, asked.fail(), asked.javaPackage());
        }
    }

    /**
     * Reads a source tree of TensorFlow and writes a registry file.
     *
     * @param scan what to read and where to write it: {@link Setting#TENSORFLOW_ROOT}, {@link Setting#SCAN_FILE}, ...
     * @throws ProblemException if there is no tree, or it cannot be read
     * @throws IOException if an output cannot be written
     */
    public TfmobileResult scan(TfmobileRequest request, SettingValues scan) throws ProblemException, IOException {
        List<Problem> problems = wrong(request);
        String root = scan.text(Setting.TENSORFLOW_ROOT);
        if (root == null) {
            problems.add(Choices.missing(Setting.TENSORFLOW_ROOT, "name the folder that holds tensorflow/"));
        }
        if (!problems.isEmpty() || root == null) {
            throw new ProblemException(problems);
        }
        return locked(request, context -> {
            BuildState state = BuildState.in(request.output());
            Step step = new TreeScan(context, new Steps(context, state))
                    .scan(request.base().resolve(root), scan);
            return new TfmobileResult(List.of(), written(List.of(step)), false);
        });
    }

    /**
     * Finds where an op, a kernel class or what a file registers is implemented in the release of the request's target,
     * and what adding it to a build takes. No model is looked at.
     *
     * @param wanted what to look for: {@link Setting#OP}, {@link Setting#KERNEL_CLASS} or {@link Setting#FILE}
     * @throws ProblemException if there is nothing of that name, or something is wrong in the request
     * @throws IOException if the JSON file cannot be written
     */
    public TfmobileResult find(TfmobileRequest request, SettingValues wanted) throws ProblemException, IOException {
        List<Problem> problems = wrong(request);
        List<TargetRequest> targets = collect(() -> TargetReader.read(request.targets(), request.base()), problems);
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return locked(request, context -> {
            Steps steps = new Steps(context, BuildState.in(request.output()));
            Step step = new OpSearch(context, steps).find(targets.get(0), wanted);
            return new TfmobileResult(List.of(), written(List.of(step)), false);
        });
    }

    /**
     * Checks whether a native library that was built has the kernels that the request's models need in the request's target.
     * The models are prepared for that as for a check.
     *
     * @param wanted the library: {@link Setting#LIBRARY}
     * @throws ProblemException with everything that is wrong in the request, or in the models, or with everything that the
     *     target does not register, or with everything that the library lacks
     * @throws IOException if an output cannot be written
     */
    public LibraryResult checkLibrary(TfmobileRequest request, SettingValues wanted)
            throws ProblemException, IOException {
        List<Problem> problems = wrong(request);
        SettingValues run = SettingTable.withDefaults(request.run(), SettingScope.RUN);
        boolean fail = isTrue(run, Setting.FAIL_ON_UNREGISTERED, problems);
        String library = wanted.text(Setting.LIBRARY);
        if (library == null) {
            problems.add(Choices.missing(Setting.LIBRARY, "name a shared library or a static archive"));
        }
        List<ModelRequest> models = collect(() -> ModelReader.read(request.models(), request.base(), true), problems);
        List<TargetRequest> targets = collect(() -> TargetReader.read(request.targets(), request.base()), problems);
        if (!problems.isEmpty() || library == null) {
            throw new ProblemException(problems);
        }
        return locked(request, context -> {
            TargetKernels kernels = new TargetKernels(context, targets.get(0));
            Path file = request.base().resolve(library);
            List<Problem> early = new ArrayList<>(of(kernels::check));
            early.addAll(of(() -> requireLibrary(file)));
            if (!early.isEmpty()) {
                throw new ProblemException(early);
            }
            Steps steps = new Steps(context, BuildState.in(request.output()));
            List<PreparedModel> prepared = prepare(models, context, steps, List.of(kernels), true);
            return new LibraryCheck(context, steps, kernels).check(prepared, file, fail);
        });
    }

    /** Before any work is done for a library that is not there. */
    private static void requireLibrary(Path file) throws ProblemException {
        try (FileChannel channel = InputFiles.open(file)) {
            channel.size();
        } catch (IOException e) {
            throw UnreadableException.of(file, e).problem(Setting.LIBRARY.toString());
        }
    }

    /** Freezes and, when asked to, transforms graphs; copies what is shipped as it is. */
    private static List<PreparedModel> prepare(
            List<ModelRequest> models,
            BuildContext context,
            Steps steps,
            List<TargetKernels> targets,
            boolean transform)
            throws ProblemException, IOException {
        ModelBuild build = new ModelBuild(context, steps, targets);
        LiteBuild lite = new LiteBuild(context, steps);
        return forEach(
                models,
                model -> model instanceof GraphRequest graph
                        ? transform ? build.transform(graph) : build.freeze(graph)
                        : lite.copy((LiteRequest) model));
    }

    /** Checks the models against every target and writes what is asked for; complains of all targets at once. */
    private static void check(
            Goal goal,
            TfmobileRequest request,
            TargetBuild build,
            List<TargetKernels> targets,
            List<PreparedModel> models,
            boolean fail,
            @Nullable String javaPackage)
            throws ProblemException, IOException {
        TargetBuild.Outputs outputs = switch (goal) {
            case PREPARE -> TargetBuild.Outputs.ALL;
            case GENERATE -> TargetBuild.Outputs.GENERATED;
            default -> TargetBuild.Outputs.REPORT;
        };
        List<Problem> problems = new ArrayList<>();
        for (TargetKernels target : targets) {
            String name = target.request().name();
            // Each target's registry is another class, so each has a package of its own.
            String suffix = name.isEmpty() ? "" : "." + name.replace('-', '_');
            TargetBuild.JavaOutput java = javaPackage == null
                    ? null
                    : new TargetBuild.JavaOutput(javaPackage + suffix, request.javaSources());
            try {
                build.run(target, models, outputs, fail, java);
            } catch (ProblemException e) {
                if (targets.size() == 1) {
                    throw e;
                }
                problems.addAll(about("target \"" + name + "\": ", e.problems()));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    /** A digest of everything that the user can say and that decides the result. */
    private static String digest(TfmobileRequest request, SettingValues run) {
        List<Object> parts = new ArrayList<>(List.of(
                request.identity(), request.base(), request.output(), request.javaSources(), request.models(), run));
        for (TargetSettings target : request.targets()) {
            parts.addAll(List.of(target.name(), target.values(), target.includes()));
        }
        return Digest.of(parts.toArray());
    }

    private static List<Path> written(List<Step> steps) {
        SortedSet<Path> files = new TreeSet<>();
        for (Step step : steps) {
            for (FileStamp stamp : step.written()) {
                files.add(Path.of(stamp.path()));
            }
        }
        return List.copyOf(files);
    }

    /**
     * What is wrong with a request already, and with the setting that every run has; {@link #context} takes what is wrong
     * for false.
     */
    private static List<Problem> wrong(TfmobileRequest request) {
        List<Problem> problems = new ArrayList<>(request.problems());
        isTrue(SettingTable.withDefaults(request.run(), SettingScope.RUN), Setting.FORCE, problems);
        return problems;
    }

    private static boolean isTrue(SettingValues values, Setting setting, List<Problem> problems) {
        return SettingTable.isTrue(values, setting, text -> problems.add(SettingTable.noBoolean(setting, text)));
    }

    private static @Nullable String javaPackage(SettingValues run, List<Problem> problems) {
        String name = run.text(Setting.JAVA_PACKAGE);
        if (name != null) {
            JavaRegistry.wrongPackage(name).ifPresent(problems::add);
        }
        return name;
    }

    /** Something that is done with a model. */
    @FunctionalInterface
    private interface ModelStep<T> {
        T of(ModelRequest request) throws ProblemException, IOException;
    }

    /** Does something with each model, the others too when one of them is wrong; complains of all at once. */
    private static <T> List<T> forEach(List<ModelRequest> requests, ModelStep<T> step)
            throws ProblemException, IOException {
        List<T> results = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (ModelRequest request : requests) {
            try {
                results.add(step.of(request));
            } catch (ProblemException e) {
                if (requests.size() == 1) {
                    throw e;
                }
                problems.addAll(about("model \"" + request.name() + "\": ", e.problems()));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return results;
    }

    private static List<Problem> about(String subject, List<Problem> problems) {
        return problems.stream().map(problem -> problem.about(subject)).toList();
    }

    /** What is read; nothing, and what is wrong, where something is. */
    private static <T> List<T> collect(Read<T> read, List<Problem> problems) {
        try {
            return read.run();
        } catch (ProblemException e) {
            problems.addAll(e.problems());
            return List.of();
        }
    }

    private static List<Problem> of(EarlyCheck check) {
        try {
            check.run();
            return List.of();
        } catch (ProblemException e) {
            return e.problems();
        }
    }

    /** Finds out early what would fail late. */
    @FunctionalInterface
    private interface EarlyCheck {
        void run() throws ProblemException;
    }

    @FunctionalInterface
    private interface Read<T> {
        List<T> run() throws ProblemException;
    }
}
