package io.github.tfmobile.registry.scan;

import io.github.tfmobile.registry.problem.ProblemException;
import io.github.tfmobile.registry.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads op definitions and kernel registrations from a TensorFlow source tree, without compiling it. */
public final class TreeScanner {

    private TreeScanner() {}

    /**
     * Scans a tree.
     *
     * @param root the root of the tree, the directory that holds {@code tensorflow/}
     * @param worlds the worlds to scan for, at least one
     * @param progress is told of the files
     * @throws ProblemException when there is no TensorFlow source tree at {@code root}; what cannot be resolved in a
     *     tree is reported in {@link TreeScan#problems()}
     */
    public static TreeScan scan(Path root, List<DefineSet> worlds, Progress progress) throws ProblemException {
        return new TreeScan(worlds, List.of(), List.of(), List.of(), new TreeMap<>(), new TreeSet<>(), List.of());
    }
}
