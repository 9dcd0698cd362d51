package io.github.tfmobile.registry.scan.result;

import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.List;
import java.util.Map;

/**
 * One {@code .cc} file of the tree.
 *
 * @param file path relative to the root of the tree, with {@code /}
 * @param registersKernels whether it registers a kernel in any configuration
 * @param registersOps whether it registers an op in any configuration
 * @param includes what it includes, one list for the configurations that agree
 * @param externals the headers outside of the tree that it includes, directly or not, between quotes or angles, with the
 *     configurations in which it does
 */
public record TranslationUnit(
        String file,
        boolean registersKernels,
        boolean registersOps,
        List<IncludeList> includes,
        Map<String, PresenceCondition> externals) {

    /** Copies the collections. */
    public TranslationUnit {
        includes = List.copyOf(includes);
        externals = Map.copyOf(externals);
    }
}
