package io.github.tfmobile.registry.lookup;

import java.util.Set;

/** Ops that a graph does not show but the runtime needs, and ops that it shows but the runtime replaces. */
public final class RuntimeOps {

    /**
     * Ops without a kernel that a pass replaces before any kernel is looked up
     * (tensorflow/core/common_runtime/accumulate_n_optimizer.cc).
     */
    static final Set<String> REPLACED_BY_PASSES = Set.of("AccumulateNV2");

    private RuntimeOps() {}
}
