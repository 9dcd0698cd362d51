package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.target.Include;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.codegen.target.TargetSources;
import io.github.tfmobile.registry.lookup.KernelLookup;
import java.util.List;

/**
 * What the requirements are wanted of.
 *
 * @param models the final models; names are unique
 * @param kernels look-up in the target
 * @param list which files the native build compiles
 * @param sources which files a kernel needs
 * @param includes what no model shows
 * @param runtime what the runtime adds
 * @param lite what runs the TensorFlow Lite models
 */
public record RequirementRequest(
        List<FinalModel> models,
        KernelLookup kernels,
        KernelList list,
        TargetSources sources,
        List<Include> includes,
        RuntimeKernels runtime,
        LiteTarget lite) {

    /** Copies the lists. */
    public RequirementRequest {
        models = List.copyOf(models);
        includes = List.copyOf(includes);
    }

    /** Without TensorFlow Lite. */
    public RequirementRequest(
            List<FinalModel> models,
            KernelLookup kernels,
            KernelList list,
            TargetSources sources,
            List<Include> includes,
            RuntimeKernels runtime) {
        this(models, kernels, list, sources, includes, runtime, LiteTarget.UNKNOWN);
    }

    /** With what the runtime of the registry's release adds and no includes. */
    public static RequirementRequest of(
            List<FinalModel> models, KernelLookup kernels, KernelList list, TargetSources sources) {
        RuntimeKernels runtime = RuntimeKernels.of(kernels.registry().runtimeOps());
        return new RequirementRequest(models, kernels, list, sources, List.of(), runtime);
    }

    /** The same request of other models. */
    public RequirementRequest withModels(List<FinalModel> others) {
        return new RequirementRequest(others, kernels, list, sources, includes, runtime, lite);
    }

    /** The same request of a build that compiles other files. */
    public RequirementRequest withList(KernelList other) {
        return new RequirementRequest(models, kernels, other, sources, includes, runtime, lite);
    }

    /** The same request of another runtime of TensorFlow Lite. */
    public RequirementRequest withLite(LiteTarget other) {
        return new RequirementRequest(models, kernels, list, sources, includes, runtime, other);
    }

    /** The same request of another target or release. */
    public RequirementRequest withTarget(KernelLookup otherKernels, KernelList otherList, TargetSources otherSources) {
        return new RequirementRequest(
                models,
                otherKernels,
                otherList,
                otherSources,
                includes,
                RuntimeKernels.of(otherKernels.registry().runtimeOps()),
                lite);
    }
}
