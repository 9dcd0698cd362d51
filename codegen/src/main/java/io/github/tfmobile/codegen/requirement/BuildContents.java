package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.target.BuildGap;
import io.github.tfmobile.codegen.target.Include;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.TargetSources;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which of the kernels that a source tree registers for a target a native build really has. */
public final class BuildContents {

    private final Registry registry;
    private final Target target;
    private final KernelList list;
    private final TargetSources sources;
    private final Set<String> included = new HashSet<>();

    /**
     * A build.
     *
     * @param registry the registrations of the tree
     * @param target what it is built for
     * @param list which files the build compiles
     * @param sources which files a kernel needs
     * @param includes what is added to the build: whoever includes a file sees to the libraries that it needs
     */
    public BuildContents(
            Registry registry, Target target, KernelList list, TargetSources sources, Collection<Include> includes) {
        this.registry = registry;
        this.target = target;
        this.list = list;
        this.sources = sources;
        for (Include include : includes) {
            String file = include.file();
            if (file != null) {
                included.add(file);
            }
        }
    }

    /** Whether the build has devices of a type: what is no desktop has a CPU alone. */
    public boolean hasDevice(String device) {
        return target.platform() == Platform.DESKTOP || device.equals("CPU") || device.equals("DEFAULT");
    }

    /** Why a kernel that the source tree registers is not in the build all the same; null when it is. */
    public @Nullable MissingKernelReason whyNot(Registration registration) {
        if (list.files() == null) {
            if (included.contains(registration.file())) {
                return null;
            }
            List<BuildGap> gaps = sources.gaps(registration);
            if (!gaps.isEmpty()) {
                return new MissingKernelReason.NotBuildable(registration, gaps, target.platform());
            }
            return sources.isCompiled(registration.file()) ? null : new MissingKernelReason.NotCompiled(registration);
        }
        SortedSet<String> lacking = new TreeSet<>();
        if (!list.contains(registration.file())) {
            lacking.add(registration.file());
        }
        RegisteredOp op = registry.registeredOps().get(registration.op());
        if (op != null && !list.contains(op.file())) {
            lacking.add(op.file());
        }
        return lacking.isEmpty() ? null : new MissingKernelReason.NotListed(registration, lacking, list.name());
    }
}
