package io.github.tfmobile.registry.scan;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One {@code .cc} file of the tree.
 *
 * @param file path relative to the root of the tree, with {@code /}
 * @param registersKernels whether it registers a kernel in any world
 * @param registersOps whether it registers an op in any world
 * @param includes what it includes, one list for the worlds that agree
 * @param instantiations its explicit template instantiations, {@code extern} ones left out
 * @param namedTemplates names of templates explicitly instantiated somewhere in the tree that its text mentions
 */
public record TranslationUnit(
        String file,
        boolean registersKernels,
        boolean registersOps,
        List<IncludeList> includes,
        List<Instantiation> instantiations,
        SortedSet<String> namedTemplates) {

    /** Copies lists and set. */
    public TranslationUnit {
        includes = List.copyOf(includes);
        instantiations = List.copyOf(instantiations);
        namedTemplates = Collections.unmodifiableSortedSet(new TreeSet<>(namedTemplates));
    }
}
