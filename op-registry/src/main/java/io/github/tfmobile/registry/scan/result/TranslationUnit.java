package io.github.tfmobile.registry.scan.result;

import java.util.List;

/**
 * One {@code .cc} file of the tree.
 *
 * @param file path relative to the root of the tree, with {@code /}
 * @param registersKernels whether it registers a kernel in any configuration
 * @param registersOps whether it registers an op in any configuration
 * @param includes what it includes, one list for the configurations that agree
 */
public record TranslationUnit(String file, boolean registersKernels, boolean registersOps, List<IncludeList> includes) {

    /** Copies the list. */
    public TranslationUnit {
        includes = List.copyOf(includes);
    }
}
