package io.github.tfmobile.registry.scan.result;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.target.Configuration;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a scan of a source tree found. All lists are sorted, so that the same tree gives the same scan.
 *
 * @param sources the files that were read
 * @param configurations those that were asked for; the presence conditions of the members number them so
 * @param ops op definitions, by name, file and line
 * @param registrations kernel registrations, by file, line, op, device, ...
 * @param units the {@code .cc} files, by path
 * @param testedMacros the names that {@code #if}, {@code #ifdef} and the like test anywhere in the tree
 * @param problems what could not be read or resolved, by file and line
 */
public record TreeScan(
        SourceTree sources,
        List<Configuration> configurations,
        List<ScannedOp> ops,
        List<ScannedRegistration> registrations,
        List<TranslationUnit> units,
        SortedSet<String> testedMacros,
        List<Problem> problems) {

    /** Copies the collections. */
    public TreeScan {
        configurations = List.copyOf(configurations);
        ops = List.copyOf(ops);
        registrations = List.copyOf(registrations);
        units = List.copyOf(units);
        testedMacros = Collections.unmodifiableSortedSet(new TreeSet<>(testedMacros));
        problems = List.copyOf(problems);
    }
}
