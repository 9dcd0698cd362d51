package io.github.tfmobile.registry.link;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.PathKind;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.bazel.Label;
import io.github.tfmobile.registry.bazel.link.LinkedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The op lists that a tree brings: the makefile's, and what its mobile Bazel libraries link. */
public final class StockLists {

    /** The makefile's list (tensorflow/contrib/makefile/Makefile, {@code TF_CC_SRCS}). */
    static final String MAKEFILE_LIST = "tensorflow/contrib/makefile/tf_op_files.txt";

    /** The Bazel libraries of mobile builds, by the names that they have had (tensorflow/core/BUILD). */
    public static final List<String> BAZEL_LIBRARIES =
            List.of("//tensorflow/core:portable_tensorflow_lib", "//tensorflow/core:android_tensorflow_lib");

    private StockLists() {}

    /**
     * The lists.
     *
     * @param root the root of the tree
     * @param android its BUILD files as a mobile build reads them
     */
    static SortedMap<String, List<String>> of(Path root, BuildTree android) {
        SortedMap<String, List<String>> lists = new TreeMap<>();
        Path makefileList = root.resolve(MAKEFILE_LIST);
        if (InputFiles.kindOfLink(makefileList) == PathKind.FILE) {
            try {
                lists.put(
                        MAKEFILE_LIST,
                        InputFiles.text(makefileList, StockList.MAX_SIZE, StandardCharsets.ISO_8859_1)
                                .lines()
                                .toList());
            } catch (IOException e) {
                lists.remove(MAKEFILE_LIST);
            }
        }
        for (String library : BAZEL_LIBRARIES) {
            List<String> files = LinkedFiles.of(android, List.of(Label.parse(library, ""))).files().keySet().stream()
                    .filter(LibraryFiles::isKernelOrOp)
                    .toList();
            if (!files.isEmpty()) {
                lists.put(library, files);
            }
        }
        return lists;
    }
}
