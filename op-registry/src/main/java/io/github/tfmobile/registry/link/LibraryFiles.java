package io.github.tfmobile.registry.link;

import io.github.tfmobile.registry.bazel.SourceFiles;
import io.github.tfmobile.registry.makefile.Makefile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The files of the runtime library: what a build compiles whatever the ops. The makefile of 1.x says it
 * (tensorflow/contrib/makefile/Makefile, {@code TF_CC_SRCS} without the op list); without one it is everything outside
 * the directories of kernels and ops.
 *
 * @param built the files that the library is built from
 * @param fromMakefile whether a makefile says so; what the library needs of kernels is Bazel's business otherwise
 * @param leftOut files that the makefile's globs find and that it leaves out again
 */
record LibraryFiles(SortedSet<String> built, boolean fromMakefile, SortedSet<String> leftOut) {

    private static final String MAKEFILE = "tensorflow/contrib/makefile/Makefile";

    private static final List<String> KERNELS_AND_OPS = List.of(
            "tensorflow/core/kernels/", "tensorflow/core/ops/", "tensorflow/core/user_ops/", "tensorflow/c/kernels/");

    /** Whether a file is in the directories of kernels and ops. */
    static boolean isKernelOrOp(String file) {
        return KERNELS_AND_OPS.stream().anyMatch(file::startsWith);
    }

    static LibraryFiles of(Path root, Collection<String> files) throws IOException {
        String text = new SourceFiles(root).read(MAKEFILE);
        SortedSet<String> built = new TreeSet<>();
        SortedSet<String> leftOut = new TreeSet<>();
        if (text != null) {
            Makefile makefile = Makefile.read(text, files, Map.of());
            built.addAll(makefile.words("TF_CC_SRCS"));
            leftOut.addAll(makefile.words("CORE_CC_ALL_SRCS"));
            leftOut.removeAll(built);
        }
        built.retainAll(files);
        leftOut.retainAll(files);
        boolean fromMakefile = !built.isEmpty();
        if (!fromMakefile) {
            leftOut.clear();
            for (String file : files) {
                if (!isKernelOrOp(file)) {
                    built.add(file);
                }
            }
        }
        return new LibraryFiles(built, fromMakefile, leftOut);
    }
}
