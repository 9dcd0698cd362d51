package io.github.tfmobile.codegen.requirement;

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
 * @param releases other releases, for advice
 */
public record RequirementRequest(
        List<FinalModel> models,
        KernelLookup kernels,
        KernelList list,
        TargetSources sources,
        List<Include> includes,
        RuntimeKernels runtime,
        Releases releases) {

    /** Copies the lists. */
    public RequirementRequest {
        models = List.copyOf(models);
        includes = List.copyOf(includes);
    }

    /** With what the runtime of the registry's release adds, no includes and no other releases. */
    public static RequirementRequest of(
            List<FinalModel> models, KernelLookup kernels, KernelList list, TargetSources sources) {
        RuntimeKernels runtime = RuntimeKernels.of(kernels.registry().runtimeOps());
        return new RequirementRequest(models, kernels, list, sources, List.of(), runtime, Releases.NONE);
    }
}
