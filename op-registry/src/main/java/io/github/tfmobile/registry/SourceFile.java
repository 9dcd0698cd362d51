package io.github.tfmobile.registry;

import java.util.List;

/**
 * A source file that a build may have to name: one that registers kernels or ops, or that such files need.
 *
 * @param path relative to the root of the tree, with {@code /}
 * @param target the Bazel target that compiles it, empty when none does
 * @param needs the files that it does not link without, by path
 */
public record SourceFile(String path, String target, List<LinkDependency> needs) {

    /** Copies the list. */
    public SourceFile {
        needs = List.copyOf(needs);
    }
}
