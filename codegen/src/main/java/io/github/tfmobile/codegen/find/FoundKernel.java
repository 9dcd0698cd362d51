package io.github.tfmobile.codegen.find;

import io.github.tfmobile.codegen.target.BazelSources;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.target.TargetProfile;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One kernel of an op.
 *
 * @param registration the kernel
 * @param profiles the target profiles in which it is registered, without further defines; none when only a define brings
 *     it in
 * @param inTarget whether the target's sources register it
 * @param stock whether the platform's stock build compiles it; null when the release has no stock list
 * @param notBuilt why a build for the target does not have it though its sources register it, a clause; null when it has
 *     it, or its sources do not register it
 * @param files the source files that it and its op need to link: the lines of an op list
 * @param bazel where BUILD files have these files
 */
public record FoundKernel(
        Registration registration,
        List<TargetProfile> profiles,
        boolean inTarget,
        @Nullable Boolean stock,
        @Nullable String notBuilt,
        SortedSet<String> files,
        BazelSources bazel) {

    /** Copies the collections. */
    public FoundKernel {
        profiles = List.copyOf(profiles);
        files = Collections.unmodifiableSortedSet(new TreeSet<>(files));
    }
}
