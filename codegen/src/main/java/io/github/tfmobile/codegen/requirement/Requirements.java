package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.LiteContent;
import io.github.tfmobile.codegen.target.BazelSources;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.target.Target;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The one analysis that all outputs are made from: what a set of final graphs needs of a target, and what of it the
 * target does not have.
 *
 * @param release the TensorFlow release of the target
 * @param revision the commit of its source tree; empty when not known
 * @param target the target
 * @param list which files the native build compiles
 * @param models the models, in the order of the configuration
 * @param required what the build must contain, sorted by op, kernel class and attrs
 * @param kernelFree ops that need no kernel, with the reason, by op
 * @param otherFiles files that includes, ops without a kernel and the runtime itself ask for, with what they need
 *     to link
 * @param bazel where BUILD files have the source files
 * @param hasMakefile whether the tree has TensorFlow's makefile
 * @param registered the registrations of the target that remain in a build with selective registration of this
 * @param unregistered what the target does not have, sorted by op and attrs
 * @param warnings what is legal but surprising
 * @param ops the op definitions of the release
 * @param graphVersion the version of graphs that the release reads ({@code TF_GRAPH_DEF_VERSION})
 * @param ignoresUnknownAttrs whether the release loads nodes with attrs that its op definitions lack
 */
public record Requirements(
        String release,
        String revision,
        Target target,
        KernelList list,
        List<FinalModel> models,
        List<Requirement> required,
        SortedMap<String, String> kernelFree,
        SortedSet<String> otherFiles,
        BazelSources bazel,
        boolean hasMakefile,
        List<Registration> registered,
        List<Unregistered> unregistered,
        List<String> warnings,
        OpDefs ops,
        int graphVersion,
        boolean ignoresUnknownAttrs,
        LiteTarget lite) {

    /** Copies the collections. */
    public Requirements {
        models = List.copyOf(models);
        required = List.copyOf(required);
        kernelFree = Collections.unmodifiableSortedMap(new TreeMap<>(kernelFree));
        otherFiles = Collections.unmodifiableSortedSet(new TreeSet<>(otherFiles));
        registered = List.copyOf(registered);
        unregistered = List.copyOf(unregistered);
        warnings = List.copyOf(warnings);
    }

    /** One op with one kernel class. */
    public record OpAndKernel(String op, String kernelClass) implements Comparable<OpAndKernel> {
        @Override
        public int compareTo(OpAndKernel other) {
            int byOp = op.compareTo(other.op);
            return byOp != 0 ? byOp : kernelClass.compareTo(other.kernelClass);
        }
    }

    /**
     * Analyses the models.
     *
     * @throws ProblemException when an include is wrong or changes nothing, or a graph's functions nest without end;
     *     what is unregistered is no exception but a part of the result
     */
    public static Requirements of(RequirementRequest request) throws ProblemException {
        return new Analysis(request).run();
    }

    /** Those of a release that is known by its neighbours alone; all that is not given is that of this one. */
    Requirements of(
            String other,
            List<Requirement> otherRequired,
            List<Registration> otherRegistered,
            List<Unregistered> otherUnregistered,
            List<String> otherWarnings) {
        return new Requirements(
                other,
                "",
                target,
                list,
                models,
                otherRequired,
                kernelFree,
                otherFiles,
                bazel,
                hasMakefile,
                otherRegistered,
                otherUnregistered,
                otherWarnings,
                ops,
                graphVersion,
                ignoresUnknownAttrs,
                lite);
    }

    /** The TensorFlow Lite models, in the order of the configuration. */
    public List<LiteModel> liteModels() {
        return models.stream()
                .map(FinalModel::lite)
                .filter(Objects::nonNull)
                .map(LiteContent::model)
                .toList();
    }

    /** Whether all models are of TensorFlow Lite. */
    public boolean isLiteAlone() {
        return !models.isEmpty() && models.stream().noneMatch(FinalModel::isGraph);
    }

    /** Whether the build needs kernels of TensorFlow at all. */
    public boolean needsKernels() {
        return !isLiteAlone()
                || !required.isEmpty()
                || models.stream().anyMatch(model -> !model.graph().nodes().isEmpty());
    }

    /** The ops that must be registered, those without a kernel included. */
    public SortedSet<String> opNames() {
        SortedSet<String> names = new TreeSet<>(kernelFree.keySet());
        required.forEach(requirement -> names.add(requirement.op()));
        return names;
    }

    /** The kernel classes that must be registered, each with its op. */
    public SortedSet<OpAndKernel> opsAndKernels() {
        SortedSet<OpAndKernel> pairs = new TreeSet<>();
        required.forEach(requirement -> pairs.add(new OpAndKernel(requirement.op(), requirement.kernelClass())));
        return pairs;
    }

    /** The source files that the build must compile: kernels, ops and all that they need to link. */
    public SortedSet<String> files() {
        SortedSet<String> files = new TreeSet<>(otherFiles);
        required.forEach(requirement -> {
            files.addAll(requirement.kernelFiles());
            files.addAll(requirement.opFiles());
        });
        return files;
    }

    /** How many nodes the target has no kernel for. */
    public int unregisteredNodes() {
        return unregistered.stream().mapToInt(problem -> problem.uses().size()).sum();
    }
}
