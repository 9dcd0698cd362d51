package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.diagnosis.RegistryAlternatives;
import io.github.tfmobile.codegen.find.OpFinder;
import io.github.tfmobile.codegen.library.LibraryInspection;
import io.github.tfmobile.codegen.library.LibraryResult;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.requirement.RuntimeKernels;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.codegen.target.RegistrySources;
import io.github.tfmobile.common.file.FileRecord;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.problem.RequestProblem;
import io.github.tfmobile.engine.request.KernelSource;
import io.github.tfmobile.engine.request.RegistrySource;
import io.github.tfmobile.engine.request.TargetRequest;
import io.github.tfmobile.engine.state.Step;
import io.github.tfmobile.lite.generate.MicroMethods;
import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.file.BundledRegistries.Neighbours;
import io.github.tfmobile.registry.link.StockList;
import io.github.tfmobile.registry.lookup.KernelLookup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the target offers, loaded when it is first asked for. Not thread-safe: each run has its own. */
public final class TargetKernels {

    private final BuildContext context;
    private final TargetRequest request;
    /** What was read for it: each step that asks depends on that. */
    private final FileRecord record = new FileRecord();

    /** What is to be said of the target, once what it offers is known. */
    private final List<Step.Message> messages = new ArrayList<>();

    private @Nullable Registry registry;
    private @Nullable KernelLookup lookup;

    /** Nothing is loaded yet. */
    public TargetKernels(BuildContext context, TargetRequest request) {
        this.context = context;
        this.request = request;
    }

    /** What is asked of the target. */
    public TargetRequest request() {
        return request;
    }

    /**
     * Finds out early what would fail late: before models are frozen for a target that there is not.
     *
     * @throws ProblemException if there is no such file or tree, or a define changes nothing
     */
    public void check() throws ProblemException {
        RegistrySource source = request.registry();
        source.check();
        if (source.isWorthALook() || !request.target().defines().isEmpty()) {
            lookup();
        }
        request.kernels().check();
        micro();
    }

    /** Kernel look-up in the target. */
    public KernelLookup lookup() throws ProblemException {
        if (lookup == null) {
            lookup = KernelLookup.of(registry(), request.target(), newestOps());
            for (Problem needless : registry().needless(request.target())) {
                messages.add(new Step.Message(
                        needless.text(context.names()), !needless.remedy().isEmpty()));
            }
        }
        record.replay();
        return lookup;
    }

    /** What is to be said of the target, as far as it was read. */
    List<Step.Message> messages() {
        return List.copyOf(messages);
    }

    /**
     * What the models need of the target, and what can be done about what it lacks.
     *
     * @throws ProblemException if the target, an op list or an include is wrong; what is unregistered is part of the
     *     result
     */
    public Diagnosis diagnosis(List<PreparedModel> models) throws ProblemException, IOException {
        List<FinalModel> finals = new ArrayList<>();
        for (PreparedModel model : models) {
            finals.add(model.read());
        }
        requireRelease(finals);
        RequirementRequest asked = request(finals, lookup(), kernelList(registry(), true));
        Neighbours between = request.registry().between();
        if (between == null) {
            return Diagnosis.of(asked, new RegistryAlternatives());
        }
        Registry after = BundledRegistries.load(between.after());
        return Diagnosis.between(
                between.version(),
                asked,
                request(finals, KernelLookup.of(after, request.target(), newestOps()), kernelList(after, false)),
                new RegistryAlternatives());
    }

    private RequirementRequest request(List<FinalModel> models, KernelLookup kernels, KernelList list)
            throws ProblemException {
        return new RequirementRequest(
                models,
                kernels,
                list,
                RegistrySources.of(kernels.registry(), request.target()),
                request.includes(),
                RuntimeKernels.of(kernels.registry().runtimeOps()),
                liteTarget());
    }

    /** The release that stands for none is the last one with a makefile; nobody builds a Flex library of it unasked. */
    private void requireRelease(List<FinalModel> models) throws ProblemException {
        if (request.lite().micro() == null && !request.registry().isNamed()) {
            for (FinalModel model : models) {
                if (!model.isGraph() && !model.graph().nodes().isEmpty()) {
                    throw new ProblemException(Problem.of(
                            RequestProblem.FLEX_WITHOUT_RELEASE,
                            "model \"" + model.name() + "\" has ops of TensorFlow (Flex), first "
                                    + model.graph().nodes().get(0).getOp() + ", "
                                    + model.graph().nodes().get(0).getName()
                                    + ", and no release is named that brings their kernels",
                            "name the release of TensorFlow that the Flex library is built from: "
                                    + Setting.TENSORFLOW_VERSION.inFull()));
                }
            }
        }
    }

    private LiteTarget liteTarget() throws ProblemException {
        TargetRequest.Lite lite = request.lite();
        return new LiteTarget(lite.runtime(), lite.layout(), lite.customOps(), micro(), lite.namespace());
    }

    private @Nullable MicroMethods micro() throws ProblemException {
        TargetRequest.Micro micro = request.lite().micro();
        return micro == null ? null : micro.methods();
    }

    /**
     * Tells where ops are implemented.
     *
     * @throws ProblemException if the target or an op list is wrong
     */
    OpFinder finder() throws ProblemException {
        Neighbours between = request.registry().between();
        if (between != null) {
            // Where an op is implemented is answered for a release that is known alone.
            BundledRegistries.load(between.version());
        }
        lookup();
        KernelList kernels = kernelList(registry(), true);
        messages.forEach(context::say);
        return OpFinder.of(registry(), request.target(), kernels);
    }

    /**
     * Looks for kernels in a native library.
     *
     * @throws ProblemException if the target is wrong, or the file is no library
     */
    LibraryResult inspect(Requirements requirements, Path library) throws ProblemException {
        return LibraryInspection.of(registry(), requirements, library);
    }

    /** Op definitions of the newest release that is known: models may come from any. */
    static OpDefs newestOps() {
        List<BundledRegistries.Bundled> bundled = BundledRegistries.all();
        return BundledRegistries.load(bundled.get(bundled.size() - 1)).ops();
    }

    private Registry registry() throws ProblemException {
        Registry known = registry;
        if (known == null) {
            try {
                known = record.during(
                        () -> request.registry().read(request.target().defines(), context.progress()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            registry = known;
        }
        return known;
    }

    private KernelList kernelList(Registry of, boolean tell) throws ProblemException {
        KernelSource kernels = request.kernels();
        StockList list = kernels.list(of, request.target().platform());
        if (list == null) {
            return KernelList.available();
        }
        for (Problem problem : tell ? list.problems(of, request.target()) : List.<Problem>of()) {
            String text = problem.text(context.names());
            if (kernels.isOwn()) {
                messages.add(new Step.Message(text, true));
            } else {
                // TensorFlow's own list is not the user's to mend; what it lacks for the models is told of them.
                context.detail(text);
            }
        }
        return kernels.isOwn() ? KernelList.of(list, of) : KernelList.stock(list, of);
    }
}
