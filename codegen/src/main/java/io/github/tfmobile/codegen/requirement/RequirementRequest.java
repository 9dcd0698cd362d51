package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.target.Include;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.TargetSources;
import io.github.tfmobile.registry.lookup.KernelLookup;
import java.util.List;

/**
 * What the requirements are wanted of.
 *
 * @param models the final graphs; names are unique
 * @param kernels look-up in the target
 * @param list which files the native build compiles
 * @param sources which files a kernel needs
 * @param includes what no model shows
 * @param runtime what the runtime adds
 */
public record RequirementRequest(
        List<FinalModel> models,
        KernelLookup kernels,
        KernelList list,
        TargetSources sources,
        List<Include> includes,
        RuntimeKernels runtime) {

    /** Copies the lists. */
    public RequirementRequest {
        models = List.copyOf(models);
        includes = List.copyOf(includes);
    }

    /** With what the runtime of the registry's release adds and no includes. */
    public static RequirementRequest of(
            List<FinalModel> models, KernelLookup kernels, KernelList list, TargetSources sources) {
        RuntimeKernels runtime = RuntimeKernels.of(kernels.registry().runtimeOps());
        return new RequirementRequest(models, kernels, list, sources, List.of(), runtime);
    }

    /** The same request of other models. */
    public RequirementRequest withModels(List<FinalModel> others) {
        return new RequirementRequest(others, kernels, list, sources, includes, runtime);
    }

    /** The same request of a build that compiles other files. */
    public RequirementRequest withList(KernelList other) {
        return new RequirementRequest(models, kernels, other, sources, includes, runtime);
    }

    /** The same request of another target or release. */
    public RequirementRequest withTarget(KernelLookup otherKernels, KernelList otherList, TargetSources otherSources) {
        return new RequirementRequest(
                models,
                otherKernels,
                otherList,
                otherSources,
                includes,
                RuntimeKernels.of(otherKernels.registry().runtimeOps()));
    }
}
