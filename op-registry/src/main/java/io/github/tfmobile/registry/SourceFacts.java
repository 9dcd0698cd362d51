package io.github.tfmobile.registry;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a tree says about its source files, as far as {@code registry.link} asks.
 *
 * @param files the files that register kernels or ops and those that they need, by path
 * @param libraryNeeds files among them that the runtime library itself does not link without, whatever the ops
 * @param leftOut files among {@code files} that the makefile leaves out of its library on purpose, because they need
 *     a third-party library
 * @param otherFiles the other source files of the directories that {@code files} are in
 * @param stockLists the op lists that the tree brings, line by line, by the path of the list or the Bazel target
 * @param missing what files include and builds for some platforms do not have, by file
 * @param mobile what the BUILD files say of mobile builds
 */
public record SourceFacts(
        SortedMap<String, SourceFile> files,
        List<LinkDependency> libraryNeeds,
        SortedSet<String> leftOut,
        SortedSet<String> otherFiles,
        SortedMap<String, List<String>> stockLists,
        SortedMap<String, List<MissingDependency>> missing,
        MobileBuild mobile) {

    /** No facts. */
    public static final SourceFacts NONE = new SourceFacts(
            new TreeMap<>(),
            List.of(),
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            MobileBuild.NONE);

    /** Copies the collections. */
    public SourceFacts {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        libraryNeeds = List.copyOf(libraryNeeds);
        leftOut = Collections.unmodifiableSortedSet(new TreeSet<>(leftOut));
        otherFiles = Collections.unmodifiableSortedSet(new TreeSet<>(otherFiles));
        SortedMap<String, List<String>> lists = new TreeMap<>();
        stockLists.forEach((name, lines) -> lists.put(name, List.copyOf(lines)));
        stockLists = Collections.unmodifiableSortedMap(lists);
        SortedMap<String, List<MissingDependency>> dependencies = new TreeMap<>();
        missing.forEach((file, some) -> dependencies.put(file, List.copyOf(some)));
        missing = Collections.unmodifiableSortedMap(dependencies);
    }

    /** The same facts with what files include and builds do not have. */
    public SourceFacts withMissing(SortedMap<String, List<MissingDependency>> dependencies) {
        return new SourceFacts(files, libraryNeeds, leftOut, otherFiles, stockLists, dependencies, mobile);
    }

    /** The same facts with what the BUILD files say of mobile builds. */
    public SourceFacts withMobile(MobileBuild build) {
        return new SourceFacts(files, libraryNeeds, leftOut, otherFiles, stockLists, missing, build);
    }
}
